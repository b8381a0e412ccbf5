"""What makes a day in force contradict the problem, another day, or itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from routing.faults.numbers import whole_faults, wrong_whole
from routing.problem import DayUnderWay, Problem, Task

Fault = tuple[str, str]


def day_faults(problem: Problem, places: Collection[str]) -> Iterator[Fault]:
    """Faults of `in_force`: unknown names, steps out of order, one shipment in two vehicles."""
    vehicles = {vehicle.id for vehicle in problem.vehicles}
    alternatives = {shipment.id: len(shipment.deliveries) for shipment in problem.shipments}
    seen: set[str] = set()
    carried: dict[str, str] = {}
    told: dict[str, str] = {}
    for number, day in enumerate(problem.in_force):
        path = f"in_force[{number}]"
        if day.vehicle not in vehicles:
            yield f"{path}.vehicle", f"unknown vehicle {day.vehicle!r}"
        if day.vehicle in seen:
            yield f"{path}.vehicle", f"{day.vehicle!r} is there twice"
        seen.add(day.vehicle)
        if day.position not in places:
            yield f"{path}.position", f"unknown location {day.position!r}"
        yield from _clock_faults(path, day)
        for name, tasks in (("done", day.done), ("locked", day.locked), ("planned", day.planned)):
            yield from _task_faults(f"{path}.{name}", tasks, alternatives, need_choice=name != "planned")
        yield from _history_faults(path, day)
        yield from _shared_faults(path, day, carried, told)


def _clock_faults(path: str, day: DayUnderWay) -> Iterator[Fault]:
    """What is done follows each other in time. That a service took less than it was to take is no fault: drivers are quick."""
    yield from whole_faults(path, [("distance_m", day.distance_m)])
    yield from whole_faults(path, [("time", day.time), ("started", day.started)], least=None)
    if day.started is None:
        if day.done:
            yield f"{path}.started", "is missing, though something is done"
        return
    if day.started > day.time:
        yield f"{path}.started", "is after time"
    before = day.started
    for number, task in enumerate(day.done):
        where = f"{path}.done[{number}]"
        if task.start_s is None:
            yield where, "does not say when it started"
            return
        fault = wrong_whole(task.start_s)
        if fault is not None:
            yield where, fault
        if not day.started <= task.start_s <= day.time:
            yield where, "is not between started and time"
        if task.start_s < before:
            yield where, "started before the step that it comes after"
        before = task.start_s


def _task_faults(
    path: str, tasks: tuple[Task, ...], alternatives: dict[str, int], *, need_choice: bool
) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for number, task in enumerate(tasks):
        where = f"{path}[{number}]"
        if task.shipment not in alternatives:
            yield where, f"unknown shipment {task.shipment!r}"
        elif task.delivery is None and task.kind == "delivery" and need_choice:
            yield where, f"does not say which delivery of {task.shipment!r}"
        elif task.delivery is not None and not 0 <= task.delivery < alternatives[task.shipment]:
            yield where, f"{task.shipment!r} has no delivery {task.delivery}"
        if (task.kind, task.shipment) in seen:
            yield where, f"the {task.kind} of {task.shipment!r} is there twice"
        seen.add((task.kind, task.shipment))


def _history_faults(path: str, day: DayUnderWay) -> Iterator[Fault]:
    """A delivery comes after its pickup, and nothing that is done is still to do."""
    picked: set[str] = set()
    done: set[tuple[str, str]] = set()
    for name, tasks in (("done", day.done), ("locked", day.locked)):
        for number, task in enumerate(tasks):
            where = f"{path}.{name}[{number}]"
            if name == "locked" and (task.kind, task.shipment) in done:
                yield where, f"the {task.kind} of {task.shipment!r} is done already"
            if task.kind == "delivery" and task.shipment not in picked:
                yield where, f"{task.shipment!r} is delivered before it is picked up"
            if task.kind == "pickup":
                picked.add(task.shipment)
            done.add((task.kind, task.shipment))


def _shared_faults(path: str, day: DayUnderWay, carried: dict[str, str], told: dict[str, str]) -> Iterator[Fault]:
    """No shipment is in two vehicles, nor was told to two."""
    for name, tasks, owners in (
        ("done", day.done, carried),
        ("locked", day.locked, carried),
        ("planned", day.planned, told),
    ):
        for number, task in enumerate(tasks):
            if owners.setdefault(task.shipment, day.vehicle) != day.vehicle:
                yield f"{path}.{name}[{number}]", f"{task.shipment!r} is in two vehicles"
