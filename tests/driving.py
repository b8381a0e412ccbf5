"""Builders for a day on the road: a published route with its stops and loads, and what a phone sends from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.driver import Driver
from foodlink.domain.handover import ReportedEvent, ReportedLot, ReportKind
from foodlink.domain.lifecycle import PlanStatus, ReservationStatus, RouteStatus
from foodlink.domain.offer import Lot
from foodlink.domain.organisation import Organisation
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.ids import new_id
from foodlink.local_time import local_day
from tests.builders import MORNING


def a_plan(session: Session, *, territory: str = "44", at: datetime = MORNING) -> Plan:
    plan = Plan(
        id=new_id(), territory=territory, day=local_day(at), status=PlanStatus.PUBLISHED, created_at=at, published_at=at
    )
    session.add(plan)
    session.flush()
    return plan


def a_route(
    session: Session,
    driver: Driver,
    reservations: Sequence[Reservation],
    *,
    at: datetime = MORNING,
    status: RouteStatus = RouteStatus.ACCEPTED,
    starts: timedelta = timedelta(hours=1),
    plan: Plan | None = None,
) -> Route:
    """One pickup for each offer, then one delivery for each association; the lines are planned on it."""
    plan = plan or a_plan(session, territory=reservations[0].territory, at=at)
    begins = at + starts
    route = Route(
        id=new_id(),
        plan_id=plan.id,
        territory=plan.territory,
        day=local_day(begins),
        driver=driver,
        status=status,
        vehicle_id=driver.vehicle_id,
        vehicle_kind=driver.vehicle_kind,
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        distance_m=12_000,
        duration_s=7_200,
        proposed_at=at,
    )
    session.add(route)
    producers = {reservation.offer.producer.id: reservation.offer.producer for reservation in reservations}
    receivers = {reservation.association.id: reservation.association for reservation in reservations}
    for producer in producers.values():
        _a_stop(route, producer, StopKind.PICKUP, [r for r in reservations if r.offer.producer is producer])
    for receiver in receivers.values():
        _a_stop(route, receiver, StopKind.DELIVERY, [r for r in reservations if r.association is receiver])
    for reservation in reservations:
        for line in reservation.lines:
            line.move_to(ReservationStatus.PLANNED)
        reservation.follow_lines(at=at, by=None)
        reservation.offer.follow_lots(at=at, by=None)
    session.commit()
    return route


def _a_stop(route: Route, place: Organisation, kind: StopKind, reservations: Sequence[Reservation]) -> None:
    position = len(route.stops)
    eta = route.starts_at + timedelta(minutes=20 * (position + 1))
    route.stops.append(
        Stop(
            id=new_id(),
            position=position,
            kind=kind,
            organisation=place,
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            address=place.address,
            window_from=route.starts_at,
            window_until=route.ends_at,
            eta=eta,
            service_s=300,
            loads=[
                StopLoad(id=new_id(), line=line, kind=kind, quantity_g=line.quantity_g)
                for reservation in reservations
                for line in reservation.lines
            ],
        )
    )


def happened(
    kind: str,
    stop: Stop | None,
    *,
    at: datetime,
    lots: Sequence[tuple[Lot, float | None] | tuple[Lot, float | None, float | None]] | None = None,
    note: str | None = None,
    event_id: UUID | None = None,
) -> ReportedEvent:
    """What a phone sends: lots are `(lot, kg)` or `(lot, kg, °C)`."""
    return ReportedEvent(
        event_id=event_id or new_id(),
        kind=ReportKind(kind),
        at=at,
        stop_id=stop.id if stop else None,
        lots=None if lots is None else tuple(_measured(*lot) for lot in lots),
        note=note,
    )


def _measured(lot: Lot, kg: float | None, temperature_c: float | None = None) -> ReportedLot:
    return ReportedLot(lot.id, None if kg is None else round(kg * 1000), temperature_c)
