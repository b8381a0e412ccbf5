"""The slow twin's times of one route: over every choice of windows, longest paths among "not before" arcs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

from routing.problem import Delivery, Pickup, Problem, Window
from tests.routing.naive_days import Standing, Step

MINUS = float("-inf")
EVER = (-(10**9), 10**9)
Order = tuple[Step, ...]
Arc = tuple[int, int, int]


def stops_of(problem: Problem, order: Order) -> list[Pickup | Delivery]:
    """The stop of each step."""
    return [
        problem.shipments[s].pickup if kind == "pickup" else problem.shipments[s].deliveries[way]
        for kind, (s, way) in order
    ]


def gaps_of(problem: Problem, number: int, standing: Standing, order: Order) -> list[int]:
    """From the start of each step to that of the next at the least: service, drive and setup; last to the end."""
    vehicle, index = problem.vehicles[number], problem.location_index
    setup = {location.id: location.setup_s for location in problem.locations}
    assert problem.matrix is not None
    stops = stops_of(problem, order)
    line = [standing.place, *(stop.location for stop in stops), *([vehicle.end] if vehicle.end is not None else [])]
    gaps = []
    for n in range(len(stops) + 1):
        service = stops[n - 1].service_s if n else 0
        if n + 1 < len(line):
            raw = Fraction(problem.matrix.durations_s[index[line[n]]][index[line[n + 1]]]) / vehicle.speed
            drive = -(-raw.numerator // raw.denominator)
            differs = n < len(stops) and line[n] != line[n + 1]
            gaps.append(service + drive + (setup[line[n + 1]] if differs else 0))
        else:
            gaps.append(service)
    return gaps


def least_duration(
    problem: Problem,
    number: int,
    standing: Standing,
    order: Order,
    *,
    pinned: Mapping[int, int],
    limited: bool = True,
) -> float | None:
    """The least seconds from the departure to the end, None where the order cannot be driven in time.

    `pinned` are the steps that are late, by their place in the order, and when they start; without `limited` only windows
    and rides count.
    """
    stops = stops_of(problem, order)
    last = len(stops) + 1
    arcs = [(n, n + 1, gap) for n, gap in enumerate(gaps_of(problem, number, standing, order))]
    if limited and standing.max_duration_s is not None:
        arcs.append((last, 0, -standing.max_duration_s))
    latest = dict.fromkeys(range(len(order)), EVER[1])
    for n, (kind, choice) in enumerate(order):
        limit = problem.shipments[choice[0]].max_ride_s
        if kind == "pickup" or limit is None or n in pinned:
            continue
        if choice[0] in standing.picked_s:
            latest[n] = standing.picked_s[choice[0]] + limit
        else:
            pickup = order.index(("pickup", choice))
            arcs.append((n + 1, pickup + 1, -(limit + stops[pickup].service_s)))
    ways = [((pinned[n], pinned[n]),) if n in pinned else stop.time_windows or (EVER,) for n, stop in enumerate(stops)]
    leave, end = (standing.free[0], standing.free[1] if limited else EVER[1]), standing.ends_by if limited else EVER[1]
    best = None
    for windows in product(*ways):
        within = [(opens, min(closes, latest[n])) for n, (opens, closes) in enumerate(windows)]
        length = _longest_path(arcs, [leave, *within, (EVER[0], end)], last)
        if length is not None and (best is None or length < best):
            best = length
    return best


def soonest(problem: Problem, number: int, standing: Standing, order: Order) -> list[int]:
    """When each step starts that is driven as early as possible: in a window still to come, else on arrival."""
    at = standing.free[0]
    starts = []
    for gap, stop in zip(gaps_of(problem, number, standing, order), stops_of(problem, order), strict=False):
        at += gap
        at = min((max(at, opens) for opens, closes in stop.time_windows if at <= closes), default=at)
        starts.append(at)
    return starts


def _longest_path(arcs: list[Arc], bounds: list[Window], last: int) -> float | None:
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
