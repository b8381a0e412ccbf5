"""Drivers: what they drive, when, and which of their routes are still to be driven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.driver import Driver, OneOffShift, WeeklyShift
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.route import Route

NOT_BEGUN = (RouteStatus.PROPOSED, RouteStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class StartView:
    """Where a driver starts."""

    lat: float
    lon: float
    address: str


@dataclass(frozen=True, slots=True)
class ShiftsView:
    """All that a driver has set; nothing before the first time."""

    vehicle: Driver | None
    start: StartView | None
    weekly: Sequence[WeeklyShift]
    one_off: Sequence[OneOffShift]


def shifts_view(driver: Driver | None) -> ShiftsView:
    """What a driver has set, as it is shown."""
    if driver is None:
        return ShiftsView(None, None, [], [])
    start = StartView(driver.start_lat, driver.start_lon, driver.start_address)
    return ShiftsView(driver, start, driver.weekly, driver.one_off)


def routes_not_begun(session: Session, driver_id: UUID, *, since: date) -> Sequence[UUID]:
    """The driver's routes that are proposed or accepted, from that day on."""
    return session.scalars(
        select(Route.id)
        .where(Route.driver_id == driver_id, Route.status.in_(NOT_BEGUN), Route.day >= since)
        .order_by(Route.id)
    ).all()
