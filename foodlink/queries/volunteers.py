"""Who drives on a day: the drivers on shift, what they have in force, and what they did already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from config.tables import table
from foodlink.domain.account import Account
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import ACTIVE_ROUTES, CarryStatus, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.planning.snapshot import RouteInForce, Site, StopInForce, Volunteer


def volunteers_on(session: Session, territory: str, day: date, *, at: datetime) -> tuple[Volunteer, ...]:
    """The drivers who are on shift that day, or who have a route of it in force, by id."""
    routes: dict[UUID, list[Route]] = defaultdict(list)
    for route in _routes_of(session, territory, day):
        routes[route.driver_id].append(route)
    loaded = still_loaded(session, territory, day)
    drivers = session.scalars(
        select(Driver)
        .join(Driver.account)
        .where(Account.territory == territory, Account.disabled_at.is_(None), Account.erased_at.is_(None))
        .options(selectinload(Driver.weekly), selectinload(Driver.one_off))
        .order_by(Driver.account_id)
    )
    found = (_volunteer(driver, routes[driver.account_id], day, loaded=loaded) for driver in drivers)
    return tuple(one for one in found if one.route or any(shift.ends_at > at for shift in one.shifts))


def has_routes(session: Session, territory: str, day: date) -> bool:
    """Whether any route of that day is in force."""
    routes = select(Route.id).where(Route.territory == territory, Route.day == day, Route.status.in_(ACTIVE_ROUTES))
    return bool(session.scalar(select(routes.exists())))


def still_loaded(session: Session, territory: str, day: date) -> set[UUID]:
    """The routes of that day that made all their stops and still have food on board: their drivers are not done yet."""
    refused = select(Carry.route_id).where(Carry.status == CarryStatus.ON_BOARD)
    undelivered = (
        select(Stop.route_id)
        .join(StopLoad, StopLoad.stop_id == Stop.id)
        .join(ReservationLine, ReservationLine.id == StopLoad.line_id)
        .where(
            StopLoad.kind == StopKind.PICKUP,
            StopLoad.status == StopStatus.DONE,
            ReservationLine.status == ReservationStatus.COLLECTED,
        )
    )
    routes = select(Route.id).where(
        Route.territory == territory,
        Route.day == day,
        Route.status == RouteStatus.DONE,
        Route.id.in_(refused) | Route.id.in_(undelivered),
    )
    return set(session.scalars(routes))


def _volunteer(driver: Driver, routes: Sequence[Route], day: date, *, loaded: set[UUID]) -> Volunteer:
    active = next((route for route in routes if route.is_active), None)
    if active is None:
        active = next((route for route in routes if route.id in loaded), None)
    done = [route for route in routes if route.status is RouteStatus.DONE and route is not active]
    return Volunteer(
        driver_id=driver.account_id,
        vehicle_id=driver.vehicle_id,
        kind=driver.vehicle_kind,
        capacity_g=driver.capacity_g,
        crates=driver.crates,
        chilled_crates=driver.chilled_crates,
        frozen_crates=driver.frozen_crates,
        lat=driver.start_lat,
        lon=driver.start_lon,
        shifts=tuple(driver.shifts_on(day)),
        route=route_in_force(active) if active is not None else None,
        not_before=max((moment for moment in map(_free_from, routes) if moment is not None), default=None)
        if active is None
        else None,
        asked_before=any(route.status in (RouteStatus.DECLINED, RouteStatus.CANCELLED) for route in routes),
        done=tuple(_trip(route) for route in done),
    )


def route_in_force(route: Route) -> RouteInForce:
    """A route as planning sees it; stops that were cancelled are no part of it, but may come back to it."""
    stops = [stop for stop in route.stops if stop.status is not StopStatus.CANCELLED]
    left = [stop for stop in route.stops if stop.status is StopStatus.CANCELLED and stop.arrived_at is None]
    return RouteInForce(
        route_id=route.id,
        status=route.status,
        version=route.version,
        pinned=route.pinned_at is not None,
        starts_at=route.starts_at,
        ends_at=route.ends_at,
        started_at=route.started_at,
        stops=tuple(map(_stop_in_force, stops)),
        left=tuple(
            _stop_in_force(stop) for stop in left if all(load.status is StopStatus.CANCELLED for load in stop.loads)
        ),
    )


def _stop_in_force(stop: Stop) -> StopInForce:
    return StopInForce(
        stop_id=stop.id,
        kind=stop.kind,
        status=stop.status,
        site=Site(stop.organisation_id, stop.name, stop.lat, stop.lon, stop.address, stop.access_notes),
        eta=stop.eta,
        service_s=stop.service_s,
        line_ids=tuple(load.line_id for load in stop.loads if load.status is not StopStatus.CANCELLED),
        arrived_at=stop.arrived_at,
        ended_at=stop.ended_at,
    )


def _trip(route: Route) -> tuple[datetime, int, int]:
    stops = sum(stop.status is not StopStatus.CANCELLED for stop in route.stops)
    return route.started_at or route.starts_at, stops, route.lasts_s


def _free_from(route: Route) -> datetime | None:
    """From when on the driver may be asked again after this route."""
    notice = table("routing")["notice"]
    if route.status is RouteStatus.DONE:
        return max(route.ends_at, route.ended_at or route.ends_at)
    if route.status is RouteStatus.DECLINED:
        return (route.ended_at or route.starts_at) + timedelta(seconds=notice["declined_s"])
    if route.status is RouteStatus.CANCELLED:
        # Nobody answered, or (begun, or accepted) something broke down.
        answered = route.accepted_at is not None or route.started_at is not None
        pause_s = notice["declined_s"] if answered else notice["unanswered_s"]
        return (route.ended_at or route.starts_at) + timedelta(seconds=pause_s)
    return None


def _routes_of(session: Session, territory: str, day: date) -> Sequence[Route]:
    asked = (*ACTIVE_ROUTES, RouteStatus.DONE, RouteStatus.DECLINED, RouteStatus.CANCELLED)
    return session.scalars(
        select(Route)
        .where(Route.territory == territory, Route.day == day, Route.status.in_(asked))
        .options(selectinload(Route.stops).selectinload(Stop.loads))
        .order_by(Route.id)
        .execution_options(populate_existing=True)
    ).all()
