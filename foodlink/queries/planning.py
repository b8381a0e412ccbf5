"""What is there to plan: a territory's day as one snapshot, read in one transaction and then let go."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from config.tables import table
from foodlink.domain import food_rules
from foodlink.domain.errors import NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import (
    AWAITED_RESERVATIONS,
    LIVE_OFFERS,
    PENDING_RESERVATIONS,
    PENDING_STOPS,
    CarryStatus,
    ReservationStatus,
    RestStatus,
)
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Carry, Origin, Reservation, ReservationLine, Transport
from foodlink.domain.route import Route, Stop, StopLoad
from foodlink.domain.territory import Territory
from foodlink.local_time import end_of_day, local_moment
from foodlink.planning.snapshot import Food, FreePart, HeldLine, Refused, Site, Snapshot
from foodlink.queries.on_board import DRIVEN, left_aboard, lines_on_board
from foodlink.queries.takers import takers_on
from foodlink.queries.volunteers import volunteers_on


def snapshot(session: Session, territory: str, day: date, *, at: datetime) -> Snapshot:
    """The territory's day from `at` on (a moment before `day` means all of it). Raises NotFound for an unknown territory."""
    rules = session.get(Territory, territory)
    if rules is None:
        raise NotFound()
    based_on = session.scalar(select(func.coalesce(func.max(Event.id), 0))) or 0
    starts, ends = local_moment(day, time(0)), end_of_day(day)
    begin = max(at, starts)
    return Snapshot(
        territory=territory,
        day=day,
        at=begin,
        day_window=(starts, ends),
        based_on=based_on,
        chilled_on_board_s=rules.chilled_on_board_s,
        frozen_on_board_s=rules.frozen_on_board_s,
        free=_free_parts(session, territory, day, at=begin, ends=ends),
        lines=_held_lines(session, territory, day, at=begin, ends=ends),
        refused=_refused_food(session, territory, day),
        takers=takers_on(session, territory, day, starts=starts, ends=ends),
        volunteers=volunteers_on(session, territory, day, at=begin),
    )


def anything_to_plan(session: Session, territory: str, day: date, *, at: datetime) -> bool:
    """Whether something waits for a plan: free food in its window, a line that no route carries, food refused at a door."""
    ends = end_of_day(day)
    free = (
        select(Lot.id)
        .join(Lot.offer)
        .where(
            Offer.territory == territory,
            Offer.status.in_(LIVE_OFFERS),
            Offer.available_until > at,
            Offer.available_from < ends,
            Lot.rest == RestStatus.OPEN,
            Lot.reserved_g < Lot.quantity_g,
        )
    )
    waiting = (
        select(ReservationLine.id)
        .join(ReservationLine.reservation)
        .join(Reservation.offer)
        .where(
            Reservation.territory == territory,
            Reservation.status == ReservationStatus.ACTIVE,
            Reservation.transport == Transport.DELIVERY,
            ReservationLine.status == ReservationStatus.ACTIVE,
            Offer.available_from < ends,
            Offer.available_until > at,
        )
    )
    refused = (
        select(Carry.id)
        .join(Route, Route.id == Carry.route_id)
        .where(Carry.status == CarryStatus.ON_BOARD, Route.territory == territory, Route.day == day)
    )
    return any(session.scalar(select(question.exists())) for question in (free, waiting, refused))


def _free_parts(session: Session, territory: str, day: date, *, at: datetime, ends: datetime) -> tuple[FreePart, ...]:
    offers = session.scalars(
        select(Offer)
        .where(
            Offer.territory == territory,
            Offer.status.in_(LIVE_OFFERS),
            Offer.available_until > at,
            Offer.available_from < ends,
        )
        .options(selectinload(Offer.lots), joinedload(Offer.producer).selectinload(Organisation.closures))
        .order_by(Offer.id)
    )
    return tuple(
        FreePart(food_of(lot, day), lot.left_g)
        for offer in offers
        for lot in offer.lots
        if lot.left_g > 0 and not food_rules.expired(lot.use_by, at)
    )


