"""A route is given back before it is begun, or given up on the way; what it was to carry is planned again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import NotFound
from foodlink.domain.lifecycle import CarryStatus, ReservationStatus, RouteStatus
from foodlink.domain.route import Route
from foodlink.queries.routes import locked_route
from foodlink.services.accept_route import heard
from foodlink.services.handling import Handling, on_board_g
from foodlink.services.leave_route import leave_route
from foodlink.services.report_aftermath import announce_changes, seen
from foodlink.services.report_events import may_report, what_is_known


def decline_route(session: Session, route_id: UUID, *, reason: str | None = None, by: Actor, at: datetime) -> Route:
    """Decline a route that is proposed or accepted, or find it declined already.

    For its driver, and for the coordinator on their behalf. Raises NotFound for another's route and MoveNotAllowed once
    it is under way or has ended: what is on board cannot be declined.
    """
    by.must_be(Role.DRIVER, Role.COORDINATOR)
    route = locked_route(session, route_id)
    if route is None or not may_report(route, by):
        raise NotFound()
    if route.status is not RouteStatus.DECLINED:
        leave_route(session, route, status=RouteStatus.DECLINED, at=at, by=by.account_id, reason=reason)
    heard(route, by=by, at=at)
    session.commit()
    return route


def cancel_route(session: Session, route_id: UUID, *, reason: str, by: Actor, at: datetime) -> Route:
    """Give a route up, also on the way (a breakdown): what is not collected waits again, what is on board is brought back.

    For its driver and for the coordinator. Raises NotFound for another's route and MoveNotAllowed where it has ended.
    """
    by.must_be(Role.DRIVER, Role.COORDINATOR)
    route = locked_route(session, route_id)
    if route is None or not may_report(route, by):
        raise NotFound()
    if route.status is not RouteStatus.CANCELLED:
        if route.status is RouteStatus.UNDER_WAY:
            _keep_on_board(session, route, at=at, by=by.account_id, reason=reason)
        leave_route(session, route, status=RouteStatus.CANCELLED, at=at, by=by.account_id, reason=reason)
    heard(route, by=by, at=at)
    session.commit()
    return route


def _keep_on_board(session: Session, route: Route, *, at: datetime, by: UUID, reason: str) -> None:
    """End the lines that are in the vehicle: it will not go on, so their food is listed as brought back."""
    hand = Handling(session, what_is_known(session, route), at=at, by=by, route=route, note=reason)
    lines = {load.line_id: load.line for stop in route.stops for load in stop.loads}
    aboard = [
        line
        for line in lines.values()
        if line.status is ReservationStatus.COLLECTED and hand.known.collections[line.id].route_id == route.id
    ]
    before = [(offer, seen(offer)) for offer in {line.lot.offer_id: line.lot.offer for line in aboard}.values()]
    for line in aboard:
        hand.cancel_loads(line)
        hand.carry(line, on_board_g(line))
        line.move_to(ReservationStatus.FAILED)
        hand.touch(line)
    session.flush()
    for carry in {carry for line in lines.values() for carry in line.lot.carries if carry.route_id == route.id}:
        if carry.status is CarryStatus.ON_BOARD:
            carry.move_to(CarryStatus.RETURNED)
    hand.follow()
    announce_changes(before, at=at, by=by)
