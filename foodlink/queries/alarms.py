"""What stands first on the coordinator's page: what will go wrong unless somebody acts, and what went wrong today."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, joinedload

from config.tables import table
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import LIVE_OFFERS, CarryStatus, RestStatus, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import Carry, Reservation
from foodlink.domain.route import Collection, Report, Route
from foodlink.local_time import end_of_day, local_day, local_moment

MEASURES = ("too_warm", "past_use_by", "delivered_too_warm", "more_than_planned_g", "more_than_on_board_g")
"""The flags of a collection that a coordinator is shown; others only say how it came to be."""


class AlarmKind(enum.StrEnum):
    """The most pressing first."""

    DRIVER_SILENT = "driver_silent"
    ROUTE_UNACCEPTED = "route_unaccepted"
    LOT_UNCLAIMED = "lot_unclaimed"
    FOOD_ON_BOARD = "food_on_board"
    MEASURE_FLAGGED = "measure_flagged"
    REPORT_OFF_ROUTE = "report_off_route"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to look at: `since` is the moment that makes it one; `facts` are what its sentence needs, in grams."""

    kind: AlarmKind
    since: datetime
    offer_id: UUID | None = None
    lot_id: UUID | None = None
    route_id: UUID | None = None
    driver_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def alarms_of(session: Session, territory: str, *, at: datetime) -> list[Alarm]:
    """The territory's alarms at that moment, by kind in the order of `AlarmKind`, the most pressing of each kind first."""
    found = (
        *_silent_drivers(session, territory, at=at),
        *_unaccepted_routes(session, territory, at=at),
        *_unclaimed_lots(session, territory, at=at),
        *_food_on_board(session, territory),
        *_flagged_measures(session, territory, at=at),
        *_off_route_reports(session, territory, at=at),
    )
    return list(found)


def _limit(name: str) -> timedelta:
    return timedelta(seconds=int(table("food_rules")["claims"][name]))


def _unclaimed_lots(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    statement = (
        select(Lot)
        .join(Lot.offer)
        .options(joinedload(Lot.offer).joinedload(Offer.producer))
        .where(
            Offer.territory == territory,
            Offer.status.in_(LIVE_OFFERS),
            Offer.available_until > at,
            Offer.available_until <= at + _limit("unclaimed_alarm_s"),
            Lot.rest == RestStatus.OPEN,
            Lot.quantity_g > Lot.reserved_g,
        )
        .order_by(Offer.available_until, Lot.id)
    )
    for lot in session.scalars(statement):
        facts = {"description": lot.description, "left_g": lot.left_g, "producer": lot.offer.producer.name}
        facts |= {"available_until": lot.offer.available_until, "address": lot.offer.address}
        since = lot.offer.available_until - _limit("unclaimed_alarm_s")
        yield Alarm(AlarmKind.LOT_UNCLAIMED, since, offer_id=lot.offer_id, lot_id=lot.id, facts=facts)


def _routes(territory: str, *conditions: ColumnElement[bool]) -> Select[Route]:
    driver = joinedload(Route.driver).joinedload(Driver.account)
    return (
        select(Route)
        .options(driver)
        .where(Route.territory == territory, *conditions)
        .order_by(Route.starts_at, Route.id)
    )


def _unaccepted_routes(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    soon = at + _limit("unaccepted_alarm_s")
    waiting = Route.status == RouteStatus.PROPOSED
    for route in session.scalars(_routes(territory, waiting, Route.starts_at <= soon, Route.ends_at > at)):
        since = route.starts_at - _limit("unaccepted_alarm_s")
        yield _of_route(AlarmKind.ROUTE_UNACCEPTED, route, since=since)


def _silent_drivers(session: Session, territory: str, *, at: datetime) -> Iterator[Alarm]:
    """Drivers on the road, or who should be, of whom nothing was heard since."""
    limit = _limit("silent_driver_alarm_s")
    begun = or_(
        Route.status == RouteStatus.UNDER_WAY, (Route.status == RouteStatus.ACCEPTED) & (Route.starts_at <= at - limit)
    )
    for route in session.scalars(_routes(territory, begun, Route.day == local_day(at))):
        heard = max(filter(None, (route.driver.last_heard_at, route.started_at, route.starts_at)))
        if route.status is RouteStatus.UNDER_WAY:
            heard = max(filter(None, (route.driver.last_heard_at, route.started_at)), default=route.starts_at)
        if heard <= at - limit:
            yield _of_route(AlarmKind.DRIVER_SILENT, route, since=heard)


def _of_route(kind: AlarmKind, route: Route, *, since: datetime) -> Alarm:
    facts = {"driver": route.driver.account.name, "starts_at": route.starts_at, "ends_at": route.ends_at}
    return Alarm(kind, since, route_id=route.id, driver_id=route.driver_id, facts=facts)


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
        select(Collection, Lot)
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Lot.offer)
        .where(
            Offer.territory == territory,
            last >= begins,
            last < ends,
            Collection.flags.has_any(array(MEASURES)),
        )
        .order_by(last, Collection.id)
    )
    for collection, lot in session.execute(statement):
        flags = {name: value for name, value in (collection.flags or {}).items() if name in MEASURES}
        since = collection.delivered_at or collection.collected_at
        facts = {"description": lot.description, "flags": flags}
        yield Alarm(
            AlarmKind.MEASURE_FLAGGED,
            since,
            offer_id=lot.offer_id,
            lot_id=lot.id,
            route_id=collection.route_id,
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