def _held_lines(session: Session, territory: str, day: date, *, at: datetime, ends: datetime) -> tuple[HeldLine, ...]:
    waiting = select(ReservationLine.id).where(
        ReservationLine.status.in_(AWAITED_RESERVATIONS),
        Offer.available_from < ends,
        Offer.available_until > at - timedelta(seconds=table("routing")["notice"]["late_pickup_s"]),
        ~_rides_on_another_day(day),
    )
    carrying = lines_on_board(session, territory, day)
    aboard = left_aboard(session, list(carrying))
    found = session.execute(
        select(ReservationLine, Reservation, Lot)
        .join(ReservationLine.reservation)
        .join(Reservation.offer)
        .join(ReservationLine.lot)
        .where(
            Reservation.territory == territory,
            Reservation.transport == Transport.DELIVERY,
            Reservation.status.in_(PENDING_RESERVATIONS),
            ReservationLine.id.in_(waiting.correlate(Offer)) | ReservationLine.id.in_(list(carrying)),
        )
        .options(joinedload(Lot.offer).joinedload(Offer.producer).selectinload(Organisation.closures))
        .order_by(ReservationLine.id)
    ).all()
    return tuple(
        _held_line(line, reservation, food_of(lot, day), carrying.get(line.id), aboard.get(line.id, 0))
        for line, reservation, lot in found
        if line.status in AWAITED_RESERVATIONS or (line.collected_g or 0) > aboard.get(line.id, 0)
    )


def _rides_on_another_day(day: date) -> Exists:
    """Whether a line, of an offer that lasts for days, is on a route of another one: it stays there until it leaves it."""
    return (
        select(StopLoad.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(StopLoad.line_id == ReservationLine.id, StopLoad.status.in_(PENDING_STOPS), Route.day != day)
        .correlate(ReservationLine)
        .exists()
    )


def _held_line(
    line: ReservationLine,
    reservation: Reservation,
    food: Food,
    carried: tuple[UUID, datetime] | None,
    left_aboard_g: int,
) -> HeldLine:
    route_id, collected_at = carried or (None, None)
    on_board = line.status is ReservationStatus.COLLECTED
    return HeldLine(
        food=food,
        line_id=line.id,
        reservation_id=reservation.id,
        association_id=reservation.association_id,
        quantity_g=(line.collected_g or 0) - left_aboard_g if on_board else line.quantity_g,
        claimed=reservation.origin is Origin.CLAIMED,
        collected_at=collected_at if on_board else None,
        route_id=route_id if on_board else None,
    )


def _refused_food(session: Session, territory: str, day: date) -> tuple[Refused, ...]:
    carries = session.execute(
        select(Carry, Lot, Reservation.association_id)
        .join(Carry.lot)
        .join(Route, Route.id == Carry.route_id)
        .join(ReservationLine, ReservationLine.id == Carry.refused_line_id)
        .join(ReservationLine.reservation)
        .where(
            Carry.status == CarryStatus.ON_BOARD,
            Route.territory == territory,
            Route.day == day,
            Route.status.in_(DRIVEN),
        )
        .options(joinedload(Lot.offer).joinedload(Offer.producer).selectinload(Organisation.closures))
        .order_by(Carry.id)
    ).all()
    return tuple(
        Refused(
            food_of(lot, day),
            carry_id=carry.id,
            line_id=carry.refused_line_id,
            route_id=carry.route_id,
            refused_by=refused_by,
            quantity_g=carry.quantity_g,
            collected_at=carry.collected_at,
        )
        for carry, lot, refused_by in carries
    )


def food_of(lot: Lot, day: date) -> Food:
    """A lot as planning sees it on that day."""
    offer = lot.offer
    closed = offer.producer.closed_on(day)
    return Food(
        lot_id=lot.id,
        offer_id=offer.id,
        category=lot.category.value,
        temperature=lot.temperature.value,
        use_by=lot.use_by,
        quantity_g=lot.quantity_g,
        crates=lot.crates,
        site=Site(
            offer.producer_id,
            offer.producer.name,
            offer.lat,
            offer.lon,
            offer.address,
            offer.producer.access_notes or offer.notes or "",
        ),
        window=None if closed else (offer.available_from, offer.available_until),
        pinned_to=lot.pinned_association_id,
    )
