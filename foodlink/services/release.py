"""An association gives a reservation back, or a coordinator takes it back: what it held is free at once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS, FETCHED_RESERVATIONS, ReservationStatus
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.queries.accounts import accounts_of
from foodlink.queries.offers import offer_to_change
from foodlink.queries.reservations import visible_reservation
from foodlink.services.leave_stops import leave_stops
from foodlink.services.notices import tell


def release_reservation(
    session: Session, reservation_id: UUID, *, by: Actor, at: datetime, reason: str | None = None
) -> Reservation:
    """Give a reservation back: it leaves the routes that were to carry it. Nothing happens where it is given back already.

    Raises NotFound for what is another's, Conflict once any of it is collected, or where it ended otherwise.
    """
    by.must_be(Role.ASSOCIATION, Role.COORDINATOR)
    known = visible_reservation(session, reservation_id, by=by)
    offer = offer_to_change(session, known.offer_id) if known is not None else None
    if known is None or offer is None:
        raise NotFound()
    session.refresh(known)
    if known.status is ReservationStatus.RELEASED:
        session.commit()
        return known
    if any(line.status in FETCHED_RESERVATIONS for line in known.lines):
        raise Conflict("It is collected already.", state=known.status.value)
    released = release_lines(known, at=at, by=by.account_id, reason=reason)
    if not released:
        raise Conflict("It has ended already.", state=known.status.value)
    routes = leave_stops(session, released, at=at, by=by.account_id, reason=reason)
    offer.follow_lots(at=at, by=by.account_id, reason=reason)
    announce(offer, "changed", at=at, by=by.account_id)
    told = {*accounts_of(session, offer.producer_id), *(route.driver_id for route in routes)}
    if by.coordinates:
        told |= set(accounts_of(session, known.association_id))
    facts = {"reservation_id": known.id, "offer_id": offer.id, "title": offer.title, "reason": reason}
    tell(session, told - {by.account_id}, "reservation_released", facts, at=at)
    session.commit()
    return known


def release_lines(
    reservation: Reservation, *, at: datetime, by: UUID | None, reason: str | None
) -> list[ReservationLine]:
    """Release what of a reservation is not collected; a step of a service. The lines that were released."""
    lines = [line for line in reservation.lines if line.status in AWAITED_RESERVATIONS]
    for line in lines:
        line.move_to(ReservationStatus.RELEASED)
    if lines:
        reservation.follow_lines(at=at, by=by, reason=reason)
    return lines
