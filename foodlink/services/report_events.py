"""A driver's phone reports what happened on a route: each event counts once, whatever the order or repetition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import MoveNotAllowed, NotFound
from foodlink.domain.handover import AHEAD, BACK, NEEDS_NOTE, ReportedEvent, ReportResult, ResultStatus
from foodlink.domain.lifecycle import ACTIVE_ROUTES, PENDING_STOPS, RouteStatus, StopStatus
from foodlink.domain.report_words import Rejected, sentence
from foodlink.domain.route import Report, Route
from foodlink.queries.routes import collections_of_lines, loads_of_lines, locked_route
from foodlink.services.handling import Handling, Known
from foodlink.services.report_aftermath import Aftermath
from foodlink.services.report_at_stop import report_at_stop


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
    language = _language(session, by)
    results: dict[int, ReportResult] = {}
    for index, event in sorted(enumerate(events), key=lambda pair: (pair[1].order, pair[0])):
        hand = Handling(session, known, at=event.at, by=by.account_id, route=route, note=event.note)
        results[index] = _apply_once(hand, event, received=at, language=language)
        if results[index].status is ResultStatus.ACCEPTED:
            aftermath.remember(hand, event)
    _move_route(route, aftermath, by=by)
    if route.driver_id == by.account_id:
        route.driver.last_heard_at = max(at, route.driver.last_heard_at or at)
    aftermath.conclude(route, at=at, by=by)
    session.commit()
    return RouteReport([results[index] for index in range(len(events))], route)


def may_report(route: Route, by: Actor) -> bool:
    """Whether that account may report on the route: its driver, or who coordinates its territory; never on a draft."""
    return route.status is not RouteStatus.DRAFT and (
        route.driver_id == by.account_id or by.coordinates_in(route.territory)
    )


def what_is_known(session: Session, route: Route) -> Known:
    """All loads and weights of the lines that stand on the route."""
    lines = {load.line_id for stop in route.stops for load in stop.loads}
    return Known(loads_of_lines(session, lines), collections_of_lines(session, lines))


def _apply_once(hand: Handling, event: ReportedEvent, *, received: datetime, language: str) -> ReportResult:
    savepoint = hand.session.begin_nested()
    try:
        _check_moment(event, received)
        _check_note(event)
        if not _is_new(hand, event, received=received):
            savepoint.rollback()
            return ReportResult(event.event_id, ResultStatus.DUPLICATE)
        report_at_stop(hand, event)
        hand.follow()
    except (Rejected, MoveNotAllowed) as no:
        savepoint.rollback()
        hand.known.forget_undone(hand.session)
        why = sentence(no.code, language, **no.facts) if isinstance(no, Rejected) else sentence("state", language)
        return ReportResult(event.event_id, ResultStatus.REJECTED, why)
    _note_on_report(hand, event)
    savepoint.commit()
    said = [sentence(code, language, **facts) for code, facts in hand.warnings]
    return ReportResult(event.event_id, ResultStatus.ACCEPTED, " ".join(said) or None)


def _check_moment(event: ReportedEvent, received: datetime) -> None:
    if event.at > received + AHEAD:
        raise Rejected("ahead")
    if event.at < received - BACK:
        raise Rejected("too_old")


def _check_note(event: ReportedEvent) -> None:
    if event.kind in NEEDS_NOTE and not (event.note or "").strip():
        raise Rejected("needs_note")


def _is_new(hand: Handling, event: ReportedEvent, *, received: datetime) -> bool:
    """Claim the phone's identifier; another transaction that has just claimed it is waited for."""
    route = hand.route
    known_stop = route is not None and any(stop.id == event.stop_id for stop in route.stops)
    claim = insert(Report).values(
        event_id=event.event_id,
        account_id=hand.by,
        route_id=route.id if route else None,
        stop_id=event.stop_id if known_stop else None,
        kind=event.kind.value,
        at=event.at,
        received_at=received,
        body=_body(event),
        off_route=False,
    )
    claimed = hand.session.execute(claim.on_conflict_do_nothing().returning(Report.event_id))
    return claimed.scalar_one_or_none() is not None


def _body(event: ReportedEvent) -> dict[str, object]:
    lots = None
    if event.lots is not None:
        lots = [
            {"lot_id": str(lot.lot_id), "quantity_g": lot.quantity_g, "temperature_c": lot.temperature_c}
            for lot in event.lots
        ]
    return {"lots": lots, "note": event.note}


def _note_on_report(hand: Handling, event: ReportedEvent) -> None:
    if hand.off_route:
        report = hand.session.get_one(Report, event.event_id)
        report.off_route = True
        hand.warnings.append(("off_route", {}))


def _move_route(route: Route, aftermath: Aftermath, *, by: Actor) -> None:
    """A first report starts the route, its last stop ends it, and a stop that is left to do opens it again."""
    if not aftermath.moments:
        return
    route.version += 1
    first, last = min(aftermath.moments), max(aftermath.moments)
    if route.status in ACTIVE_ROUTES and aftermath.on_route:
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


def _language(session: Session, by: Actor) -> str:
    account = session.get(Account, by.account_id)
    return account.language if account else "fr"
