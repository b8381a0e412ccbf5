"""The check's own reading of days under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from routing.problem import Problem, Task


@dataclass
class Day:
    """What one vehicle brings into its route: where it is, what is done, what is on board once locked is done."""

    position: str
    time: int
    started: int | None = None
    distance_m: int = 0
    done_tasks: tuple[Task, ...] = ()
    locked: tuple[Task, ...] = ()
    picked_s: dict[str, int] = field(default_factory=dict)
    on_board: set[str] = field(default_factory=set)
    """Carried now."""
    carried: set[str] = field(default_factory=set)
    """Carried now, or picked up or delivered by a locked step: no other vehicle's."""
    delivered: set[str] = field(default_factory=set)
    visited: list[str] = field(default_factory=list)


def days_of(problem: Problem) -> dict[str, Day]:
    """The day of every vehicle; one that is not in force begins at its start and its shift."""
    days = {v.id: Day(position=v.start, time=v.shift[0]) for v in problem.vehicles}
    shipments = {shipment.id: shipment for shipment in problem.shipments}
    for given in problem.in_force:
        time = given.time if given.started is not None else max(given.time, days[given.vehicle].time)
        day = Day(given.position, time, given.started, given.distance_m, given.done, given.locked)
        for task in given.done:
            shipment = shipments[task.shipment]
            if task.kind == "pickup":
                day.visited.append(shipment.pickup.location)
                day.picked_s[task.shipment] = (task.start_s or 0) + shipment.pickup.service_s
                day.on_board.add(task.shipment)
            else:
                day.visited.append(shipment.deliveries[task.delivery or 0].location)
                day.on_board.discard(task.shipment)
                day.delivered.add(task.shipment)
        day.carried = day.on_board | {task.shipment for task in given.locked}
        days[given.vehicle] = day
    return days
