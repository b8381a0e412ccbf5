"""What the rest of a route can bring at the best: a fractional knapsack, so that hopeless labels are not continued."""

from __future__ import annotations

from collections import Counter

from benchmarks.routing.bound.label import Label
from benchmarks.routing.bound.setting import SCALE
from routing.search.compiled import Compiled, VehicleState

HOPELESS = 1 << 80
"""There is no time left for what is on board."""


class Hope:
    """Least seconds and cost that each shipment adds to a route, whatever comes before and after it.

    Whoever stops at a place comes from another one: what that takes at the least is shared among all steps that can be there.
    """

    def __init__(
        self, compiled: Compiled, vehicle: VehicleState, *, prizes: dict[int, int], prices: dict[int, int]
    ) -> None:
        self._by_distance = compiled.by_distance
        self._close = vehicle.close
        self._entries = _entries(compiled, vehicle, prizes, prices)
        self._shares = _steps_at(compiled, prizes, prices)
        places = self._entries
        self._home = min((vehicle.drive[place][vehicle.end] for place in places), default=0) if vehicle.end >= 0 else 0
        self.due = {}
        self.net = []
        for ship, prize in prizes.items():
            nodes = [node for node in compiled.deliveries[ship] if node in prices]
            ways = [(*self._added(compiled, node), prices[node]) for node in nodes]
            self.due[ship] = (min(way[0] for way in ways), min(way[1] + way[2] for way in ways))
            seconds, cost = self._added(compiled, compiled.pickup[ship])
            net = prize - cost - self.due[ship][1]
            if net > 0:
                self.net.append((net, seconds + self.due[ship][0], 1 << ship))
        self.net.sort(key=lambda each: -each[0] / max(each[1], 1e-9))

    def _added(self, compiled: Compiled, node: int) -> tuple[int, int]:
        """Seconds, and cost of the drive, that a step adds at the least."""
        place = compiled.loc[node]
        way_s, way_m = self._entries[place]
        count = self._shares[place]
        seconds = way_s // count + compiled.service[node]
        return seconds, SCALE * way_m // count if self._by_distance else SCALE * seconds

    def best(self, label: Label) -> int:
        """No continuation of the label ends with less cost than this."""
        cost = label.rest + (SCALE * label.metres if self._by_distance else SCALE * label.duration)
        left = self._close - label.ready - self._home
        cost += 0 if self._by_distance else SCALE * self._home
        here_s, here_m = self._entries.get(label.place, (0, 0))
        left += here_s
        cost -= SCALE * (here_m if self._by_distance else here_s)
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
        gone = label.taken | label.gone
        for net, seconds, bit in self.net:
            if not gone & bit:
                if seconds > left:
                    return cost - net * left // seconds - 1
                cost -= net
                left -= seconds
        return cost


def _places_of(compiled: Compiled, ship: int, prices: dict[int, int]) -> list[int]:
    """The place of the pickup, and each place of a delivery."""
    return [compiled.loc[compiled.pickup[ship]], *{compiled.loc[n] for n in compiled.deliveries[ship] if n in prices}]


def _steps_at(compiled: Compiled, prizes: dict[int, int], prices: dict[int, int]) -> Counter[int]:
    """How many steps a route may have at each place."""
    return Counter(place for ship in prizes for place in _places_of(compiled, ship, prices))


def _entries(
    compiled: Compiled, vehicle: VehicleState, prizes: dict[int, int], prices: dict[int, int]
) -> dict[int, tuple[int, int]]:
    """Least seconds and metres of a leg that arrives at each place from another one."""
    places = set(_steps_at(compiled, prizes, prices))
    found = {}
    for place in places:
        others = [here for here in {vehicle.start, *places} if here != place] or [place]
        if place == vehicle.start:
            others.append(place)
        seconds, metres = vehicle.edge, compiled.distance
        found[place] = min(seconds[here][place] for here in others), min(metres[here][place] for here in others)
    return found
