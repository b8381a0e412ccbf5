"""Reservations: which ones an actor sees, what an association holds, and on which routes lines ride."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, select, true, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.lifecycle import ACTIVE_ROUTES, HOLDING_RESERVATIONS, PENDING_STOPS, ReservationStatus, StopStatus
from foodlink.domain.offer import Lot, Offer, Temperature
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.local_time import end_of_day, local_moment

_SHOWN_STOPS = (*PENDING_STOPS, StopStatus.DONE)


@dataclass(frozen=True, slots=True)
class Ride:
    """The route that brings a reservation, and when it is expected."""

    route_id: UUID
    eta: datetime


def list_reservations(
    session: Session,
    *,
    by: Actor,
    statuses: Sequence[ReservationStatus] = (),
    offer_ids: Sequence[UUID] = (),
    after: tuple[Any, ...] | None = None,
    limit: int,
) -> Sequence[Reservation]:
    """At most `limit` reservations that `by` sees, the newest first; `after` holds the keys of the last one shown."""
    query = select(Reservation).options(joinedload(Reservation.association), selectinload(Reservation.lines))
    query = query.where(_seen(by))
    if statuses:
        query = query.where(Reservation.status.in_(statuses))
    if offer_ids:
        query = query.where(Reservation.offer_id.in_(offer_ids))
    if after is not None:
        query = query.where(tuple_(Reservation.created_at, Reservation.id) < after)
    return session.scalars(query.order_by(Reservation.created_at.desc(), Reservation.id.desc()).limit(limit)).all()


def visible_reservation(session: Session, reservation_id: UUID, *, by: Actor) -> Reservation | None:
    """The reservation with its lines, None where there is none or `by` does not see it."""
    return session.scalars(
        select(Reservation)
        .options(joinedload(Reservation.association), selectinload(Reservation.lines))
        .where(Reservation.id == reservation_id, _seen(by))
    ).first()


def reservations_of(session: Session, offer_id: UUID) -> Sequence[Reservation]:
    """All reservations of an offer, with their lines."""
    return session.scalars(
        select(Reservation)
        .options(selectinload(Reservation.lines))
        .where(Reservation.offer_id == offer_id)
        .order_by(Reservation.created_at, Reservation.id)
        .execution_options(populate_existing=True)
    ).all()


def rides(session: Session, reservations: Iterable[Reservation]) -> Mapping[UUID, Ride]:
    """By reservation, the route that delivers it and when, where one does; a stop to come goes before one that is done."""
    ids = [one.id for one in reservations if one.status in HOLDING_RESERVATIONS and one.status != "active"]
    if not ids:
        return {}
    rows = session.execute(
        select(ReservationLine.reservation_id, Stop.route_id, Stop.eta)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .where(
            ReservationLine.reservation_id.in_(ids),
            StopLoad.kind == StopKind.DELIVERY,
            StopLoad.status.in_(_SHOWN_STOPS),
        )
        .order_by(StopLoad.status.in_(PENDING_STOPS), Stop.eta.desc())
    )
    return {reservation_id: Ride(route_id, eta) for reservation_id, route_id, eta in rows}


def days_planned(session: Session, line_ids: Sequence[UUID]) -> Sequence[date]:
    """The days on whose active routes these lines are still to be carried."""
    return session.scalars(
        select(Route.day)
        .join(Stop, Stop.route_id == Route.id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .where(StopLoad.line_id.in_(line_ids), StopLoad.status.in_(PENDING_STOPS), Route.status.in_(ACTIVE_ROUTES))
        .distinct()
        .order_by(Route.day)
    ).all()


def held_on(session: Session, association_id: UUID, day: date, *, temperature: Temperature) -> int:
    """The grams of that temperature that an association holds of offers which are there on that local day."""
    held = (
        select(func.coalesce(func.sum(func.coalesce(ReservationLine.collected_g, ReservationLine.quantity_g)), 0))
        .join(Reservation, Reservation.id == ReservationLine.reservation_id)
        .join(Lot, Lot.id == ReservationLine.lot_id)
        .join(Offer, Offer.id == Reservation.offer_id)
        .where(
            Reservation.association_id == association_id,
            ReservationLine.status.in_(HOLDING_RESERVATIONS),
            Lot.temperature == temperature,
            Offer.available_from < end_of_day(day),
            Offer.available_until > local_moment(day, time(0)),
            # No offer stands open for longer than its notice; the index on the association's claims is used from here.
            Reservation.created_at > local_moment(day, time(0)) - timedelta(days=400),
        )
    )
    return int(session.scalar(held) or 0)


def _seen(by: Actor) -> ColumnElement[bool]:
    if by.role is Role.ADMIN:
        return true()
    if by.role is Role.COORDINATOR:
        return Reservation.territory == by.territory
    if by.role is Role.ASSOCIATION:
        return Reservation.association_id == by.organisation_id
    if by.role is Role.PRODUCER:
        return Reservation.offer_id.in_(select(Offer.id).where(Offer.producer_id == by.organisation_id))
    return false()
