"""Rows that were read without a lock are written where they are as they were read, else nothing is."""

from __future__ import annotations

from threading import Event as Flag
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.database.rows import insert_at_commit, update_at_commit
from foodlink.database.turns import Turns
from foodlink.database.unlocked import Outdated, write_if_unchanged
from foodlink.domain import event
from foodlink.domain.event import Event
from foodlink.domain.offer import Lot, Offer
from foodlink.ids import new_id
from foodlink.queries.offers import AsItIs, offer_as_it_is
from tests.builders import MORNING, a_lot, an_offer
from tests.people import the_people
from tests.services.races import at_once


@pytest.fixture
def offer(fresh_sessions: Sessions) -> Offer:
    """Alice's, with two lots."""
    with fresh_sessions() as session:
        people = the_people(session)
        made = an_offer(session, people.bakery, by=people.alice, lots=[a_lot(kg=10), a_lot(kg=10, position=1)])
        session.commit()
    return made


def _as_it_is(session: Session, offer_id: UUID) -> AsItIs | None:
    return offer_as_it_is(session, offer_id, association_id=new_id(), since=MORNING.date())


def _take(session: Session, offer_id: UUID, grams: int) -> None:
    """Take of the first lot what was not taken when it was read, and tell the log twice."""
    found = _as_it_is(session, offer_id)
    assert found is not None
    offer, seen = found.offer, found.seen
    offer.lots[0].reserved_g += grams
    update_at_commit(session, offer.lots[0])
    for word in ("first", "second"):
        event.record(offer, word, at=MORNING, by=None, territory=offer.territory, offer_id=offer.id)
    write_if_unchanged(session, seen)
    session.commit()


def test_what_nobody_changed_is_written_and_the_log_keeps_its_order(fresh_sessions: Sessions, offer: Offer) -> None:
    with fresh_sessions() as session:
        _take(session, offer.id, 1_000)
    with fresh_sessions() as session:
        assert session.get_one(Lot, offer.lots[0].id).reserved_g == 1_000
        words = session.scalars(select(Event.new).where(Event.offer_id == offer.id).order_by(Event.id)).all()
        assert words[-2:] == ["first", "second"]


@pytest.mark.parametrize("changed", ["the offer", "the lot that is taken", "another lot"])
def test_what_somebody_changed_meanwhile_keeps_all_of_it_out(
    fresh_sessions: Sessions, offer: Offer, changed: str
) -> None:
    with fresh_sessions() as session, fresh_sessions() as other:
        found = _as_it_is(session, offer.id)
        assert found is not None
        seen_offer, seen = found.offer, found.seen
        theirs = other.get_one(Offer, offer.id)
        if changed == "the offer":
            theirs.title = "Brioches"
        else:
            theirs.lots[0 if changed == "the lot that is taken" else 1].crates = 7
        other.commit()
        logged = other.scalar(select(func.count()).select_from(Event))
        seen_offer.lots[0].reserved_g = 1_000
        update_at_commit(session, seen_offer.lots[0])
        event.record(seen_offer, "taken", at=MORNING, by=None, territory=seen_offer.territory)
        write_if_unchanged(session, seen)
        with pytest.raises(Outdated):
            session.commit()
        session.rollback()
        other.rollback()
        assert other.scalar(select(func.count()).select_from(Event)) == logged
        assert other.scalar(select(Lot.reserved_g).where(Lot.id == offer.lots[0].id)) == 0


def test_of_many_who_write_what_they_read_at_the_same_moment_one_is_not_outdated_and_none_is_lost(
    fresh_sessions: Sessions, offer: Offer
) -> None:
    came_to = at_once(fresh_sessions, [lambda session: _take(session, offer.id, 1_000)] * 6)
    assert {type(one) for one in came_to} <= {type(None), Outdated}
    with fresh_sessions() as session:
        written = sum(one is None for one in came_to)
        assert session.get_one(Lot, offer.lots[0].id).reserved_g == 1_000 * written > 0


def test_what_was_to_be_looked_at_is_forgotten_with_the_transaction(fresh_sessions: Sessions, offer: Offer) -> None:
    with fresh_sessions() as session, fresh_sessions() as other:
        found = _as_it_is(session, offer.id)
        assert found is not None
        write_if_unchanged(session, found.seen)
        session.rollback()
        other.get_one(Offer, offer.id).title = "Brioches"
        other.commit()
        session.get_one(Offer, offer.id, populate_existing=True).title = "Flan"
        session.commit()


def test_a_text_that_is_too_long_is_refused_not_cut_off(fresh_sessions: Sessions, offer: Offer) -> None:
    with fresh_sessions() as session:
        found = _as_it_is(session, offer.id)
        assert found is not None
        lot = {column.key: getattr(found.offer.lots[0], column.key) for column in Lot.__table__.columns}
        insert_at_commit(session, Lot, **lot | {"id": offer.id, "description": "x" * 301})
        write_if_unchanged(session, found.seen)
        with pytest.raises(DataError):
            session.commit()


def test_of_one_key_one_at_a_time_and_of_another_at_once() -> None:
    turns, inside = Turns(), Flag()

    def enter() -> None:
        with turns.of("a"):
            inside.set()

    second = Thread(target=enter)
    with turns.of("a"):
        second.start()
        with turns.of("b"):
            assert not inside.wait(0.2)
    second.join(timeout=30)
    assert inside.is_set()
