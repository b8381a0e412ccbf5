"""What happened in a database, read for the recount: handovers with what was declared of both ends, and who held what when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.driver import Driver
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import HOLDING_RESERVATIONS, StopStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Closure, OpeningHours, Organisation
from foodlink.domain.reservation import Carry, ReservationLine
from foodlink.domain.route import Collection, Route, Stop, StopLoad
from foodlink.domain.territory import Territory


@dataclass(frozen=True, slots=True)
class Handover:
    """One weighed handover: the food, both doors, the vehicle, and when the volunteer came to each door, by the log."""

    line_id: UUID
    lot_id: UUID
    association_id: UUID
    route_id: UUID | None
    temperature: str
    use_by: date | None
    offered_g: int
    lot_crates: int
    available_from: datetime
    available_until: datetime
    collected_at: datetime
    collected_g: int
    collected_c: float | None
    delivered_at: datetime | None
    delivered_g: int
    delivered_c: float | None
    handed_on: bool
    pickup_arrived: datetime | None
    delivery_arrived: datetime | None
    delivery_began: datetime | None
    lead_h: int
    storage_g: int
    hours: tuple[tuple[int, time, time], ...]
    closures: frozenset[date]
    capacity_g: int
    crates: int
    cold_crates: Mapping[str, int]
    on_board_limits_s: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Hold:
    """So many grams of a lot, held from one moment to another; `until` None: still.

    The log tells when a reservation ended, not when one of its several lines did before the others: such a hold is not
    `certain` to have lasted until then.
    """

    lot_id: UUID
    offered_g: int
    grams: int
    since: datetime
    until: datetime | None
    certain: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """All handovers and holds; `ends` tells when a line that was on board ended without being handed over."""

    handovers: tuple[Handover, ...]
    holds: tuple[Hold, ...]
    ends: Mapping[UUID, datetime]


def read_history(session: Session) -> History:
    """Read it all."""
    arrived = _arrivals(session)
    doors = _doors(session)
    stops = _stops(session)
    handed_on = {line for line in session.scalars(select(Carry.handed_on_line_id)) if line is not None}
    rows = session.execute(
        select(Collection, Lot, Offer, Organisation, Driver, Territory)
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Offer, Offer.id == Lot.offer_id)
        .join(Organisation, Organisation.id == Collection.association_id)
        .join(Territory, Territory.code == Offer.territory)
        .outerjoin(Route, Route.id == Collection.route_id)
        .outerjoin(Driver, Driver.account_id == Route.driver_id)
        .order_by(Collection.collected_at, Collection.line_id)
    )
    handovers = tuple(_handover(row, arrived, doors, stops, handed_on) for row in rows)
    holds, ends = _holds(session)
    return History(handovers, holds, ends)


def _handover(
    row: tuple[Collection, Lot, Offer, Organisation, Driver | None, Territory],
    arrived: Mapping[UUID, datetime],
    doors: tuple[Mapping[UUID, list[tuple[int, time, time]]], Mapping[UUID, set[date]]],
    stops: Mapping[tuple[UUID, str], tuple[UUID, int]],
    handed_on: set[UUID],
) -> Handover:
    record, lot, offer, association, driver, territory = row
    hours, closures = doors
    pickup, _ = stops.get((record.line_id, "pickup"), (None, 0))
    delivery, unloading_s = stops.get((record.line_id, "delivery"), (None, 0))
    came = arrived.get(delivery) if delivery else None
    return Handover(
        line_id=record.line_id,
        lot_id=lot.id,
        association_id=association.id,
        route_id=record.route_id,
        temperature=lot.temperature.value,
        use_by=lot.use_by,
        offered_g=lot.quantity_g,
        lot_crates=lot.crates,
        available_from=offer.available_from,
        available_until=offer.available_until,
        collected_at=record.collected_at,
        collected_g=record.collected_g,
        collected_c=record.collected_temperature_c,
        delivered_at=record.delivered_at,
        delivered_g=record.delivered_g or 0,
        delivered_c=record.delivered_temperature_c,
        handed_on=record.line_id in handed_on,
        pickup_arrived=arrived.get(pickup) if pickup else None,
        delivery_arrived=came,
        delivery_began=_began(record.delivered_at, came, unloading_s),
        lead_h=association.use_by_lead_h,
        storage_g=association.storage_g(lot.temperature.value),
        hours=tuple(hours.get(association.id, ())),
        closures=frozenset(closures.get(association.id, ())),
        capacity_g=driver.capacity_g if driver else 0,
        crates=driver.crates if driver else 0,
        cold_crates={"chilled": driver.chilled_crates, "frozen": driver.frozen_crates} if driver else {},
        on_board_limits_s={"chilled": territory.chilled_on_board_s, "frozen": territory.frozen_on_board_s},
    )


def _began(delivered_at: datetime | None, came: datetime | None, unloading_s: int) -> datetime | None:
    """When unloading began: so long before its end, never before the volunteer came."""
    if delivered_at is None:
        return None
    began = delivered_at - timedelta(seconds=unloading_s)
    return began if came is None else max(began, came)


def _arrivals(session: Session) -> dict[UUID, datetime]:
    """When a volunteer came to each stop, by the log."""
    statement = select(Event.subject_id, Event.at).where(Event.noun == "stop", Event.new == "arrived")
    return dict(session.execute(statement.order_by(Event.id)).all())


def _stops(session: Session) -> dict[tuple[UUID, str], tuple[UUID, int]]:
    """The stop at which each line was really loaded or unloaded, and for how long."""
    statement = (
        select(StopLoad.line_id, StopLoad.kind, Stop.id, Stop.service_s)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .where(StopLoad.status == StopStatus.DONE)
        .order_by(StopLoad.id)
    )
    return {(line, kind.value): (stop, service_s) for line, kind, stop, service_s in session.execute(statement)}


def _doors(session: Session) -> tuple[dict[UUID, list[tuple[int, time, time]]], dict[UUID, set[date]]]:
    """Declared opening hours and closures by organisation."""
    hours: dict[UUID, list[tuple[int, time, time]]] = defaultdict(list)
    for one in session.scalars(select(OpeningHours)):
        hours[one.organisation_id].append((one.weekday, one.opens, one.closes))
    closures: dict[UUID, set[date]] = defaultdict(set)
    for closure in session.scalars(select(Closure)):
        closures[closure.organisation_id].add(closure.day)
    return hours, closures


def _holds(session: Session) -> tuple[tuple[Hold, ...], dict[UUID, datetime]]:
    """Who held what from when to when: reservations' moves in the log, and their lines' weights."""
    since: dict[UUID, datetime] = {}
    until: dict[UUID, datetime | None] = {}
    moves = select(Event.subject_id, Event.new, Event.at).where(Event.noun == "reservation").order_by(Event.id)
    for reservation, state, at in session.execute(moves):
        since.setdefault(reservation, at)
        until[reservation] = None if state in HOLDING_RESERVATIONS else at
    failed = _failures(session)
    holds = []
    count = Counter(session.scalars(select(ReservationLine.reservation_id)))
    lines = select(ReservationLine, Lot).join(Lot, Lot.id == ReservationLine.lot_id).order_by(ReservationLine.id)
    for line, lot in session.execute(lines):
        start = since.get(line.reservation_id)
        if start is None:
            continue
        end, holding = until[line.reservation_id], line.status in HOLDING_RESERVATIONS
        if not holding and line.id in failed:
            end = failed[line.id]
        certain = holding or line.id in failed or count[line.reservation_id] == 1
        holds.append(Hold(lot.id, lot.quantity_g, line.quantity_g, start, None if holding else end, certain))
    return tuple(holds), _left_vehicle(session)


def _failures(session: Session) -> dict[UUID, datetime]:
    """When a line was last found not to be there, or not to be wanted, at a stop."""
    statement = (
        select(StopLoad.line_id, Stop.ended_at)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .where(StopLoad.status.in_((StopStatus.FAILED, StopStatus.REFUSED)), Stop.ended_at.is_not(None))
        .order_by(Stop.ended_at)
    )
    return {line: at for line, at in session.execute(statement) if at is not None}


def _left_vehicle(session: Session) -> dict[UUID, datetime]:
    """When food that was refused at one door was handed over at another."""
    statement = select(Carry.refused_line_id, Collection.delivered_at).join(
        Collection, Collection.line_id == Carry.handed_on_line_id
    )
    return {line: at for line, at in session.execute(statement) if at is not None}
