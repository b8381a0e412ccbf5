"""A step of a coordinator's decision: a route goes into another driver's hands."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.driver import Driver
from foodlink.domain.errors import Conflict, Invalid
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS, RouteStatus, StopStatus
from foodlink.domain.offer import Temperature
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.ids import new_id
from foodlink.queries.drivers import NOT_BEGUN
from foodlink.services.notices import tell
from foodlink.services.set_shifts import drives_then

_COPIED = (
    "kind",
    "organisation_id",
    "name",
    "lat",
    "lon",
    "address",
    "access_notes",
    "window_from",
    "window_until",
    "eta",
    "service_s",
)


def hand_to(session: Session, route: Route, driver_id: UUID, *, reason: str, by: UUID, at: datetime) -> Route:
    """Cancel a locked route and propose the same stops to another driver; the new route.

    Raises Invalid for a driver who is not of the territory, and Conflict with its cause where that driver cannot do it.
    """
    driver = session.get(Driver, driver_id)
    if driver is None or driver.account.territory != route.territory or driver.account.disabled_at is not None:
        raise Invalid({"driver_id": ["This driver is not known in this territory."]})
    if route.status not in NOT_BEGUN:
        raise Conflict("The route is under way: it cannot change hands.", state=route.status.value)
    _check_can_drive(session, driver, route)
    stops = [stop for stop in route.stops if stop.status in PENDING_STOPS]
    loads = {stop.id: [load for load in stop.loads if load.status in PENDING_STOPS] for stop in stops}
    for stop in stops:
        for load in loads[stop.id]:
            load.status = StopStatus.CANCELLED
        stop.move_to(StopStatus.CANCELLED, at=at, by=by, reason=reason)
    route.move_to(RouteStatus.CANCELLED, at=at, by=by, reason=reason)
    route.ended_at, route.reason, route.version = at, reason, route.version + 1
    session.flush()
    handed = _propose(session, route, driver, at=at, by=by, reason=reason)
    for position, stop in enumerate(stops):
        _copy_stop(handed, stop, loads[stop.id], position)
    session.flush()
    tell(session, [route.driver_id], "route_cancelled", {"route_id": route.id, "day": route.day}, at=at)
    tell(session, [driver_id], "route_proposed", {"route_id": handed.id, "day": handed.day}, at=at)
    jobs.ask_for_replan(session, route.territory, route.day.isoformat())
    return handed


def _propose(session: Session, route: Route, driver: Driver, *, at: datetime, by: UUID, reason: str) -> Route:
    handed = Route(
        id=new_id(),
        plan_id=route.plan_id,
        territory=route.territory,
        day=route.day,
        driver=driver,
        status=RouteStatus.DRAFT,
        vehicle_id=driver.vehicle_id,
        vehicle_kind=driver.vehicle_kind,
        starts_at=route.starts_at,
        ends_at=route.ends_at,
        distance_m=route.distance_m,
        duration_s=route.duration_s,
        proposed_at=at,
    )
    session.add(handed)
    handed.move_to(RouteStatus.PROPOSED, at=at, by=by, reason=reason)
    return handed


def _copy_stop(handed: Route, stop: Stop, loads: list[StopLoad], position: int) -> None:
    same = {name: getattr(stop, name) for name in _COPIED}
    copied = [StopLoad(id=new_id(), line=load.line, kind=load.kind, quantity_g=load.quantity_g) for load in loads]
    handed.stops.append(Stop(id=new_id(), position=position, loads=copied, **same))


def _check_can_drive(session: Session, driver: Driver, route: Route) -> None:
    busy = exists().where(Route.driver_id == driver.account_id, Route.day == route.day, Route.status.in_(ACTIVE_ROUTES))
    if session.scalar(select(busy)):
        raise Conflict("This driver has a route on that day already.", code="busy")
    if not drives_then(driver, route):
        raise Conflict("This driver has no shift that holds the route.", code="no_shift")
    for code, needed, available in _peaks(driver, route):
        if needed > available:
            raise Conflict(
                f"This vehicle cannot carry the route: {code}.", code=code, needed=needed, available=available
            )


def _peaks(driver: Driver, route: Route) -> list[tuple[str, int, int]]:
    """The most that is on board at once, of each measure, against what the vehicle holds."""
    grams = crates = chilled = frozen = 0
    most = [0, 0, 0, 0]
    for stop in route.stops:
        for load in (load for load in stop.loads if load.status in PENDING_STOPS):
            sign = 1 if stop.kind is StopKind.PICKUP else -1
            boxes = sign * load.line.lot.crates_for(load.quantity_g)
            grams, crates = grams + sign * load.quantity_g, crates + boxes
            chilled += boxes if load.line.lot.temperature is Temperature.CHILLED else 0
            frozen += boxes if load.line.lot.temperature is Temperature.FROZEN else 0
        most = [max(one) for one in zip(most, (grams, crates, chilled, frozen), strict=True)]
    holds = (driver.capacity_g, driver.crates, driver.chilled_crates, driver.frozen_crates)
    return list(zip(("capacity_g", "crates", "chilled_crates", "frozen_crates"), most, holds, strict=True))
