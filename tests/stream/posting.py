"""Offers that come and change, as the services announce them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.clock import machine_now
from foodlink.database.engine import Sessions
from foodlink.domain import availability
from foodlink.domain.offer import Lot, Offer
from tests import builders
from tests.people import People


def opened(session: Session, people: People, *, title: str = "Pain", lots: list[Lot] | None = None) -> Offer:
    bakery = session.merge(people.bakery, load=False)
    offer = builders.an_offer(session, bakery, by=people.alice, at=machine_now(), title=title, lots=lots)
    availability.announce(offer, "opened", at=machine_now(), by=people.alice.id)
    return offer


def posted(sessions: Sessions, people: People, *, title: str = "Pain", lots: list[Lot] | None = None) -> UUID:
    with sessions() as session:
        offer = opened(session, people, title=title, lots=lots)
        session.commit()
        return offer.id


@contextmanager
def changing(sessions: Sessions, offer_id: UUID, kind: str) -> Iterator[Offer]:
    with sessions() as session:
        offer = session.get_one(Offer, offer_id)
        yield offer
        availability.announce(offer, kind, at=machine_now(), by=None)
        session.commit()


def reserve(sessions: Sessions, offer_id: UUID, *, kg: int) -> None:
    with changing(sessions, offer_id, "reserved") as offer:
        offer.lots[0].reserved_g += kg * 1000
