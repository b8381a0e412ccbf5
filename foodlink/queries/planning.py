"""What is there to plan: a territory's day as one snapshot, read in one transaction and then let go."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from config.tables import table
from foodlink.domain import food_rules
from foodlink.domain.errors import NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import LIVE_OFFERS, CarryStatus, ReservationStatus, RestStatus, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.reservation import Carry, Origin, Reservation, ReservationLine, Transport
from foodlink.domain.route import Collection, Route, Stop, StopKind, StopLoad
from foodlink.domain.territory import Territory
from foodlink.local_time import end_of_day, local_moment
from foodlink.planning.snapshot import Food, FreePart, HeldLine, Refused, Site, Snapshot, Taker, Window
from foodlink.queries.volunteers import volunteers_on

_WAITING = (ReservationStatus.ACTIVE, ReservationStatus.PLANNED)
_HELD = (*_WAITING, ReservationStatus.COLLECTED)


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
        takers=_takers(session, territory, day, starts=starts, ends=ends),
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
        ReservationLine.status.in_(_WAITING),
        Offer.available_from < ends,
        Offer.available_until > at - timedelta(seconds=table("routing")["notice"]["late_pickup_s"]),
    )
    carrying = _carrying(session, territory, day)
    left_aboard = _left_aboard(session, list(carrying))
    found = session.execute(
        select(ReservationLine, Reservation, Lot)
        .join(ReservationLine.reservation)
        .join(Reservation.offer)
        .join(ReservationLine.lot)
        .where(
            Reservation.territory == territory,
            Reservation.transport == Transport.DELIVERY,
            Reservation.status.in_(_HELD),
            ReservationLine.id.in_(waiting.correlate(Offer)) | ReservationLine.id.in_(list(carrying)),
        )
        .options(joinedload(Lot.offer).joinedload(Offer.producer).selectinload(Organisation.closures))
        .order_by(ReservationLine.id)
    ).all()
    return tuple(
        _held_line(line, reservation, food_of(lot, day), carrying.get(line.id), left_aboard.get(line.id, 0))
        for line, reservation, lot in found
        if line.status in _WAITING or (line.collected_g or 0) > left_aboard.get(line.id, 0)
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


def _carrying(session: Session, territory: str, day: date) -> dict[UUID, tuple[UUID, datetime]]:
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
            Route.status == RouteStatus.UNDER_WAY,
            ReservationLine.status == ReservationStatus.COLLECTED,
            StopLoad.kind == StopKind.PICKUP,
        )
    ).all()
    handed_on = session.execute(
        select(ReservationLine.id, Carry.route_id, Carry.collected_at)
        .join(Carry, Carry.handed_on_line_id == ReservationLine.id)
        .join(Route, Route.id == Carry.route_id)
        .where(
            Route.territory == territory,
            Route.day == day,
            ReservationLine.status == ReservationStatus.COLLECTED,
        )
    ).all()
    return {line: (route, since) for line, route, since in (*loaded, *handed_on)}


def _left_aboard(session: Session, line_ids: list[UUID]) -> dict[UUID, int]:
    """Grams of these lines that a door did not take: they are carried on as refused food."""
    refused = (
        select(Carry.refused_line_id, func.sum(Carry.quantity_g))
        .where(Carry.refused_line_id.in_(line_ids))
        .group_by(Carry.refused_line_id)
    )
    return {line: int(grams) for line, grams in session.execute(refused)}


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
            Route.status == RouteStatus.UNDER_WAY,
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


def _takers(session: Session, territory: str, day: date, *, starts: datetime, ends: datetime) -> tuple[Taker, ...]:
    taken = taken_today(session, territory, starts=starts, ends=ends)
    since = ends - timedelta(days=table("routing")["sharing"]["days"])
    received = dict(
        session.execute(
            select(Collection.association_id, func.sum(Collection.delivered_g))
            .where(Collection.delivered_at >= since, Collection.delivered_at < ends)
            .group_by(Collection.association_id)
        ).all()
    )
    associations = session.scalars(
        select(Organisation)
        .where(Organisation.territory == territory, Organisation.kind == OrganisationKind.ASSOCIATION)
        .options(selectinload(Organisation.hours), selectinload(Organisation.closures))
        .order_by(Organisation.id)
    )
    return tuple(
        Taker(
            site=Site(one.id, one.name, one.lat, one.lon, one.address, one.access_notes),
            accepts=list(one.accepts),
            use_by_lead_h=one.use_by_lead_h,
            storage={kind: one.storage_g(kind) for kind in ("ambient", "chilled", "frozen")},
            taken_g=taken.get(one.id, {}),
            hours=opening(one, day),
            beneficiaries=one.beneficiaries,
            received_g=int(received.get(one.id) or 0),
        )
        for one in associations
    )


def opening(association: Organisation, day: date) -> tuple[Window, ...]:
    """When it is open on that local day, as moments."""
    return tuple(
        (local_moment(day, opens), local_moment(day, closes)) for opens, closes in association.open_hours_on(day)
    )


def taken_today(session: Session, territory: str, *, starts: datetime, ends: datetime) -> dict[UUID, dict[str, int]]:
    """Grams by association and temperature that fill its store apart from what routes bring: received, and fetched itself."""
    taken: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    received = (
        select(Collection.association_id, Lot.temperature, func.sum(Collection.delivered_g))
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Organisation, Organisation.id == Collection.association_id)
        .where(Organisation.territory == territory, Collection.delivered_at >= starts, Collection.delivered_at < ends)
        .group_by(Collection.association_id, Lot.temperature)
    )
    fetched = (
        select(Reservation.association_id, Lot.temperature, func.sum(ReservationLine.quantity_g))
        .join(ReservationLine.reservation)
        .join(ReservationLine.lot)
        .join(Reservation.offer)
        .where(
            Reservation.territory == territory,
            Reservation.status.in_(_HELD),
            Reservation.transport == Transport.SELF,
            ReservationLine.status.in_(_HELD),
            Offer.available_from < ends,
        )
        .group_by(Reservation.association_id, Lot.temperature)
    )
    for question in (received, fetched):
        for association, temperature, grams in session.execute(question):
            taken[association][temperature.value] += int(grams or 0)
    return {association: dict(kinds) for association, kinds in taken.items()}
