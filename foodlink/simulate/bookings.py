"""Booking a trip of its own for an errand: from home to the producer, to the association, and home again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from config.tables import table
from foodlink.domain import food_rules
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import ReservationLine
from foodlink.local_time import local_moment
from foodlink.routing_bridge.travel import farthest_m, loading_s, stopping_s
from foodlink.simulate.roads import Point
from foodlink.simulate.stage import Stage, Volunteer

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be carried: lines of one claim, where from and to, when each door is open, how long at each."""

    lines: tuple[UUID, ...]
    pickup: Point
    delivery: Point
    pickup_window: Window
    delivery_windows: tuple[Window, ...]
    service_s: int
    load: Counter[str]
    ride_s: int | None


@dataclass(frozen=True, slots=True)
class Booking:
    """A trip that a volunteer could make, or has promised."""

    driver_id: UUID
    lines: tuple[UUID, ...]
    errand: Errand
    to_pickup_s: int
    leaves_at: datetime
    pickup_at: datetime
    delivery_at: datetime
    delivery_window: Window
    back_at: datetime


def errand_of(stage: Stage, lines: Sequence[ReservationLine]) -> Errand:
    """The errand that lines of one claim are."""
    offer, association = lines[0].lot.offer, lines[0].reservation.association
    load: Counter[str] = Counter()
    for line in lines:
        crates = line.lot.crates_for(line.quantity_g)
        load.update({"g": line.quantity_g, "crates": crates})
        if line.lot.temperature in food_rules.COLD:
            load[line.lot.temperature.value] += crates
    deadlines = [food_rules.hand_over_before(line.lot.use_by, association.use_by_lead_h) for line in lines]
    limits = table("food_rules")["on_board"]
    return Errand(
        lines=tuple(line.id for line in lines),
        pickup=(offer.lat, offer.lon),
        delivery=(association.lat, association.lon),
        pickup_window=(offer.available_from, offer.available_until),
        delivery_windows=_windows(stage, association, [one for one in deadlines if one is not None]),
        service_s=sum(loading_s(line.quantity_g) for line in lines),
        load=load,
        ride_s=min((int(limits[f"{kind}_s"]) for kind in food_rules.COLD if load[kind]), default=None),
    )


def earliest(
    stage: Stage, volunteer: Volunteer, errand: Errand, booked: Sequence[Booking], *, at: datetime
) -> Booking | None:
    """The first trip that fits the volunteer's vehicle, shift and calendar; None where there is none."""
    if not _can_carry(volunteer, errand) or _too_far(stage, volunteer, errand):
        return None
    shift = volunteer.fate.shift
    free_from = max(at, shift.starts_at)
    for busy in sorted(booked, key=lambda trip: trip.leaves_at):
        trip = _trip(stage, volunteer, errand, soonest=free_from)
        if trip is not None and trip.back_at <= min(busy.leaves_at, shift.ends_at):
            return trip
        free_from = max(free_from, busy.back_at)
    trip = _trip(stage, volunteer, errand, soonest=free_from)
    return trip if trip is not None and trip.back_at <= shift.ends_at else None


def _trip(stage: Stage, volunteer: Volunteer, errand: Errand, *, soonest: datetime) -> Booking | None:
    drive = stage.roads.drive_s
    out_s = drive(volunteer.home, errand.pickup, driver=volunteer.fate.driver) + stopping_s("pickup")
    over_s = drive(errand.pickup, errand.delivery, driver=volunteer.fate.driver) + stopping_s("delivery")
    back_s = drive(errand.delivery, volunteer.home, driver=volunteer.fate.driver)
    opens, closes = errand.pickup_window
    first = max(opens, soonest + timedelta(seconds=out_s))
    for window in errand.delivery_windows:
        carried = timedelta(seconds=errand.service_s + over_s)
        pickup_at = min(max(first, window[0] - carried), max(first, closes))
        delivery_at = max(window[0], pickup_at + carried)
        ride = delivery_at - pickup_at - timedelta(seconds=errand.service_s)
        too_long = errand.ride_s is not None and ride > timedelta(seconds=errand.ride_s)
        if pickup_at <= closes and delivery_at <= window[1] and not too_long:
            return Booking(
                driver_id=volunteer.id,
                lines=errand.lines,
                errand=errand,
                to_pickup_s=out_s,
                leaves_at=pickup_at - timedelta(seconds=out_s),
                pickup_at=pickup_at,
                delivery_at=delivery_at,
                delivery_window=window,
                back_at=delivery_at + timedelta(seconds=errand.service_s + back_s),
            )
    return None


def _can_carry(volunteer: Volunteer, errand: Errand) -> bool:
    vehicle, load = volunteer.fate.driver.vehicle, errand.load
    return (
        load["g"] <= vehicle.capacity_kg * 1000
        and load["crates"] <= vehicle.crates
        and load["chilled"] <= vehicle.chilled_crates
        and load["frozen"] <= vehicle.frozen_crates
    )


def _too_far(stage: Stage, volunteer: Volunteer, errand: Errand) -> bool:
    bound = farthest_m(volunteer.fate.driver.vehicle.kind)
    if bound is None:
        return False
    legs = ((volunteer.home, errand.pickup), (errand.pickup, errand.delivery), (errand.delivery, volunteer.home))
    return sum(stage.roads.distance_m(here, there) for here, there in legs) > bound


def _windows(stage: Stage, association: Organisation, deadlines: list[datetime]) -> tuple[Window, ...]:
    """When the association is open today, until the first of the food's deadlines."""
    windows = []
    for opens, closes in association.open_hours_on(stage.day):
        until = min([local_moment(stage.day, closes), *(one - timedelta(seconds=1) for one in deadlines)])
        start = local_moment(stage.day, opens)
        if start < until:
            windows.append((start, until))
    return tuple(windows)
