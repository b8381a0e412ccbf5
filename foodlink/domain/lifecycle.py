"""The states of each noun, and one table of the moves that each may make. `docs/lifecycle.md` says why each arrow is there."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TypeVar

from foodlink.domain.errors import MoveNotAllowed

State = TypeVar("State", bound=enum.StrEnum)


class OfferStatus(enum.StrEnum):
    OPEN = "open"
    PARTLY_RESERVED = "partly_reserved"
    RESERVED = "reserved"
    PLANNED = "planned"
    COLLECTED = "collected"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


class RestStatus(enum.StrEnum):
    """What became of the part of a lot that nobody holds."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    FAILED = "failed"


class ReservationStatus(enum.StrEnum):
    ACTIVE = "active"
    PLANNED = "planned"
    COLLECTED = "collected"
    DELIVERED = "delivered"
    RELEASED = "released"
    REFUSED = "refused"
    EXPIRED = "expired"
    FAILED = "failed"


class PlanStatus(enum.StrEnum):
    QUEUED = "queued"
    SOLVING = "solving"
    READY = "ready"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class RouteStatus(enum.StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    DONE = "done"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


class StopStatus(enum.StrEnum):
    PLANNED = "planned"
    ARRIVED = "arrived"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class CarryStatus(enum.StrEnum):
    """What became of food that was refused at the door and stayed on board."""

    ON_BOARD = "on_board"
    HANDED_ON = "handed_on"
    RETURNED = "returned"


_O, _R, _P, _T, _S, _C = OfferStatus, ReservationStatus, PlanStatus, RouteStatus, StopStatus, CarryStatus

_OFFER_ENDS = {_O.WITHDRAWN, _O.EXPIRED, _O.FAILED}

OFFER_MOVES: Mapping[OfferStatus, set[OfferStatus]] = {
    _O.OPEN: {_O.PARTLY_RESERVED, _O.RESERVED, _O.PLANNED, _O.COLLECTED, _O.DELIVERED} | _OFFER_ENDS,
    _O.PARTLY_RESERVED: {_O.OPEN, _O.RESERVED, _O.PLANNED, _O.COLLECTED, _O.DELIVERED} | _OFFER_ENDS,
    _O.RESERVED: {_O.OPEN, _O.PARTLY_RESERVED, _O.PLANNED, _O.COLLECTED, _O.DELIVERED} | _OFFER_ENDS,
    _O.PLANNED: {_O.OPEN, _O.PARTLY_RESERVED, _O.RESERVED, _O.COLLECTED, _O.DELIVERED} | _OFFER_ENDS,
    # Once the food is in a vehicle only its fate there is open: a lot more, a refusal at the door, a loss.
    # What comes back from a door leaves the end that the rest of its lot came to.
    _O.COLLECTED: {_O.OPEN, _O.PARTLY_RESERVED, _O.RESERVED, _O.PLANNED, _O.DELIVERED} | _OFFER_ENDS,
    # A producer may add a lot to an offer of which all that was there has been delivered.
    _O.DELIVERED: {_O.OPEN, _O.COLLECTED},
    # A phone that was offline reports a collection or a delivery after the producer or the clock had given the food up.
    _O.WITHDRAWN: {_O.COLLECTED, _O.DELIVERED},
    _O.EXPIRED: {_O.COLLECTED, _O.DELIVERED},
    _O.FAILED: {_O.COLLECTED, _O.DELIVERED},
}

RESERVATION_MOVES: Mapping[ReservationStatus, set[ReservationStatus]] = {
    _R.ACTIVE: {_R.PLANNED, _R.COLLECTED, _R.DELIVERED, _R.RELEASED, _R.EXPIRED, _R.FAILED},
    _R.PLANNED: {_R.ACTIVE, _R.COLLECTED, _R.DELIVERED, _R.RELEASED, _R.EXPIRED, _R.FAILED, _R.REFUSED},
    _R.COLLECTED: {_R.DELIVERED, _R.REFUSED, _R.FAILED},
    _R.DELIVERED: set(),
    _R.RELEASED: {_R.COLLECTED},  # an offline phone: the driver had it on board before the release was known
    _R.REFUSED: set(),
    _R.EXPIRED: {_R.COLLECTED},
    _R.FAILED: {_R.COLLECTED},
}

PLAN_MOVES: Mapping[PlanStatus, set[PlanStatus]] = {
    _P.QUEUED: {_P.SOLVING, _P.FAILED, _P.SUPERSEDED},
    _P.SOLVING: {_P.READY, _P.FAILED, _P.QUEUED},
    _P.READY: {_P.PUBLISHED, _P.SUPERSEDED},
    _P.PUBLISHED: {_P.SUPERSEDED},
    _P.SUPERSEDED: set(),
    _P.FAILED: set(),
}

ROUTE_MOVES: Mapping[RouteStatus, set[RouteStatus]] = {
    _T.DRAFT: {_T.PROPOSED, _T.SUPERSEDED},
    _T.PROPOSED: {_T.ACCEPTED, _T.DECLINED, _T.SUPERSEDED, _T.CANCELLED, _T.UNDER_WAY},
    _T.ACCEPTED: {_T.UNDER_WAY, _T.DECLINED, _T.SUPERSEDED, _T.CANCELLED},
    _T.UNDER_WAY: {_T.DONE, _T.CANCELLED},
    _T.DONE: {_T.UNDER_WAY},  # a stop is added, or a late event shows that something is still on board
    _T.DECLINED: set(),
    _T.SUPERSEDED: set(),
    _T.CANCELLED: set(),
}

STOP_MOVES: Mapping[StopStatus, set[StopStatus]] = {
    _S.PLANNED: {_S.ARRIVED, _S.DONE, _S.FAILED, _S.REFUSED, _S.CANCELLED},
    _S.ARRIVED: {_S.DONE, _S.FAILED, _S.REFUSED, _S.CANCELLED},
    _S.DONE: set(),
    _S.FAILED: set(),
    _S.REFUSED: set(),
    # Reported although it had left the route; or it comes back to it.
    _S.CANCELLED: {_S.PLANNED, _S.ARRIVED, _S.DONE, _S.FAILED, _S.REFUSED},
}

CARRY_MOVES: Mapping[CarryStatus, set[CarryStatus]] = {
    _C.ON_BOARD: {_C.HANDED_ON, _C.RETURNED},
    _C.HANDED_ON: set(),
    _C.RETURNED: set(),
}

LIVE_OFFERS = (_O.OPEN, _O.PARTLY_RESERVED, _O.RESERVED, _O.PLANNED, _O.COLLECTED)
TAKEABLE_OFFERS = (_O.OPEN, _O.PARTLY_RESERVED, _O.RESERVED, _O.PLANNED, _O.COLLECTED)
AWAITED_RESERVATIONS = (_R.ACTIVE, _R.PLANNED)
FETCHED_RESERVATIONS = (_R.COLLECTED, _R.DELIVERED)
PENDING_RESERVATIONS = (*AWAITED_RESERVATIONS, _R.COLLECTED)
HOLDING_RESERVATIONS = (*AWAITED_RESERVATIONS, *FETCHED_RESERVATIONS)
PENDING_PLANS = (_P.QUEUED, _P.SOLVING)
ACTIVE_ROUTES = (_T.PROPOSED, _T.ACCEPTED, _T.UNDER_WAY)
PENDING_STOPS = (_S.PLANNED, _S.ARRIVED)


def check_move(moves: Mapping[State, set[State]], old: State, new: State) -> None:
    """Raise MoveNotAllowed unless the table lets `old` become `new`."""
    if new not in moves[old]:
        raise MoveNotAllowed(f"What is {old.value} cannot become {new.value}.", state=old.value)
