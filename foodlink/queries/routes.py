"""Routes with all that stands on them: to show, and to change under lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from foodlink.domain.lifecycle import PENDING_STOPS, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.route import Collection, Route, Stop, StopLoad

_TRIES = 5


def whole_route() -> list[ORMOption]:
    """How to load a route with its stops, their loads, lines, lots, offers and reservations in few statements."""
    line = selectinload(Route.stops).selectinload(Stop.loads).joinedload(StopLoad.line)
    return [
        joinedload(Route.driver),
        selectinload(Route.stops).joinedload(Stop.organisation),
        line.joinedload(ReservationLine.lot).joinedload(Lot.offer),
        line.joinedload(ReservationLine.reservation).joinedload(Reservation.association),
    ]


def route_of(session: Session, route_id: UUID) -> Route | None:
    """The route with all that stands on it, as it is now; None where there is none."""
    statement = select(Route).where(Route.id == route_id).options(*whole_route())
    return session.execute(statement).unique().scalar_one_or_none()


def routes_of_day(
    *, territory: str | None = None, driver_id: UUID | None = None, days: Sequence[date] = ()
) -> Select[Route]:
    """Published routes, of these days where any are given; a draft is part of its plan and of nobody's day."""
    statement = select(Route).where(Route.status != RouteStatus.DRAFT)
    if territory is not None:
        statement = statement.where(Route.territory == territory)
    if driver_id is not None:
        statement = statement.where(Route.driver_id == driver_id)
    if days:
        statement = statement.where(Route.day.in_(days))
    return statement.options(*whole_route())


def locked_route(session: Session, route_id: UUID) -> Route | None:
    """The route, locked with every offer that stands on it (offers first, by id) and read anew; None where there is none.

    Routes on which the same food is still to be loaded or unloaded are locked with it. The locks last until the commit.
    """
    for _ in range(_TRIES):
        offers = _offers_on(session, route_id)
        lock_offers(session, offers)
        others = _routes_that_share(session, route_id)
        lock_routes(session, {route_id, *others})
        if set(_offers_on(session, route_id)) <= set(offers):
            break
        session.rollback()
    statement = select(Route).where(Route.id == route_id).options(*whole_route())
    found = session.execute(statement, execution_options={"populate_existing": True}).unique()
    return found.scalar_one_or_none()


def lock_offers(session: Session, offer_ids: Iterable[UUID]) -> list[Offer]:
    """Lock these offers in the order that everybody keeps, and read them anew with their lots and lines."""
    statement = (
        select(Offer)
        .where(Offer.id.in_(set(offer_ids)))
        .order_by(Offer.id)
        .options(selectinload(Offer.lots).selectinload(Lot.lines).joinedload(ReservationLine.reservation))
        .with_for_update(of=Offer)
    )
    return list(session.scalars(statement, execution_options={"populate_existing": True}))


def lock_routes(session: Session, route_ids: Iterable[UUID]) -> None:
    """Lock these routes in the order that everybody keeps."""
    session.execute(select(Route.id).where(Route.id.in_(set(route_ids))).order_by(Route.id).with_for_update()).all()


def loads_of_lines(session: Session, line_ids: Iterable[UUID]) -> dict[UUID, list[StopLoad]]:
    """All loads of these lines, on whichever route, with their stops."""
    statement = (
        select(StopLoad)
        .where(StopLoad.line_id.in_(set(line_ids)))
        .order_by(StopLoad.id)
        .options(joinedload(StopLoad.stop).joinedload(Stop.route), joinedload(StopLoad.stop).selectinload(Stop.loads))
    )
    found: dict[UUID, list[StopLoad]] = {}
    for load in session.scalars(statement, execution_options={"populate_existing": True}).unique():
        found.setdefault(load.line_id, []).append(load)
    return found


def collections_of_lines(session: Session, line_ids: Iterable[UUID]) -> dict[UUID, Collection]:
    """What was weighed of these lines."""
    statement = select(Collection).where(Collection.line_id.in_(set(line_ids)))
    return {row.line_id: row for row in session.scalars(statement, execution_options={"populate_existing": True})}


def _offers_on(session: Session, route_id: UUID) -> list[UUID]:
    statement = (
        select(Lot.offer_id)
        .join(ReservationLine, ReservationLine.lot_id == Lot.id)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .where(Stop.route_id == route_id)
        .distinct()
    )
    return list(session.scalars(statement))


def _routes_that_share(session: Session, route_id: UUID) -> list[UUID]:
    here = select(StopLoad.line_id).join(Stop, Stop.id == StopLoad.stop_id).where(Stop.route_id == route_id)
    statement = (
        select(Stop.route_id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .where(StopLoad.line_id.in_(here), StopLoad.status.in_(PENDING_STOPS))
        .distinct()
    )
    return list(session.scalars(statement))
