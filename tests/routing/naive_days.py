"""What a day in force leaves to the slow twin: where each vehicle stands, and what may still be done with each shipment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from routing.problem import DayUnderWay, Problem, Task, Window

Choice = tuple[int, int]
"""A shipment and its alternative, `STAYS` where it stays on board."""
Step = tuple[str, Choice]
Assignment = Sequence[tuple[int, int] | None]
"""For each shipment its vehicle and its alternative, None where it is left."""
STAYS = -1


@dataclass(frozen=True)
class Standing:
    """Where and when a vehicle is free, and what counts already; at its start, with nothing done, where no day is in force."""

    place: str
    free: Window
    """When it may leave at the earliest, and at the latest."""
    ends_by: int
    max_duration_s: int | None
    """From the departure to the end, where it has not left yet; else it is in `ends_by`."""
    metres: int = 0
    visited: tuple[str, ...] = ()
    picked_s: Mapping[int, int] = field(default_factory=dict)
    """When what was on board left its pickup."""
    locked: tuple[Task, ...] = ()
    aboard: frozenset[int] = frozenset()
    """What is on board, or is once the locked steps are done, and is not delivered by them."""


def standing_of(problem: Problem, number: int) -> Standing:
    """How the day of one vehicle stands."""
    vehicle = problem.vehicles[number]
    opens, closes = vehicle.shift
    day = next((day for day in problem.in_force if day.vehicle == vehicle.id), None)
    if day is None:
        return Standing(vehicle.start, vehicle.shift, closes, vehicle.max_duration_s)
    index = problem.shipment_index
    places, picked_s = [], {}
    for task in day.done:
        shipment = problem.shipments[index[task.shipment]]
        if task.kind == "pickup":
            places.append(shipment.pickup.location)
            picked_s[index[task.shipment]] = (task.start_s or 0) + shipment.pickup.service_s
        else:
            places.append(shipment.deliveries[task.delivery or 0].location)
    has_left = day.started is not None
    ends_by, limit = closes, vehicle.max_duration_s
    if day.started is not None and limit is not None:
        ends_by, limit = min(closes, day.started + limit), None
    begun = {index[task.shipment] for task in (*day.done, *day.locked) if task.kind == "pickup"}
    brought = {index[task.shipment] for task in (*day.done, *day.locked) if task.kind == "delivery"}
    return Standing(
        place=day.position,
        free=(day.time if has_left else max(day.time, opens), closes),
        ends_by=ends_by,
        max_duration_s=limit,
        metres=day.distance_m,
        visited=tuple(places),
        picked_s=picked_s,
        locked=day.locked,
        aboard=frozenset(begun - brought),
    )


def delivered(problem: Problem) -> set[int]:
    """What is delivered already: neither planned nor missing."""
    return {
        problem.shipment_index[task.shipment]
        for day in problem.in_force
        for task in day.done
        if task.kind == "delivery"
    }


def settled(problem: Problem) -> dict[int, tuple[int, int]]:
    """Vehicle and alternative of what is delivered, or by a locked step: nobody chooses there any more."""
    return {
        problem.shipment_index[task.shipment]: (problem.vehicle_index[day.vehicle], task.delivery or 0)
        for day in problem.in_force
        for task in (*day.done, *day.locked)
        if task.kind == "delivery"
    }


def carrier(problem: Problem) -> dict[int, int]:
    """Whose each shipment is that is on board, or whose pickup is locked."""
    return {
        problem.shipment_index[task.shipment]: problem.vehicle_index[day.vehicle]
        for day in problem.in_force
        for task in (*day.done, *day.locked)
    }


def ways(problem: Problem) -> list[list[tuple[int, int] | None]]:
    """Each thing that may be done with each shipment."""
    fixed, owner = settled(problem), carrier(problem)
    every: list[list[tuple[int, int] | None]] = []
    for n, shipment in enumerate(problem.shipments):
        vehicles = [owner[n]] if n in owner else range(len(problem.vehicles))
        free = [(vehicle, way) for vehicle in vehicles for way in range(len(shipment.deliveries))]
        every.append([fixed[n]] if n in fixed else [None, *free])
    return every


def changes(problem: Problem, assignment: Assignment) -> int:
    """How many shipments are with another vehicle or alternative than people were told; with none at all as well."""
    return sum(
        now is None or now[0] != problem.vehicle_index[day.vehicle] or (told is not None and told != now[1])
        for day in problem.in_force
        for n, told in _told(problem, day).items()
        for now in [assignment[n]]
        if n not in delivered(problem)
    )


def _told(problem: Problem, day: DayUnderWay) -> dict[int, int | None]:
    """The alternative of each shipment that was told, None where only its pickup was."""
    told: dict[int, int | None] = {}
    for task in day.planned:
        n = problem.shipment_index[task.shipment]
        told[n] = task.delivery if task.kind == "delivery" else told.get(n)
    return told


def fits_room(problem: Problem, assignment: Assignment) -> bool:
    """No receiver gets more than its room; where what is settled is more already, nothing is added."""
    fixed = settled(problem)
    taken: Counter[tuple[str | None, str]] = Counter()
    added: Counter[tuple[str | None, str]] = Counter()
    for n, (shipment, way) in enumerate(zip(problem.shipments, assignment, strict=True)):
        if way is not None:
            receiver = shipment.deliveries[way[1]].receiver
            for name, load in shipment.load.items():
                taken[receiver, name] += load
                added[receiver, name] += 0 if n in fixed else load
    return all(
        not added[receiver.id, name] or taken[receiver.id, name] <= room
        for receiver in problem.receivers
        for name, room in receiver.room.items()
    )
