"""Who comes, and when: the stops that carry a reservation, with the driver's phone for those who meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.lifecycle import ACTIVE_ROUTES, RouteStatus, StopStatus
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.local_time import end_of_day

_SHOWN = (*ACTIVE_ROUTES, RouteStatus.DONE)


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop for a reservation. `driver_phone` is None outside the day on which one meets, or where none is known."""

    reservation_id: UUID
    stop_status: StopStatus
    route_status: RouteStatus
    eta: datetime
    ended_at: datetime | None
    driver_name: str
    driver_phone: str | None


def visits_of(
    session: Session, reservation_ids: Sequence[UUID], *, kind: StopKind, at: datetime
) -> dict[UUID, list[Visit]]:
    """The stops of that kind on published routes for each of these reservations, by hour.

    Phones only from publication, which makes the rows, to the end of the route's day.
    """
    rows = session.execute(
        select(ReservationLine.reservation_id, Stop, Route, Account)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .join(Account, Account.id == Route.driver_id)
        .where(
            ReservationLine.reservation_id.in_(reservation_ids),
            Stop.kind == kind,
            StopLoad.status != StopStatus.CANCELLED,
            Route.status.in_(_SHOWN),
        )
        .order_by(Stop.eta, Stop.id)
    )
    found: dict[UUID, dict[UUID, Visit]] = {}
    for reservation_id, stop, route, driver in rows:
        found.setdefault(reservation_id, {})[stop.id] = Visit(
            reservation_id=reservation_id,
            stop_status=stop.status,
            route_status=route.status,
            eta=stop.eta,
            ended_at=stop.ended_at,
            driver_name=driver.name,
            driver_phone=driver.phone if at < end_of_day(route.day) else None,
        )
    return {reservation_id: list(visits.values()) for reservation_id, visits in found.items()}
