"""What the rest of a route can bring at the best: a fractional knapsack, so that hopeless labels are not continued."""

from __future__ import annotations

from benchmarks.routing.bound.label import Label
from benchmarks.routing.bound.setting import SCALE
from routing.search.compiled import Compiled, VehicleState

HOPELESS = 1 << 80
"""There is no time left for what is on board."""


class Hope:
    """Least seconds, metres and cost that each shipment adds to a route, whatever comes before and after it."""

    def __init__(
        self, compiled: Compiled, vehicle: VehicleState, *, prizes: dict[int, int], prices: dict[int, int]
    ) -> None:
        self._by_distance = compiled.by_distance
        self._close = vehicle.close
        self._reach = {
            node: _least_way(compiled, vehicle, node) for node in _nodes_of(compiled, prizes)
        }
        self.due = {}
        self.net = []
        places = [compiled.loc[node] for node in self._reach]
        self._home = min((vehicle.drive[place][vehicle.end] for place in places), default=0) if vehicle.end >= 0 else 0
        for ship, prize in prizes.items():
            ways = [(*self._added(compiled, node), prices[node]) for node in compiled.deliveries[ship]]
            self.due[ship] = (min(way[0] for way in ways), min(way[1] + way[2] for way in ways))
            seconds, cost = self._added(compiled, compiled.pickup[ship])
            net = prize - cost - self.due[ship][1]
            if net > 0:
                self.net.append((net, seconds + self.due[ship][0], 1 << ship))
        self.net.sort(key=lambda each: -each[0] / max(each[1], 1e-9))

    def _added(self, compiled: Compiled, node: int) -> tuple[int, int]:
        """Seconds, and cost of the drive, that a step adds at the least."""
        way_s, way_m = self._reach[node]
        seconds = way_s + compiled.service[node]
        return seconds, SCALE * (way_m if self._by_distance else seconds)

    def best(self, label: Label) -> int:
        """No continuation of the label ends with less cost than this."""
        cost = label.rest + (SCALE * label.metres if self._by_distance else SCALE * label.duration)
        left = self._close - label.ready - self._home
        cost += 0 if self._by_distance else SCALE * self._home
        mask, ship = label.open, 0
        while mask:
            if mask & 1:
                seconds, due = self.due[ship]
                left -= seconds
                cost += due
            mask >>= 1
            ship += 1
        if left < 0:
            return HOPELESS
        for net, seconds, bit in self.net:
            if not label.taken & bit:
                if seconds > left:
                    return cost - net * left // seconds - 1
                cost -= net
                left -= seconds
        return cost


def _nodes_of(compiled: Compiled, prizes: dict[int, int]) -> list[int]:
    return [node for ship in prizes for node in (compiled.pickup[ship], *compiled.deliveries[ship])]


def _least_way(compiled: Compiled, vehicle: VehicleState, node: int) -> tuple[int, int]:
    """Least seconds and metres of the leg that arrives at a node, from the start or from any other node."""
    place = compiled.loc[node]
    others = {vehicle.start, *(here for each, here in enumerate(compiled.loc) if each != node)}
    return min(vehicle.edge[here][place] for here in others), min(compiled.distance[here][place] for here in others)
