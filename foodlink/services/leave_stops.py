"""A step of several services: lines that ended, or wait again, leave the stops where they were still to be loaded or unloaded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from foodlink import jobs
from foodlink.domain import event
from foodlink.domain.lifecycle import PENDING_STOPS, StopStatus
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route, Stop, StopLoad
from foodlink.local_time import local_day
from foodlink.queries.routes import lock_routes
from foodlink.services.handling import settle_stop


def leave_stops(
    session: Session, lines: Iterable[ReservationLine], *, at: datetime, by: UUID | None, reason: str | None
) -> list[Route]:
    """Take lines, whose offers are locked, off every route that is still to carry them; those routes, by id.

    At once, and not with the next publication: what they held may be promised to others, and nobody is to fetch it for them.
    Stops with nothing left to do end, and the routes' days are asked to be planned again.
    """
    waiting = StopLoad.line_id.in_([line.id for line in lines]), StopLoad.status.in_(PENDING_STOPS)
    carrying = select(Stop.route_id).join(StopLoad, StopLoad.stop_id == Stop.id).where(*waiting)
    lock_routes(session, session.scalars(carrying).all())
    loads = session.scalars(
        select(StopLoad)
        .where(*waiting)
        .options(joinedload(StopLoad.stop).joinedload(Stop.route), joinedload(StopLoad.stop).selectinload(Stop.loads))
        .order_by(StopLoad.id)
        .execution_options(populate_existing=True)
    ).all()
    for load in loads:
        load.status = StopStatus.CANCELLED
    for stop in dict.fromkeys(load.stop for load in loads):
        settle_stop(stop, at=at, by=by, reason=reason)
    routes = {load.stop.route_id: load.stop.route for load in loads}
    for _, route in sorted(routes.items()):
        _note_change(session, route, at=at, by=by, reason=reason)
    return [routes[key] for key in sorted(routes)]


def _note_change(session: Session, route: Route, *, at: datetime, by: UUID | None, reason: str | None) -> None:
    route.version += 1
    data = {"version": route.version}
    event.record(route, "changed", at=at, by=by, territory=route.territory, reason=reason, data=data)
    jobs.ask_for_replan(session, route.territory, max(route.day, local_day(at)).isoformat())
