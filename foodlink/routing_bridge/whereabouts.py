"""Where a vehicle is and from when it can go on: by its driver's last report, what was told, and the clock; nothing tracks it."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from uuid import UUID

from foodlink.domain import food_rules
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.route import StopKind
from foodlink.planning.snapshot import HeldLine, RouteInForce, Site, Snapshot, StopInForce, Volunteer
from foodlink.routing_bridge.figures import figures, not_before, service_s
from foodlink.routing_bridge.travel import Point, road_tables


def locked_stops(snapshot: Snapshot, volunteer: Volunteer) -> tuple[StopInForce, ...]:
    """The stops that stay where they are: those of a pinned route, the one under way, the one the driver is heading for.

    Whoever should have left is taken to be on the road, reported or not, until some time after the arrival that was told.
    """
    route = volunteer.route
    if route is None:
        return ()
    if route.pinned:
        return route.pending
    arrived = _arrived(route)
    return (arrived,) if arrived is not None else _heading(snapshot, route)


def gone(snapshot: Snapshot, route: RouteInForce) -> bool:
    """Whether the route's driver has left home, reported or not."""
    return route.under_way or (route.status is RouteStatus.ACCEPTED and route.starts_at <= snapshot.at)


def where(snapshot: Snapshot, volunteer: Volunteer, *, speed: float) -> tuple[Site | None, int]:
    """The last known place (None: home) and the second from which the vehicle goes on from there.

    That may lie before now: a stop that has begun, or a drive that has, but never so long ago that it would be over by now.
    """
    route = volunteer.route
    assert route is not None
    now = not_before(snapshot.at)
    arrived = _arrived(route)
    if arrived is not None:
        return arrived.site, _serves_from(snapshot, arrived)
    last = route.over[-1] if route.under_way and route.over else None
    heading = _heading(snapshot, route)
    if heading:
        left = not_before((last.ended_at or last.eta) if last else (route.started_at or route.starts_at))
        here = point_of(last.site) if last else (volunteer.lat, volunteer.lon)
        return (last.site if last else None), max(left, now - drive_s(here, point_of(heading[0].site), speed=speed))
    if last is None:
        return None, now
    left = max(now, not_before(last.ended_at or last.eta))
    return (last.site, left) if route.pending else _on_the_way_home(volunteer, last, now=now, speed=speed)


def being_loaded(snapshot: Snapshot, volunteer: Volunteer) -> dict[UUID, int]:
    """When the loading of each line begins, or began, at the producer's where the driver stands: it is not put off any more."""
    arrived = _arrived(volunteer.route) if volunteer.route is not None else None
    if arrived is None or arrived.kind is not StopKind.PICKUP:
        return {}
    moments: dict[UUID, int] = {}
    begins = _serves_from(snapshot, arrived)
    for line in _lines_at(snapshot, arrived):
        moments[line.line_id] = begins
        begins += service_s(line.quantity_g)
    return moments


def point_of(site: Site) -> Point:
    """Latitude and longitude of a place."""
    return site.lat, site.lon


def drive_s(here: Point, there: Point, *, speed: float) -> int:
    """Seconds between two points for a vehicle so many times as fast as the travel model's car, as the router has them."""
    (_, seconds), _ = road_tables([here, there])[0]
    return ceil(seconds / speed - 1e-9)


def _arrived(route: RouteInForce) -> StopInForce | None:
    return next((stop for stop in route.pending if stop.status is StopStatus.ARRIVED), None)


def _heading(snapshot: Snapshot, route: RouteInForce) -> tuple[StopInForce, ...]:
    if not gone(snapshot, route) or not route.pending:
        return ()
    first = route.pending[0]
    expected = first.eta + timedelta(seconds=figures("notice")["heading_s"])
    return (first,) if snapshot.at <= expected else ()


def _serves_from(snapshot: Snapshot, arrived: StopInForce) -> int:
    """When service begins, or began, at that stop: after stopping there, cold food not sooner than was told."""
    setup_s = int(figures("stopping")[f"{arrived.kind.value}_setup_s"])
    begins = not_before(arrived.eta) if arrived.arrived_at is None else not_before(arrived.arrived_at) + setup_s
    cold = any(line.food.temperature in food_rules.COLD for line in _lines_at(snapshot, arrived))
    if cold and arrived.kind is StopKind.PICKUP:
        begins = max(begins, not_before(arrived.eta))
    return max(begins, not_before(snapshot.at) - arrived.service_s)


def _lines_at(snapshot: Snapshot, stop: StopInForce) -> list[HeldLine]:
    """The lines that are still to be loaded or unloaded there, in the order of the stop."""
    lines = {line.line_id: line for line in snapshot.lines}
    return [lines[line_id] for line_id in stop.line_ids if line_id in lines]


def _on_the_way_home(volunteer: Volunteer, last: StopInForce, *, now: int, speed: float) -> tuple[Site | None, int]:
    """Who has food on board and nowhere to go waits a while at the last door, then drives home with it."""
    until = not_before(last.ended_at or last.eta) + int(figures("notice")["aboard_s"])
    if now <= until:
        return last.site, now
    return None, max(now, until + drive_s(point_of(last.site), (volunteer.lat, volunteer.lon), speed=speed))
