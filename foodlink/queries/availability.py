"""What the log tells of live availability: announcements in order of commit, each with the one before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from foodlink.domain.account import AccessToken, Account, digest_of
from foodlink.domain.availability import ANNOUNCEMENTS, PREFIX, Availability, Change, remembered
from foodlink.domain.event import Event
from foodlink.domain.offer import Offer
from foodlink.domain.organisation import Organisation

KEPT = timedelta(days=7)
"""How far back a stream can be taken up again."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement of the log: what it tells, and what the one before it told of the same offer."""

    event_id: int
    change: Change
    now: Availability
    before: Availability | None


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """An organisation's rules changed: what it may take is to be judged anew."""

    event_id: int
    organisation_id: UUID


def newest_event(session: Session) -> int:
    """The id of the newest event that is committed, 0 in an empty log; none that comes later is smaller."""
    return session.scalar(select(func.max(Event.id))) or 0


def can_resume_after(session: Session, event_id: int, *, at: datetime) -> bool:
    """Whether the log has that event, and it is not older than seven days at the moment `at`."""
    happened = session.scalar(select(Event.at).where(Event.id == event_id))
    return happened is not None and happened >= at - KEPT


def announcements(
    session: Session, after: int, *, up_to: int, territory: str | None = None, limit: int = 500
) -> list[Announcement | RulesChanged]:
    """What was announced after the event `after`, up to and with `up_to`, oldest first.

    `territory` None means all of them. Each comes with the announcement before it of the same offer: what a caller saw.
    """
    told = and_(Event.noun == "offer", Event.new.in_(ANNOUNCEMENTS))
    previous = aliased(Event)
    earlier = (
        select(previous.at, previous.data)
        .where(
            previous.offer_id == Event.offer_id,
            previous.id < Event.id,
            previous.noun == "offer",
            previous.new.in_(ANNOUNCEMENTS),
        )
        .order_by(previous.id.desc())
        .limit(1)
        .lateral()
    )
    rows = session.execute(
        select(Event, earlier.c.at, earlier.c.data)
        .outerjoin(earlier, true())
        .where(
            Event.id > after,
            Event.id <= up_to,
            or_(told, Event.noun == "organisation"),
            Event.territory == territory if territory is not None else literal(True),
        )
        .order_by(Event.id)
        .limit(limit)
    )
    return [_announcement(event, before_at, before) for event, before_at, before in rows]


def offers_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Offer]:
    """These offers as they are now, with their lots and producers."""
    found = session.scalars(
        select(Offer).where(Offer.id.in_(ids)).options(selectinload(Offer.lots), joinedload(Offer.producer))
    )
    return {offer.id: offer for offer in found}


def organisations_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """These organisations as they are now."""
    found = session.scalars(select(Organisation).where(Organisation.id.in_(list(ids))))
    return {organisation.id: organisation for organisation in found}


def good_tokens(session: Session, tokens: Collection[str], *, at: datetime) -> set[str]:
    """Which of these tokens are still good at the machine's moment `at`, their accounts not disabled."""
    by_digest = {digest_of(token): token for token in tokens}
    good = session.scalars(
        select(AccessToken.digest)
        .join(Account, Account.id == AccessToken.account_id)
        .where(AccessToken.digest.in_(by_digest), AccessToken.expires_at > at, Account.disabled_at.is_(None))
    )
    return {by_digest[digest] for digest in good}


def _announcement(
    event: Event, before_at: datetime | None, before: dict[str, object] | None
) -> Announcement | RulesChanged:
    if event.offer_id is None or event.data is None:
        return RulesChanged(event.id, event.subject_id)
    territory = event.territory or ""
    return Announcement(
        event_id=event.id,
        change=Change(event.new.removeprefix(PREFIX)),
        now=remembered(event.offer_id, event.data, territory=territory, at=event.at),
        before=None
        if before is None or before_at is None
        else remembered(event.offer_id, before, territory=territory, at=before_at),
    )
