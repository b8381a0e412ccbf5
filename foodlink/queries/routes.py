"""Routes with all that stands on them: to show, and to change under lock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.route import Collection, Route, Stop, StopLoad
from foodlink.local_time import end_of_day

_TRIES = 5


def whole_route() -> list[ORMOption]:
    """How to load a route with its stops, their loads, lines, lots, offers and reservations in few statements."""
    line = selectinload(Route.stops).selectinload(Stop.loads).joinedload(StopLoad.line)
    return [
        joinedload(Route.driver).joinedload(Driver.account),
        selectinload(Route.stops).joinedload(Stop.organisation),
        line.joinedload(ReservationLine.lot).joinedload(Lot.offer),
        line.joinedload(ReservationLine.reservation).joinedload(Reservation.association),
    ]


def _its_food() -> list[ORMOption]:
    """How to load, with a whole route, all else that hangs on its food and that a report may change."""
    line = selectinload(Route.stops).selectinload(Stop.loads).joinedload(StopLoad.line)
    lots = line.joinedload(ReservationLine.lot).joinedload(Lot.offer).selectinload(Offer.lots)
    return [
        lots.selectinload(Lot.lines),
        lots.selectinload(Lot.carries),
        line.joinedload(ReservationLine.reservation).selectinload(Reservation.lines),
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


@dataclass(frozen=True, slots=True)
class RouteFilter:
    """Which routes: of these drivers and these local days; nothing means all that one sees."""

    drivers: Sequence[UUID] = ()
    days: Sequence[date] = ()


def list_routes(
    session: Session, wanted: RouteFilter, *, by: Actor, after: tuple[datetime, UUID] | None = None, limit: int
) -> Sequence[Route]:
    """At most `limit` routes that `by` sees, in the order in which they start; `after` holds the keys of the last one shown."""
    statement = routes_of_day(days=wanted.days).where(_seen(by))
    if wanted.drivers:
        statement = statement.where(Route.driver_id.in_(wanted.drivers))
    if after is not None:
        statement = statement.where(tuple_(Route.starts_at, Route.id) > after)
    return session.scalars(statement.order_by(Route.starts_at, Route.id).limit(limit)).unique().all()


def visible_route(session: Session, route_id: UUID, *, by: Actor) -> Route | None:
    """The route with all that stands on it; None where there is none, it is a draft, or `by` does not see it."""
    statement = routes_of_day().where(Route.id == route_id, _seen(by))
    return session.scalars(statement).unique().first()


def meets_people(route: Route, by: Actor, at: datetime) -> bool:
    """Whether `by` drives to the people of these stops and may know their phones: until the end of the route's day."""
    driven = route.status in (*ACTIVE_ROUTES, RouteStatus.DONE)
    return route.driver_id == by.account_id and driven and at < end_of_day(route.day)


def _seen(by: Actor) -> ColumnElement[bool]:
    if by.role is Role.ADMIN:
        return true()
    if by.role is Role.COORDINATOR:
        return Route.territory == by.territory
    return Route.driver_id == by.account_id


def locked_route(session: Session, route_id: UUID) -> Route | None:
    """The route, locked as `locked_routes` does; None where there is none."""
    return next(iter(locked_routes(session, [route_id])), None)


def locked_routes(session: Session, route_ids: Sequence[UUID]) -> list[Route]:
    """These routes, locked with every offer that stands on them (offers first, by id) and read anew.

    Routes on which the same food is still to be loaded or unloaded are locked with them. The locks last until the commit.
    """
    session.flush()
    for _ in range(_TRIES):
        offers = _offers_on(session, route_ids)
        session.execute(select(Offer.id).where(Offer.id.in_(offers)).order_by(Offer.id).with_for_update()).all()
        lock_routes(session, {*route_ids, *_routes_that_share(session, route_ids)})
        if set(_offers_on(session, route_ids)) <= set(offers):
            break
        session.rollback()
    session.expire_all()  # what was read before the locks is read anew
    statement = select(Route).where(Route.id.in_(route_ids)).order_by(Route.id)
    found = session.execute(statement.options(*whole_route(), *_its_food())).unique()
    return list(found.scalars())


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
    """All loads of these lines, which are locked and read, on whichever route, with their stops."""
    statement = (
        select(StopLoad)
        .where(StopLoad.line_id.in_(set(line_ids)))
        .order_by(StopLoad.id)
        .options(joinedload(StopLoad.stop).joinedload(Stop.route), joinedload(StopLoad.stop).selectinload(Stop.loads))
    )
    found: dict[UUID, list[StopLoad]] = {}
    for load in session.scalars(statement).unique():
        found.setdefault(load.line_id, []).append(load)
    return found


def collections_of_lines(session: Session, line_ids: Iterable[UUID]) -> dict[UUID, Collection]:
    """What was weighed of these lines."""
    statement = select(Collection).where(Collection.line_id.in_(set(line_ids)))
    return {row.line_id: row for row in session.scalars(statement, execution_options={"populate_existing": True})}


def _offers_on(session: Session, route_ids: Sequence[UUID]) -> list[UUID]:
    statement = (
        select(Lot.offer_id)
        .join(ReservationLine, ReservationLine.lot_id == Lot.id)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .where(Stop.route_id.in_(route_ids))
        .distinct()
    )
    return list(session.scalars(statement))


def _routes_that_share(session: Session, route_ids: Sequence[UUID]) -> list[UUID]:
    here = select(StopLoad.line_id).join(Stop, Stop.id == StopLoad.stop_id).where(Stop.route_id.in_(route_ids))
    statement = (
        select(Stop.route_id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .where(StopLoad.line_id.in_(here), StopLoad.status.in_(PENDING_STOPS))
        .distinct()
    )
    return list(session.scalars(statement))
