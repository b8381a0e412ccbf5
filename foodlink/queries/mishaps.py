"""What went wrong today, as alarms: food still on board, measures that are out of bounds, reports off the route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, joinedload

from foodlink.domain.lifecycle import CarryStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import Carry, Reservation
from foodlink.domain.route import Collection, Report, Route
from foodlink.local_time import end_of_day, local_day, local_moment
from foodlink.queries.alarm import Alarm, AlarmKind

MEASURES = ("too_warm", "past_use_by", "delivered_too_warm", "more_than_planned_g", "more_than_on_board_g")
"""The flags of a collection that a coordinator is shown; others only say how it came to be."""


def mishaps_of(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    """The territory's mishaps of that local day, and food that is on board since whenever."""
    yield from _food_on_board(session, territory)
    yield from _flagged_measures(session, territory, at=at)
    yield from _off_route_reports(session, territory, at=at)


def _food_on_board(session: Session, territory: str) -> Iterator[Alarm]:
    statement = (
        select(Carry, Route)
        .join(Route, Route.id == Carry.route_id)
        .options(joinedload(Carry.lot))
        .where(Carry.status == CarryStatus.ON_BOARD, Route.territory == territory)
        .order_by(Carry.since, Carry.id)
    )
    for carry, route in session.execute(statement):
        facts = {"description": carry.lot.description, "quantity_g": carry.quantity_g, "use_by": carry.lot.use_by}
        yield Alarm(
            AlarmKind.FOOD_ON_BOARD,
            carry.since,
            offer_id=carry.lot.offer_id,
            lot_id=carry.lot_id,
            route_id=route.id,
            driver_id=route.driver_id,
            facts=facts,
        )


def _today(at: datetime) -> tuple[datetime, datetime]:
    day = local_day(at)
    return local_moment(day, time(0)), end_of_day(day)


def _flagged_measures(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    begins, ends = _today(at)
    last = func.coalesce(Collection.delivered_at, Collection.collected_at)
    statement = (
        select(Collection, Lot, Route.driver_id)
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Lot.offer)
        .outerjoin(Route, Route.id == Collection.route_id)
        .where(
            Offer.territory == territory,
            last >= begins,
            last < ends,
            Collection.flags.has_any(array(MEASURES)),
        )
        .order_by(last, Collection.id)
    )
    for collection, lot, driver_id in session.execute(statement):
        flags = {name: value for name, value in (collection.flags or {}).items() if name in MEASURES}
        since = collection.delivered_at or collection.collected_at
        facts = {"description": lot.description, "flags": flags}
        yield Alarm(
            AlarmKind.MEASURE_FLAGGED,
            since,
            offer_id=lot.offer_id,
            lot_id=lot.id,
            route_id=collection.route_id,
            driver_id=driver_id,
            facts=facts,
        )


def _off_route_reports(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    begins, ends = _today(at)
    statement = (
        select(Report, Route, Reservation)
        .outerjoin(Route, Route.id == Report.route_id)
        .outerjoin(Reservation, Reservation.id == Report.reservation_id)
        .where(
            Report.off_route,
            Report.received_at >= begins,
            Report.received_at < ends,
            or_(Route.territory == territory, Reservation.territory == territory),
        )
        .order_by(Report.received_at, Report.event_id)
    )
    for report, route, reservation in session.execute(statement):
        yield Alarm(
            AlarmKind.REPORT_OFF_ROUTE,
            report.at,
            offer_id=reservation.offer_id if reservation else None,
            route_id=report.route_id,
            driver_id=route.driver_id if route else None,
            facts={"reported": report.kind, "stop_id": report.stop_id, "note": (report.body or {}).get("note")},
        )
