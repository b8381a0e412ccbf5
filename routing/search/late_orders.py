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


def best_order(compiled: Compiled, vehicle: VehicleState, possible: Sequence[Sequence[int]]) -> Order:
    """One node of each shipment's `possible` alternatives, in the order in which they are driven after the vehicle's prefix.

    The best of all where they are few, else one from which moving or exchanging no single delivery leads to a better one.
    """
    late = _Lateness(compiled, vehicle)
    if math.factorial(len(possible)) * math.prod(map(len, possible)) > ORDERS:
        return _grown(compiled, late, possible)
    return min((order for nodes in product(*possible) for order in permutations(nodes)), key=late.of)


def _grown(compiled: Compiled, late: _Lateness, possible: Sequence[Sequence[int]]) -> Order:
    """Deliveries put in one after the other where they make least late, most urgent first; then moved while that is better."""

    def put_in(order: Order, nodes: Sequence[int]) -> Order:
        return min(((*order[:at], node, *order[at:]) for node in nodes for at in range(len(order) + 1)), key=late.of)

    order: Order = ()
    for nodes in sorted(possible, key=lambda nodes: max(compiled.hi[node] for node in nodes)):
        order = put_in(order, nodes)
    improves = True
    while improves:
        improves = False
        for nodes in possible:
            moved = put_in(tuple(node for node in order if node not in nodes), nodes)
            if late.of(moved) < late.of(order):
                order, improves = moved, True
    return order


class _Lateness:
    """Judges orders of deliveries that a vehicle drives as early as possible after its prefix."""

    def __init__(self, compiled: Compiled, vehicle: VehicleState) -> None:
        self._compiled, self._vehicle = compiled, vehicle
        self._here, self._at = vehicle.start, vehicle.ready
        self._rides_until: dict[int, int] = {}
        times = schedule(compiled, vehicle, vehicle.prefix, shortest=False) if vehicle.prefix else None
        if times is None:
            return
        last = vehicle.prefix[-1]
        self._here, self._at = compiled.loc[last], times[-2] + compiled.service[last]
        for node, start in zip(vehicle.prefix, times[1:-1], strict=True):
            limit = compiled.max_ride[compiled.shipment_of[node]]
            if limit is not None and compiled.choice_of[node] < 0:
                self._rides_until[compiled.shipment_of[node]] = start + compiled.service[node] + limit

    def of(self, order: Order) -> tuple[int, int, int]:
        """(number late, seconds late, cost); late is after its windows, or after its ride should be over."""
        compiled, vehicle, here, at = self._compiled, self._vehicle, self._here, self._at
        number = seconds = metres = preferences = 0
        for node in order:
            at = opened(compiled, node, at + vehicle.edge[here][compiled.loc[node]])
            metres += compiled.distance[here][compiled.loc[node]]
            preferences += compiled.node_cost(node, vehicle.number)
            here = compiled.loc[node]
            latest = min(compiled.hi[node], self._rides_until.get(compiled.shipment_of[node], NEVER))
            number += at > latest
            seconds += max(at - latest, 0)
            at += compiled.service[node]
        if vehicle.end >= 0:
            at += vehicle.drive[here][vehicle.end]
            metres += compiled.distance[here][vehicle.end]
        return number, seconds, preferences + (metres if compiled.by_distance else at)


def opened(compiled: Compiled, node: int, at: int) -> int:
    """When service starts that could start at `at`: in a window of the problem that is still to come, else then."""
    shipment = compiled.problem.shipments[compiled.shipment_of[node]]
    choice = compiled.choice_of[node]
    windows = shipment.pickup.time_windows if choice < 0 else shipment.deliveries[choice].time_windows
    return min((max(at, opens) for opens, closes in windows if at <= closes), default=at)
