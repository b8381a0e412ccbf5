"""What time has run out for: offers, lines, routes that nobody accepted, food that stayed in a vehicle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from config.tables import table
from foodlink.domain.lifecycle import (
    AWAITED_RESERVATIONS,
    LIVE_OFFERS,
    PENDING_STOPS,
    CarryStatus,
    RestStatus,
    RouteStatus,
)
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import Route, Stop, StopLoad
from foodlink.local_time import local_day


def offers_past(session: Session, territory: str, *, at: datetime) -> Sequence[UUID]:
    """Offers of which something is left or waits, though their time or a use-by day is over."""
    left = select(Lot.id).where(Lot.offer_id == Offer.id, Lot.rest == RestStatus.OPEN, Lot.reserved_g < Lot.quantity_g)
    waits = (
        select(ReservationLine.id)
        .join(Lot, Lot.id == ReservationLine.lot_id)
        .where(Lot.offer_id == Offer.id, ReservationLine.status.in_(AWAITED_RESERVATIONS))
    )
    stale = select(Lot.id).where(Lot.offer_id == Offer.id, Lot.use_by < local_day(at))
    return session.scalars(
        select(Offer.id)
        .where(
            Offer.territory == territory,
            Offer.status.in_(LIVE_OFFERS),
            or_(Offer.available_until <= at, stale.exists()),
            or_(left.exists(), waits.exists()),
        )
        .order_by(Offer.id)
    ).all()


def routes_unanswered(session: Session, territory: str, *, at: datetime) -> Sequence[UUID]:
    """Routes that should have started and that nobody accepted, and accepted ones of a day that is over."""
    return session.scalars(
        select(Route.id)
        .where(
            Route.territory == territory,
            or_(
                (Route.status == RouteStatus.PROPOSED) & (Route.starts_at <= at),
                (Route.status == RouteStatus.ACCEPTED) & (Route.day < local_day(at)),
            ),
        )
        .order_by(Route.id)
    ).all()


def routes_of_past_days(session: Session, territory: str, *, at: datetime) -> Sequence[UUID]:
    """Routes that were begun and never ended, of a day that is over; who is on the road still has a little longer."""
    latest_end = at - timedelta(seconds=table("routing")["notice"]["late_pickup_s"])
    return session.scalars(
        select(Route.id)
        .where(
            Route.territory == territory,
            Route.status == RouteStatus.UNDER_WAY,
            Route.day < local_day(at),
            Route.ends_at <= latest_end,
        )
        .order_by(Route.id)
    ).all()


def carries_past(session: Session, territory: str, *, at: datetime) -> Sequence[Carry]:
    """Refused food that can go nowhere any more: its use-by day is over, or the day of its route."""
    return session.scalars(
        select(Carry)
        .join(Carry.lot)
        .join(Route, Route.id == Carry.route_id)
        .where(
            Route.territory == territory,
            Carry.status == CarryStatus.ON_BOARD,
            or_(Lot.use_by < local_day(at), Route.day < local_day(at)),
        )
        .order_by(Carry.id)
    ).all()


def routes_carrying(session: Session, line_ids: Sequence[UUID]) -> dict[UUID, Route]:
    """For lines that somebody is on the way to fetch: the route, accepted or under way."""
    rows = session.execute(
        select(StopLoad.line_id, Route)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(
            StopLoad.line_id.in_(line_ids),
            StopLoad.status.in_(PENDING_STOPS),
            Route.status.in_((RouteStatus.ACCEPTED, RouteStatus.UNDER_WAY)),
        )
    )
    return dict(rows.all())
