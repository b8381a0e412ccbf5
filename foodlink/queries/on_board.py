"""What is in vehicles: whose food, on which route, since when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.lifecycle import ReservationStatus, RouteStatus
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import Collection, Route, Stop, StopKind, StopLoad

DRIVEN = (RouteStatus.UNDER_WAY, RouteStatus.DONE)
"""Routes that have left; one that made all its stops may still have food on board."""


def lines_on_board(session: Session, territory: str, day: date) -> dict[UUID, tuple[UUID, datetime]]:
    """Lines that are in a vehicle of that day: by which route, since when."""
    loaded = session.execute(
        select(ReservationLine.id, Stop.route_id, Collection.collected_at)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .join(Collection, Collection.line_id == ReservationLine.id)
        .where(
            Route.territory == territory,
            Route.day == day,
            Route.status.in_(DRIVEN),
            ReservationLine.status == ReservationStatus.COLLECTED,
            StopLoad.kind == StopKind.PICKUP,
            # A line may have left one route before another loaded it.
            Collection.route_id == Route.id,
        )
    ).all()
    handed_on = session.execute(
        select(ReservationLine.id, Carry.route_id, Carry.collected_at)
        .join(Carry, Carry.handed_on_line_id == ReservationLine.id)
        .join(Route, Route.id == Carry.route_id)
        .where(
            Route.territory == territory,
            Route.day == day,
            Route.status.in_(DRIVEN),
            ReservationLine.status == ReservationStatus.COLLECTED,
        )
    ).all()
    return {line: (route, since) for line, route, since in (*loaded, *handed_on)}


def left_aboard(session: Session, line_ids: list[UUID]) -> dict[UUID, int]:
    """Grams of these lines that a door did not take: they are carried on as refused food."""
    refused = (
        select(Carry.refused_line_id, func.sum(Carry.quantity_g))
        .where(Carry.refused_line_id.in_(line_ids))
        .group_by(Carry.refused_line_id)
    )
    return {line: int(grams) for line, grams in session.execute(refused)}
