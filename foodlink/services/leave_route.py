"""Steps of several services: a route is not driven, or not to its end, so what it was to carry waits again for another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.lifecycle import PENDING_STOPS, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.persons import accounts_of, coordinators_of
from foodlink.services.handling import settle_stop
from foodlink.services.leave_stops import leave_stops
from foodlink.services.notices import tell
from foodlink.services.report_aftermath import announce_changes, seen

NEVER_ENDED = "Cette tournée n'a pas été terminée dans l'application."


def leave_route(
    session: Session, route: Route, *, status: RouteStatus, at: datetime, by: UUID | None, reason: str | None
) -> None:
    """End a locked route with `status` (declined, cancelled, superseded): stops cancelled, lines active, the day asked for anew.

    Claims and allocations stay with their associations; planning again may move an allocation. Food on board is not
    touched here. Raises MoveNotAllowed where the route's state forbids it.
    """
    route.move_to(status, at=at, by=by, reason=reason)
    route.ended_at, route.reason = at, reason
    route.version += 1
    lines = _clear_stops(route, at=at, by=by, reason=reason)
    _wait_again(lines, at=at, by=by, reason=reason)
    jobs.ask_for_replan(session, route.territory, max(route.day, local_day(at)).isoformat())
    _tell(session, route, lines, status=status, at=at, by=by)


def end_past_route(session: Session, route: Route, *, at: datetime) -> bool:
    """End a locked route under way whose day is over: what it never fetched waits again, of an offer that lasts for days.

    What it fetched and, as far as is known, never handed over stays with it until that is reported: then it is not ended.
    Whether anything changed.
    """
    waiting = [load.line for stop in route.stops for load in stop.loads if load.status in PENDING_STOPS]
    unfetched = list(dict.fromkeys(line for line in waiting if line.status is not ReservationStatus.COLLECTED))
    leave_stops(session, unfetched, at=at, by=None, reason=NEVER_ENDED)
    _wait_again(unfetched, at=at, by=None, reason=NEVER_ENDED)
    for stop in route.stops:
        settle_stop(stop, at=at, by=None, reason=NEVER_ENDED)
    if any(stop.status in PENDING_STOPS for stop in route.stops):
        return bool(unfetched)
    route.move_to(RouteStatus.DONE, at=at, by=None, reason=NEVER_ENDED)
    route.ended_at = at
    route.version += 1
    return True


def _wait_again(lines: Sequence[ReservationLine], *, at: datetime, by: UUID | None, reason: str | None) -> None:
    """Lines that a route was to carry are planned no more; their reservations and offers show it."""
    offers = {line.lot.offer_id: line.lot.offer for line in lines}
    before = [(offer, seen(offer)) for offer in offers.values()]
    for line in lines:
        if line.status is ReservationStatus.PLANNED:
            line.move_to(ReservationStatus.ACTIVE)
    for reservation in {line.reservation_id: line.reservation for line in lines}.values():
        reservation.follow_lines(at=at, by=by, reason=reason)
    for offer in offers.values():
        offer.follow_lots(at=at, by=by, reason=reason)
    announce_changes(before, at=at, by=by)


def _clear_stops(route: Route, *, at: datetime, by: UUID | None, reason: str | None) -> list[ReservationLine]:
    lines: dict[UUID, ReservationLine] = {}
    for stop in route.stops:
        for load in stop.loads:
            if load.status in PENDING_STOPS:
                load.status = StopStatus.CANCELLED
                lines[load.line_id] = load.line
        if stop.status in PENDING_STOPS:
            stop.move_to(StopStatus.CANCELLED, at=at, by=by, reason=reason)
    return list(lines.values())


def _tell(
    session: Session,
    route: Route,
    lines: list[ReservationLine],
    *,
    status: RouteStatus,
    at: datetime,
    by: UUID | None,
) -> None:
    concerned = {line.reservation.association_id for line in lines} | {line.lot.offer.producer_id for line in lines}
    facts = {"route_id": route.id, "day": route.day}
    told = {*accounts_of(session, concerned), *coordinators_of(session, route.territory), route.driver_id} - {by}
    tell(session, told, f"route_{status.value}", facts, at=at)
