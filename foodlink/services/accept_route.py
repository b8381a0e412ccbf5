"""A driver accepts a route that was proposed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import NotFound
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.route import Route
from foodlink.queries.routes import locked_route
from foodlink.services.report_events import may_report


def accept_route(session: Session, route_id: UUID, *, by: Actor, at: datetime) -> Route:
    """Accept a route, or find it accepted already. For its driver, and for the coordinator on their behalf.

    Raises NotFound for another's route and MoveNotAllowed where it is no longer proposed.
    """
    by.must_be(Role.DRIVER, Role.COORDINATOR)
    route = locked_route(session, route_id)
    if route is None or not may_report(route, by):
        raise NotFound()
    if route.status is not RouteStatus.ACCEPTED:
        route.move_to(RouteStatus.ACCEPTED, at=at, by=by.account_id)
        route.accepted_at = at
    heard(route, by=by, at=at)
    session.commit()
    return route


def heard(route: Route, *, by: Actor, at: datetime) -> None:
    """Remember that the route's driver was heard of."""
    if route.driver_id == by.account_id:
        route.driver.last_heard_at = max(at, route.driver.last_heard_at or at)
