"""Where food came from and where it went, one step back and one step forward, in one query.

Regulation (EC) 178/2002, article 18: food business operators can name whoever supplied a food to them and whoever they
supplied it to, and hand that to the authorities on demand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Carry, Reservation, ReservationLine
from foodlink.domain.route import Collection, Route
from foodlink.local_time import end_of_day, local_moment

_Producer, _Association = aliased(Organisation), aliased(Organisation)
_Onward = aliased(Carry)


TraceRow = RowMapping
"""What a trace says of one line, by the names of `TRACED`; weights in grams."""


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Which handovers: of one lot, or of one organisation (as giver or receiver), on these local days, both included."""

    lot_id: UUID | None = None
    organisation_id: UUID | None = None
    since: date | None = None
    until: date | None = None


def trace(session: Session, wanted: TraceFilter, *, by: Actor) -> Sequence[TraceRow]:
    """One row for each line of the lots, and one for a lot that nobody held; the oldest first.

    Coordinators see their territory, producers what they gave, associations what they received. Persons are ids: the
    trace stays whole when somebody is erased.
    """
    conditions = [_seen(by)]
    if wanted.lot_id is not None:
        conditions.append(Lot.id == wanted.lot_id)
    if wanted.organisation_id is not None:
        here = wanted.organisation_id
        conditions.append(or_(Offer.producer_id == here, Reservation.association_id == here))
    if wanted.since is not None:
        conditions.append(_moment() >= local_moment(wanted.since, time(0)))
    if wanted.until is not None:
        conditions.append(_moment() < end_of_day(wanted.until))
    statement = (
        select(*_COLUMNS)
        .select_from(Lot)
        .join(Offer, Offer.id == Lot.offer_id)
        .join(_Producer, _Producer.id == Offer.producer_id)
        .outerjoin(ReservationLine, ReservationLine.lot_id == Lot.id)
        .outerjoin(Reservation, Reservation.id == ReservationLine.reservation_id)
        .outerjoin(_Association, _Association.id == Reservation.association_id)
        .outerjoin(Collection, Collection.line_id == ReservationLine.id)
        .outerjoin(Route, Route.id == Collection.route_id)
        .outerjoin(Carry, Carry.refused_line_id == ReservationLine.id)
        .outerjoin(_Onward, _Onward.handed_on_line_id == ReservationLine.id)
        .where(and_(*conditions))
        .order_by(_moment(), Lot.id, ReservationLine.id)
    )
    return session.execute(statement).mappings().all()


def _moment() -> ColumnElement[Any]:
    return func.coalesce(Collection.collected_at, Reservation.created_at, Offer.created_at)


def _seen(by: Actor) -> ColumnElement[bool]:
    if by.role is Role.ADMIN:
        return true()
    if by.role is Role.COORDINATOR:
        return Offer.territory == by.territory
    if by.role is Role.PRODUCER:
        return Offer.producer_id == by.organisation_id
    if by.role is Role.ASSOCIATION:
        return Reservation.association_id == by.organisation_id
    return false()


_COLUMNS = (
    Lot.id.label("lot_id"),
    Lot.offer_id,
    Lot.description,
    Lot.category,
    Lot.temperature,
    Lot.use_by,
    Lot.best_before,
    Lot.quantity_g.label("offered_g"),
    _Producer.id.label("producer_id"),
    _Producer.name.label("producer"),
    _Producer.address.label("producer_address"),
    Offer.address.label("pickup_address"),
    Reservation.id.label("reservation_id"),
    ReservationLine.id.label("line_id"),
    ReservationLine.status,
    Reservation.transport,
    ReservationLine.quantity_g.label("reserved_g"),
    _Association.id.label("association_id"),
    _Association.name.label("association"),
    _Association.address.label("association_address"),
    Collection.route_id,
    Route.driver_id,
    Collection.collected_at,
    Collection.collected_g,
    Collection.collected_by,
    Collection.collected_temperature_c,
    Collection.delivered_at,
    Collection.delivered_g,
    Collection.delivered_by,
    Collection.delivered_temperature_c,
    Carry.quantity_g.label("not_handed_over_g"),
    Carry.status.label("not_handed_over_status"),
    _Onward.refused_line_id.label("handed_on_from_line_id"),
)
TRACED = tuple(str(column.key) for column in _COLUMNS)
"""What each row of a trace says, in order."""
