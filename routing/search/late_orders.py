"""In which order what is on board is delivered that cannot all be in time: fewest late, then least late, then cheapest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations, product

from routing.search.compiled import NEVER, Compiled, VehicleState
from routing.search.timing import schedule

ORDERS = 5_000
"""Up to so many orders all are looked at; beyond, one is grown and then mended."""

Order = tuple[int, ...]
Lateness = tuple[int, int, int]


def best_order(compiled: Compiled, vehicle: VehicleState, possible: Sequence[Sequence[int]]) -> Order:
    """One node of each shipment's `possible` alternatives, in the order in which they are driven after the vehicle's prefix.

    The best of all where they are few, else one from which moving or exchanging no single delivery leads to a better one.
    """
    if math.factorial(len(possible)) * math.prod(map(len, possible)) > ORDERS:
        return _grown(compiled, vehicle, possible)
    orders = (order for nodes in product(*possible) for order in permutations(nodes))
    return min(orders, key=lambda order: lateness(compiled, vehicle, order))


def _grown(compiled: Compiled, vehicle: VehicleState, possible: Sequence[Sequence[int]]) -> Order:
    """Deliveries put in one after the other where they make least late, most urgent first; then moved while that is better."""

    def put_in(order: Order, nodes: Sequence[int]) -> Order:
        tried = ((*order[:at], node, *order[at:]) for node in nodes for at in range(len(order) + 1))
        return min(tried, key=lambda each: lateness(compiled, vehicle, each))

    order: Order = ()
    for nodes in sorted(possible, key=lambda nodes: max(compiled.hi[node] for node in nodes)):
        order = put_in(order, nodes)
    best, improves = lateness(compiled, vehicle, order), True
    while improves:
        improves = False
        for nodes in possible:
            moved = put_in(tuple(node for node in order if node not in nodes), nodes)
            found = lateness(compiled, vehicle, moved)
            if found < best:
                order, best, improves = moved, found, True
    return order


def lateness(compiled: Compiled, vehicle: VehicleState, order: Order) -> Lateness:
    """(number late, seconds late, cost) of deliveries driven as early as possible after the prefix."""
    times = schedule(compiled, vehicle, vehicle.prefix, shortest=False) if vehicle.prefix else None
    here, at = vehicle.start, vehicle.ready
    until: dict[int, int] = {}
    if times is not None:
        last = vehicle.prefix[-1]
        here, at = compiled.loc[last], times[-2] + compiled.service[last]
        until = _rides_until(compiled, vehicle, times)
    number = seconds = metres = preferences = 0
    for node in order:
        at = opened(compiled, node, at + vehicle.edge[here][compiled.loc[node]])
        metres += compiled.distance[here][compiled.loc[node]]
        preferences += compiled.node_cost(node, vehicle.number)
        here = compiled.loc[node]
        late = max(at - min(compiled.hi[node], until.get(compiled.shipment_of[node], NEVER)), 0)
        number += late > 0
        seconds += late
        at += compiled.service[node]
    if vehicle.end >= 0:
        at += vehicle.drive[here][vehicle.end]
        metres += compiled.distance[here][vehicle.end]
    return number, seconds, preferences + (metres if compiled.by_distance else at)


def _rides_until(compiled: Compiled, vehicle: VehicleState, times: list[int]) -> dict[int, int]:
    """When the ride of what the prefix picks up, and that has a limit, must be over; `times` as `schedule` tells them."""
    until = {}
    for node, start in zip(vehicle.prefix, times[1:], strict=False):
        limit = compiled.max_ride[compiled.shipment_of[node]]
        if limit is not None and compiled.choice_of[node] < 0:
            until[compiled.shipment_of[node]] = start + compiled.service[node] + limit
    return until


def opened(compiled: Compiled, node: int, at: int) -> int:
    """When service starts that could start at `at`: in a window of the problem that is still to come, else then."""
    shipment = compiled.problem.shipments[compiled.shipment_of[node]]
    choice = compiled.choice_of[node]
    windows = shipment.pickup.time_windows if choice < 0 else shipment.deliveries[choice].time_windows
    return min((max(at, opens) for opens, closes in windows if at <= closes), default=at)
