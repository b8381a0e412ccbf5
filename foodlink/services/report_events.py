"""A driver's phone reports what happened on a route: each event counts once, whatever the order or repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import NotFound
from foodlink.domain.handover import ReportedEvent, ReportResult
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS, RouteStatus, StopStatus
from foodlink.domain.route import Route
from foodlink.queries.routes import collections_of_lines, loads_of_lines, locked_route
from foodlink.services.handling import Handling, Known
from foodlink.services.report_aftermath import Aftermath
from foodlink.services.report_at_stop import report_at_stop
from foodlink.services.report_once import apply_batch


@dataclass(frozen=True)
class RouteReport:
    """What became of each event, in the order in which they were sent, and the route after them."""

    results: list[ReportResult]
    route: Route


def report_events(
    session: Session, route_id: UUID, *, events: Sequence[ReportedEvent], by: Actor, at: datetime
) -> RouteReport:
    """Apply a batch of events to a route, in the order in which they happened; one bad event does not stop the others.

    `at` is when they were received. Allowed for the route's driver, and for its territory's coordinator on their behalf;
    raises Forbidden for other roles and NotFound for another's route. What an event could not be used for is said in its
    result and leaves nothing behind.
    """
    by.must_be(Role.DRIVER, Role.COORDINATOR)
    route = locked_route(session, route_id)
    if route is None or not may_report(route, by):
        raise NotFound()
    known = what_is_known(session, route)
    aftermath = Aftermath.before(session, known)
    results = apply_batch(
        session,
        events,
        lambda event: Handling(session, known, at=event.at, by=by.account_id, route=route, note=event.note),
        report_at_stop,
        aftermath,
        received=at,
    )
    _move_route(route, aftermath, by=by)
    if route.driver_id == by.account_id:
        route.driver.last_heard_at = max(at, route.driver.last_heard_at or at)
    aftermath.conclude(route, at=at, by=by)
    session.commit()
    return RouteReport(results, route)


def may_report(route: Route, by: Actor) -> bool:
    """Whether that account may report on the route: its driver, or who coordinates its territory; never on a draft."""
    return route.status is not RouteStatus.DRAFT and (
        route.driver_id == by.account_id or by.coordinates_in(route.territory)
    )


def what_is_known(session: Session, route: Route) -> Known:
    """All loads and weights of the lines that stand on the route."""
    lines = {load.line_id for stop in route.stops for load in stop.loads}
    return Known(loads_of_lines(session, lines), collections_of_lines(session, lines))


def _move_route(route: Route, aftermath: Aftermath, *, by: Actor) -> None:
    """A first report starts the route, its last stop ends it, and a stop that is left to do opens it again."""
    if not aftermath.moments:
        return
    route.version += 1
    first, last = min(aftermath.moments), max(aftermath.moments)
    if route.status in ACTIVE_ROUTES and aftermath.driven:
        route.move_to(RouteStatus.UNDER_WAY, at=first, by=by.account_id)
        route.started_at = min(first, route.started_at or first)
    waiting = any(stop.status in PENDING_STOPS for stop in route.stops)
    if route.status is RouteStatus.UNDER_WAY and not waiting:
        route.move_to(RouteStatus.DONE, at=last, by=by.account_id)
        ends = [stop.ended_at for stop in route.stops if stop.ended_at and stop.status is not StopStatus.CANCELLED]
        route.ended_at = max([last, *ends])
    elif route.status is RouteStatus.DONE and waiting:
        route.move_to(RouteStatus.UNDER_WAY, at=last, by=by.account_id)
        route.ended_at = None
