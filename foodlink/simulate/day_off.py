"""A volunteer who is not there after all: off for the day, the route given back or given up, by the services."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from foodlink.domain.driver import OneOffShift
from foodlink.domain.lifecycle import ACTIVE_ROUTES, RouteStatus
from foodlink.domain.route import Route
from foodlink.services.decline_route import cancel_route, decline_route
from foodlink.simulate.stage import Stage, Volunteer

_REASON = "Ne peut pas venir"


def take_day_off(stage: Stage, volunteer: Volunteer, *, at: datetime) -> None:
    """Take a volunteer off the day, and give back the route that is in force."""
    _no_more_shifts(stage, volunteer)
    for route_id, status in _routes(stage, volunteer):
        with stage.sessions() as session:
            if status is RouteStatus.UNDER_WAY:
                cancel_route(session, route_id, reason=_REASON, by=stage.coordinator, at=at)
            else:
                decline_route(session, route_id, reason=_REASON, by=stage.coordinator, at=at)


def _no_more_shifts(stage: Stage, volunteer: Volunteer) -> None:
    """The one-off entry of the day goes before the weekly shifts: not there."""
    driver = volunteer.fate.driver
    with stage.sessions.begin() as session:
        entry = session.scalars(
            select(OneOffShift).where(OneOffShift.driver_id == volunteer.id, OneOffShift.day == stage.day)
        ).first()
        if entry is None:
            entry = OneOffShift(driver_id=volunteer.id, day=stage.day, starts=driver.shift[0], ends=driver.shift[1])
            session.add(entry)
        entry.available = False


def _routes(stage: Stage, volunteer: Volunteer) -> list[tuple[UUID, RouteStatus]]:
    with stage.sessions() as session:
        found = select(Route.id, Route.status).where(
            Route.driver_id == volunteer.id, Route.day == stage.day, Route.status.in_(ACTIVE_ROUTES)
        )
        return list(session.execute(found.order_by(Route.id)).all())
