"""What of an offer can still be taken, as the log remembers it: what the stream of live availability is told from.

Each service that changes what is left of an offer, or whether it may be taken, calls `announce` as its last step. The event
keeps what is needed to judge, without the database, who could take the offer then (`takeable`). What a caller saw before is
the announcement before it, so an offer comes into each caller's view and leaves it on its own.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import object_session

from foodlink.domain import event, food_rules
from foodlink.domain.lifecycle import LIVE_OFFERS, TAKEABLE_OFFERS, OfferStatus
from foodlink.domain.offer import Offer

PREFIX = "availability."


class Change(enum.StrEnum):
    """What happened to an offer's availability."""

    OPENED = "opened"
    CHANGED = "changed"
    RESERVED = "reserved"
    CLOSED = "closed"


ANNOUNCEMENTS = tuple(f"{PREFIX}{change}" for change in Change)
"""The events' names in the log."""


@dataclass(frozen=True, slots=True)
class SeenLot:
    """What the food rules and the stream need to know of a lot; `left_g` in grams, kept for `pinned_to` where it is told."""

    id: str
    category: str
    temperature: str
    use_by: date | None
    left_g: int
    pinned_to: str | None


class Taker(food_rules.Receiver, Protocol):
    """An association with its food rules."""

    @property
    def id(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Availability:
    """An offer as one announcement tells of it, at the moment `at`."""

    offer_id: UUID
    territory: str
    status: OfferStatus
    at: datetime
    available_from: datetime
    available_until: datetime
    lots: tuple[SeenLot, ...]

    @property
    def live(self) -> bool:
        """Whether the offer had not ended."""
        return self.status in LIVE_OFFERS


def announce(offer: Offer, kind: str, *, at: datetime, by: UUID | None) -> None:
    """Record that what is left of `offer` has changed; `kind` is opened, changed, reserved or closed.

    Called at the end of a service, after the lots, lines and states have followed each other and before the commit. `kind`
    tells what happened: who comes to see the offer is sent `opened`, and who no longer does `closed`, whatever it is.
    """
    session = object_session(offer)
    if session is not None and any(lot.id is None for lot in offer.lots):
        session.flush()
    event.record(
        offer,
        f"{PREFIX}{Change(kind).value}",
        at=at,
        by=by,
        territory=offer.territory,
        offer_id=offer.id,
        data=_snapshot(offer),
    )


def remembered(offer_id: UUID, data: dict[str, Any], *, territory: str, at: datetime) -> Availability:
    """The announcement that the log keeps as `data`, of an event of that territory and moment."""
    return Availability(
        offer_id=offer_id,
        territory=territory,
        status=OfferStatus(data["status"]),
        at=at,
        available_from=datetime.fromisoformat(data["available_from"]),
        available_until=datetime.fromisoformat(data["available_until"]),
        lots=tuple(
            SeenLot(
                id=lot["id"],
                category=lot["category"],
                temperature=lot["temperature"],
                use_by=date.fromisoformat(lot["use_by"]) if lot["use_by"] else None,
                left_g=lot["left_g"],
                pinned_to=lot.get("pinned_to"),
            )
            for lot in data["lots"]
        ),
    )


def takeable(seen: Availability, taker: Taker, at: datetime) -> bool:
    """Whether that association, by its rules, could take something of the offer at that moment."""
    if seen.status not in TAKEABLE_OFFERS or at >= seen.available_until:
        return False
    free = [lot for lot in seen.lots if lot.left_g > 0 and lot.pinned_to in (None, str(taker.id))]
    there_from = max(at, seen.available_from)
    return any(food_rules.may_not_go_to(lot, taker, there_from) is None for lot in free)


def passed_deadlines(offer: Offer, leads_h: Iterable[int], *, since: datetime, at: datetime) -> bool:
    """Whether the use-by date came too near for some association after `since` and not later than `at`.

    `leads_h` are the hours that the territory's associations need. The offer then leaves their view without any other
    change, so the clock announces it as `changed`.
    """
    uses = {lot.use_by for lot in offer.lots if lot.use_by is not None and lot.left_g > 0}
    deadlines = (food_rules.hand_over_before(use_by, lead) for use_by in uses for lead in set(leads_h))
    return any(deadline is not None and since < deadline <= at for deadline in deadlines)


def _snapshot(offer: Offer) -> dict[str, Any]:
    """No text that a person wrote: the log outlives persons."""
    return {
        "status": offer.status.value,
        "producer_id": str(offer.producer_id),
        "available_from": offer.available_from.isoformat(),
        "available_until": offer.available_until.isoformat(),
        "lots": [
            {
                "id": str(lot.id),
                "category": str(lot.category.value),
                "temperature": str(lot.temperature.value),
                "use_by": lot.use_by.isoformat() if lot.use_by else None,
                "left_g": lot.left_g,
                "pinned_to": str(lot.pinned_association_id) if lot.pinned_association_id else None,
            }
            for lot in offer.lots
        ],
    }
