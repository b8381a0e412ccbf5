"""The log as a coordinator reads it: a territory's events, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.availability import ANNOUNCEMENTS
from foodlink.domain.event import Event
from foodlink.domain.offer import Offer


def events_in(session: Session, territory: str, *, before: int | None, limit: int) -> Sequence[Event]:
    """At most `limit` events of the territory, older than the event `before`; announcements to the stream are left out."""
    query = select(Event).where(Event.territory == territory, Event.new.not_in(ANNOUNCEMENTS))
    if before is not None:
        query = query.where(Event.id < before)
    return session.scalars(query.order_by(Event.id.desc()).limit(limit)).all()


def titles_of(session: Session, offer_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The titles of these offers."""
    rows = session.execute(select(Offer.id, Offer.title).where(Offer.id.in_(set(offer_ids))))
    return dict(rows.all())
