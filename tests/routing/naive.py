"""The slow and obvious twin of the solver: tries every plan, and solves each route's times as a longest path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise, permutations, product

from routing.problem import Problem

MINUS = float("-inf")
Assignment = Sequence[tuple[int, int] | None]
Choice = tuple[int, int]
"""A shipment and its alternative."""
Value = Callable[[Problem, Assignment, float, int], tuple[float, ...]]


def best_objective(problem: Problem, value: Value | None = None) -> tuple[float, ...]:
    """The best value of the objective over every plan; days in force are not looked at.

    `value` judges a plan by what it does with each shipment, its cost and its number of routes; by the contract unless told.
    """
    judge = _objective if value is None else value
    best: tuple[float, ...] | None = None
    options: list[list[tuple[int, int] | None]] = [
        [None, *product(range(len(problem.vehicles)), range(len(shipment.deliveries)))]
        for shipment in problem.shipments
    ]

    @cache
    def cheapest(vehicle: int, chosen: tuple[Choice, ...]) -> float | None:
        costs = (_route_cost(problem, vehicle, order) for order in _orders(chosen))
        return min((cost for cost in costs if cost is not None), default=None)

    for assignment in product(*options):
        if not _fits_room(problem, assignment):
            continue
        total = 0.0
        used = 0
        for vehicle in range(len(problem.vehicles)):
            chosen = tuple((n, way[1]) for n, way in enumerate(assignment) if way and way[0] == vehicle)
            if not chosen:
                continue
            cost = cheapest(vehicle, chosen)
            if cost is None:
                break
            used += 1
            total += cost
        else:
            found = judge(problem, assignment, total, used)
            best = found if best is None else min(best, found)
    assert best is not None
    return best


def objective_of(problem: Problem, unassigned: set[str], total_s: float, used: int) -> tuple[float, ...]:
    """The objective of a plan that leaves `unassigned`."""
    assignment: Assignment = [None if each.id in unassigned else (0, 0) for each in problem.shipments]
    return _objective(problem, assignment, total_s, used)


def _objective(problem: Problem, assignment: Assignment, total: float, used: int) -> tuple[float, ...]:
    left = [s for s, way in zip(problem.shipments, assignment, strict=True) if way is None]
    required = sum(shipment.required for shipment in left)
    count = problem.objective.unserved == "count"
    unserved = sum(1.0 if count else shipment.value for shipment in left)
    if problem.objective.value_s is not None:
        return required, total + problem.objective.value_s * unserved
    return required, unserved, used if problem.objective.vehicles == "first" else 0, total


def _fits_room(problem: Problem, assignment: Assignment) -> bool:
    taken: dict[tuple[str | None, str], int] = {}
    for shipment, way in zip(problem.shipments, assignment, strict=True):
        if way is not None:
            receiver = shipment.deliveries[way[1]].receiver
            for name, load in shipment.load.items():
                taken[receiver, name] = taken.get((receiver, name), 0) + load
    return all(
        taken.get((receiver.id, name), 0) <= room
        for receiver in problem.receivers
        for name, room in receiver.room.items()
    )


def _orders(chosen: tuple[Choice, ...]) -> Iterator[tuple[tuple[str, Choice], ...]]:
    steps = [(kind, choice) for choice in chosen for kind in ("pickup", "delivery")]
    for order in permutations(steps):
        if all(order.index(("pickup", c)) < order.index(("delivery", c)) for c in chosen):
            yield order


def _route_cost(problem: Problem, number: int, order: tuple[tuple[str, Choice], ...]) -> float | None:
    """The least cost of one order, None where it breaks a rule."""
    vehicle = problem.vehicles[number]
    index = problem.location_index
    stops = [
        problem.shipments[s].pickup if kind == "pickup" else problem.shipments[s].deliveries[way]
        for kind, (s, way) in order
    ]
    places = [vehicle.start, *(stop.location for stop in stops)]
    line = [*places, vehicle.end] if vehicle.end is not None else places
    assert problem.matrix is not None
    metres = sum(problem.matrix.distances_m[index[a]][index[b]] for a, b in pairwise(line))
    visits = sum(n == 1 or places[n] != places[n - 1] for n in range(1, len(places)))
    if vehicle.max_stops is not None and visits > vehicle.max_stops:
        return None
    if vehicle.max_distance_m is not None and metres > vehicle.max_distance_m:
        return None
    if not _carries(problem, number, order):
        return None
    seconds = _least_duration(problem, number, order, line)
    if seconds is None:
        return None
    extra = vehicle.fixed_cost_s + sum(
        problem.shipments[s].deliveries[way].cost_s for kind, (s, way) in order if kind == "delivery"
    )
    return extra + (metres if problem.objective.cost == "distance" else seconds)


def _carries(problem: Problem, number: int, order: tuple[tuple[str, Choice], ...]) -> bool:
    vehicle = problem.vehicles[number]
    held: dict[str, int] = {}
    for kind, (s, _) in order:
        shipment = problem.shipments[s]
        if not shipment.skills <= vehicle.skills:
            return False
        for name, load in shipment.load.items():
            held[name] = held.get(name, 0) + (load if kind == "pickup" else -load)
            if held[name] > vehicle.capacity.get(name, 0):
                return False
    return True


def _least_duration(
    problem: Problem, number: int, order: tuple[tuple[str, Choice], ...], line: list[str]
) -> float | None:
    """Over every choice of windows, the longest path from the start to the end among "not before" arcs."""
    vehicle = problem.vehicles[number]
    index = problem.location_index
    setup = {location.id: location.setup_s for location in problem.locations}
    assert problem.matrix is not None
    stops = [
        problem.shipments[s].pickup if kind == "pickup" else problem.shipments[s].deliveries[way]
        for kind, (s, way) in order
    ]
    last = len(stops) + 1
    gaps = []
    for n in range(last):
        service = stops[n - 1].service_s if n else 0
        if n + 1 < len(line):
            raw = Fraction(problem.matrix.durations_s[index[line[n]]][index[line[n + 1]]]) / vehicle.speed
            drive = -(-raw.numerator // raw.denominator)
            differs = n < len(stops) and line[n] != line[n + 1]
            gaps.append(service + drive + (setup[line[n + 1]] if differs else 0))
        else:
            gaps.append(service)
    arcs = [(n, n + 1, gap) for n, gap in enumerate(gaps)]
    if vehicle.max_duration_s is not None:
        arcs.append((last, 0, -vehicle.max_duration_s))
    for n, (kind, choice) in enumerate(order, start=1):
        limit = problem.shipments[choice[0]].max_ride_s
        if kind == "delivery" and limit is not None:
            pickup = order.index(("pickup", choice)) + 1
            arcs.append((n, pickup, -(limit + stops[pickup - 1].service_s)))
    best = None
    for windows in product(*((stop.time_windows or ((-(10**9), 10**9),)) for stop in stops)):
        bounds = [vehicle.shift, *windows, (-(10**9), vehicle.shift[1])]
        length = _longest_path(arcs, bounds, last)
        if length is not None and (best is None or length < best):
            best = length
    return best


def _longest_path(arcs: list[tuple[int, int, int]], bounds: list[tuple[int, int]], last: int) -> float | None:
    """The longest path from point 0 to `last`; None where a cycle is longer than nothing."""
    origin = last + 1
    size = last + 2
    table = [[0.0 if a == b else MINUS for b in range(size)] for a in range(size)]
    for a, b, least in arcs:
        table[a][b] = max(table[a][b], least)
    for point, (opens, closes) in enumerate(bounds):
        table[origin][point] = max(table[origin][point], opens)
        table[point][origin] = max(table[point][origin], -closes)
    for k in range(size):
        for a in range(size):
            for b in range(size):
                table[a][b] = max(table[a][b], table[a][k] + table[k][b])
    if any(table[point][point] > 0 for point in range(size)):
        return None
    return table[0][last]
