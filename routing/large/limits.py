"""Days that the kernels cannot plan: nothing to plan at all, or a number that is too large for them."""

from __future__ import annotations

from collections.abc import Iterator

from routing.cost import cost_of
from routing.errors import InvalidProblem
from routing.plan import Code, Plan, Stats
from routing.problem import Problem, Shipment, Windows
from routing.search.fitting import LARGEST, LARGEST_DRIVE, LARGEST_PRICED
from routing.sentences import Sentences
from routing.units import PER_UNIT

MOST_WHOLE = 2_000
"""Places of which all drives can be held as Python's numbers, half a gigabyte: so many the search in Python still takes."""

Number = tuple[str, int]
"""Path and figure, amounts in thousandths."""


def nobody_drives(problem: Problem, engine: str) -> Plan | None:
    """The plan of a day without vehicles, or without shipments, as `engine` found it; None for any other day."""
    if problem.vehicles and problem.shipments:
        return None
    sentences = Sentences(problem)
    left = tuple(sentences.told(shipment, Code.NO_VEHICLE_SKILL) for shipment in problem.shipments)
    cost = cost_of(problem, (), [each.shipment for each in left])
    return Plan(cost=cost, routes=(), unassigned=left, stats=Stats(first_solution_s=0.0, engine=engine))


def refuse_beyond_whole(problem: Problem, *, drives_fit: bool) -> None:
    """Raises `InvalidProblem` at the number that is too large for the kernels, where the day is too large for any other way.

    `drives_fit`: no drive is too long for them.
    """
    places = len(problem.locations)
    if places <= MOST_WHOLE:
        return
    beyond = f"for a day of more than {MOST_WHOLE:,} places"
    limit = LARGEST if problem.objective.value_s is None else LARGEST_PRICED
    for path, number in _numbers(problem):
        if abs(number) >= limit:
            most = limit // PER_UNIT if path.startswith("shipments") and ".load." in path else limit
            raise InvalidProblem(path, f"is too large {beyond}: it must be below {most}")
    if drives_fit:
        raise InvalidProblem("shipments", f"have a value, or a load on board, that is too large in all {beyond}")
    for number, place in enumerate(problem.locations):
        if place.setup_s >= LARGEST_DRIVE // 2:
            raise InvalidProblem(f"locations[{number}].setup_s", f"is too large {beyond}")
    slowest = min(range(len(problem.vehicles)), key=lambda number: problem.vehicles[number].speed)
    if problem.vehicles[slowest].speed < 1:
        raise InvalidProblem(f"vehicles[{slowest}].speed_factor", f"makes drives that are too long {beyond}")
    raise InvalidProblem("locations" if problem.matrix is None else "matrix", f"drives are too long {beyond}")


def _numbers(problem: Problem) -> Iterator[Number]:
    yield "objective.change_s", problem.objective.change_s
    for number, day in enumerate(problem.in_force):
        yield f"in_force[{number}].time", day.time
    for number, vehicle in enumerate(problem.vehicles):
        path = f"vehicles[{number}]"
        yield from _bounds(f"{path}.shift", vehicle.shift)
        yield f"{path}.fixed_cost_s", vehicle.fixed_cost_s
    for number, shipment in enumerate(problem.shipments):
        yield from _of_shipment(f"shipments[{number}]", shipment)


def _of_shipment(path: str, shipment: Shipment) -> Iterator[Number]:
    yield from ((f"{path}.load.{name}", amount) for name, amount in shipment.load.items())
    yield f"{path}.pickup.service_s", shipment.pickup.service_s
    yield from _windows(f"{path}.pickup", shipment.pickup.time_windows)
    for number, way in enumerate(shipment.deliveries):
        where = f"{path}.deliveries[{number}]"
        yield f"{where}.service_s", way.service_s
        yield f"{where}.cost_s", way.cost_s
        yield from _windows(where, way.time_windows)


def _windows(path: str, windows: Windows) -> Iterator[Number]:
    for number, window in enumerate(windows):
        yield from _bounds(f"{path}.time_windows[{number}]", window)


def _bounds(path: str, window: tuple[int, int]) -> Iterator[Number]:
    yield from ((f"{path}[{place}]", bound) for place, bound in enumerate(window))
