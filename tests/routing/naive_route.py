"""The slow twin's cost of one route, with every rule of a vehicle but the order of what must come first."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from routing.problem import Problem
from tests.routing.naive_days import Standing, delivered
from tests.routing.naive_times import Order, least_duration, stops_of


def route_cost(
    problem: Problem, number: int, standing: Standing, order: Order, pinned: Mapping[int, int], *, limited: bool = True
) -> float | None:
    """The least cost of one order, None where it breaks a rule; without `limited` no limit of the route is one."""
    vehicle = problem.vehicles[number]
    index = problem.location_index
    stops = [stop.location for stop in stops_of(problem, order)]
    line = [standing.place, *stops, *([vehicle.end] if vehicle.end is not None else [])]
    assert problem.matrix is not None
    metres = sum(problem.matrix.distances_m[index[a]][index[b]] for a, b in pairwise(line))
    places = [*standing.visited, *stops]
    visits = sum(n == 0 or places[n] != places[n - 1] for n in range(len(places)))
    if limited:
        if vehicle.max_stops is not None and visits > vehicle.max_stops:
            return None
        if vehicle.max_distance_m is not None and standing.metres + metres > vehicle.max_distance_m:
            return None
    if not _carries(problem, number, standing, order):
        return None
    seconds = least_duration(problem, number, standing, order, pinned=pinned, limited=limited)
    if seconds is None:
        return None
    extra = vehicle.fixed_cost_s + sum(
        problem.shipments[s].deliveries[way].cost_s for kind, (s, way) in order if kind == "delivery"
    )
    return extra + (metres if problem.objective.cost == "distance" else seconds)


def _carries(problem: Problem, number: int, standing: Standing, order: Order) -> bool:
    """Whether all that is fetched finds skills and capacity; what is on board or locked is not asked."""
    vehicle = problem.vehicles[number]
    held: dict[str, int] = {}
    aboard = [(1, s) for s in standing.picked_s if s not in delivered(problem)]
    moves = [(1 if kind == "pickup" else -1, s) for kind, (s, _) in order]
    for n, (sign, s) in enumerate((*aboard, *moves), start=-len(aboard)):
        shipment = problem.shipments[s]
        for name, load in shipment.load.items():
            held[name] = held.get(name, 0) + sign * load
        if sign < 0 or n < len(standing.locked):
            continue
        if not shipment.skills <= vehicle.skills:
            return False
        if any(load and held[name] > vehicle.capacity.get(name, 0) for name, load in shipment.load.items()):
            return False
    return True
