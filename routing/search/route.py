"""A route of the search: an unchangeable order of nodes, with what is needed to try an insertion quickly.

The times of a stretch of route are held as (duration, earliest, latest start with that duration), joined in
constant time: T. Vidal et al., "A hybrid genetic algorithm with adaptive diversity management for a large class of
vehicle routing problems with time-windows", Computers & Operations Research 40 (2013), section 4.5.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from routing.search.compiled import NEVER, Amounts, Compiled, VehicleState
from routing.search.timing import schedule

Stretch = tuple[int, int, int]
Insertion = tuple[int, int, int, int]
"""(added cost, delivery node, place of the pickup, place of the delivery), places in the order as it is."""


class Route:
    """One vehicle's order. `before[i]` is the stretch up to and with point i, `after[i]` that from node i on."""

    __slots__ = (
        "_after",
        "_compiled",
        "before",
        "cost",
        "distance",
        "duration",
        "free_from",
        "insertions",
        "is_complex",
        "loads",
        "nearness",
        "nodes",
        "places",
        "vehicle",
    )

    def __init__(self, compiled: Compiled, vehicle: VehicleState, nodes: tuple[int, ...]) -> None:
        self._compiled = compiled
        self.vehicle = vehicle
        self.nodes = nodes
        self.free_from = len(vehicle.prefix)
        self.places = [vehicle.start, *(compiled.loc[node] for node in nodes)]
        self.insertions: dict[int, list[Insertion]] = {}
        self.nearness: dict[int, int] = {}
        self.is_complex = any(compiled.is_complex(node) for node in nodes)
        self.distance = route_distance(compiled, vehicle, self.places)
        self.loads = _loads(compiled, vehicle, nodes)
        self.duration = 0
        self.cost = 0
        self.before: list[Stretch] = []
        self._after: list[Stretch] | None = None

    @property
    def after(self) -> list[Stretch]:
        """Joined once an insertion is tried: a plan that is only written needs none of them."""
        if self._after is None:
            self._after = _backwards(self._compiled, self)
        return self._after


def build(compiled: Compiled, vehicle: VehicleState, nodes: tuple[int, ...]) -> Route | None:
    """The route of this order, None where it breaks a rule."""
    route = Route(compiled, vehicle, nodes)
    if not nodes:
        route.before = [(0, vehicle.ready, vehicle.close)]
        return route
    if not _fill_stretches(compiled, route):
        return None
    if route.is_complex:
        times = schedule(compiled, vehicle, nodes, shortest=not compiled.by_distance)
        if times is None:
            return None
        route.duration = times[-1] - times[0]
    if not vehicle.closed and not _within_limits(compiled, route):
        return None
    drive = route.distance if compiled.by_distance else route.duration
    chosen = (compiled.node_cost(node, vehicle.number) for node in nodes if compiled.choice_of[node] >= 0)
    route.cost = vehicle.fixed_cost + drive + sum(chosen)
    return route


def route_distance(compiled: Compiled, vehicle: VehicleState, places: Sequence[int]) -> int:
    """Metres along the places and to the end; an unused vehicle drives none."""
    metres = sum(compiled.distance[a][b] for a, b in itertools.pairwise(places))
    if vehicle.end >= 0 and len(places) > 1:
        metres += compiled.distance[places[-1]][vehicle.end]
    return metres


def count_visits(vehicle: VehicleState, places: Sequence[int]) -> int:
    """Visits with those done: consecutive steps at one location are one."""
    before = [vehicle.last_visit, *places]
    return vehicle.seen_visits + sum(a != b for a, b in zip(before, places, strict=False))


def _loads(compiled: Compiled, vehicle: VehicleState, nodes: tuple[int, ...]) -> list[Amounts]:
    loads = [vehicle.carried]
    for node in nodes:
        change = compiled.load[compiled.shipment_of[node]]
        if compiled.choice_of[node] < 0:
            loads.append(tuple(map(int.__add__, loads[-1], change)))
        else:
            loads.append(tuple(map(int.__sub__, loads[-1], change)))
    return loads


def _within_limits(compiled: Compiled, route: Route) -> bool:
    vehicle = route.vehicle
    if vehicle.max_stops is not None and count_visits(vehicle, route.places[1:]) > vehicle.max_stops:
        return False
    if vehicle.max_distance is not None and route.distance > vehicle.max_distance:
        return False
    if vehicle.max_duration is not None and route.duration > vehicle.max_duration:
        return False
    return all(
        _fits(compiled, route, place)
        for place in range(route.free_from, len(route.nodes))
        if compiled.choice_of[route.nodes[place]] < 0
    )


def _fits(compiled: Compiled, route: Route, place: int) -> bool:
    """Whether what is picked up at a place of the order finds capacity, in each dimension that it needs."""
    added = compiled.load[compiled.shipment_of[route.nodes[place]]]
    loads = zip(route.loads[place + 1], route.vehicle.capacity, added, strict=True)
    return all(load <= most or not more for load, most, more in loads)


def _fill_stretches(compiled: Compiled, route: Route) -> bool:
    """Join the stretches forwards; False where a window is missed."""
    vehicle, places = route.vehicle, route.places
    stretch: Stretch | None = (0, vehicle.ready, vehicle.close)
    for place, node in enumerate(route.nodes):
        assert stretch is not None
        route.before.append(stretch)
        gap = vehicle.edge[places[place]][places[place + 1]]
        stretch = join(stretch, gap, (compiled.service[node], compiled.lo[node], compiled.hi[node]))
        if stretch is None:
            return False
    assert stretch is not None
    route.before.append(stretch)
    whole = join(stretch, _home(route), (0, -NEVER, vehicle.close))
    if whole is None:
        return False
    route.duration = whole[0]
    return True


def _home(route: Route) -> int:
    vehicle = route.vehicle
    return vehicle.drive[route.places[-1]][vehicle.end] if vehicle.end >= 0 else 0


def _backwards(compiled: Compiled, route: Route) -> list[Stretch]:
    vehicle, places = route.vehicle, route.places
    stretch: Stretch = (0, -NEVER, vehicle.close)
    stretches = [stretch]
    gap = _home(route)
    for place in range(len(route.nodes) - 1, -1, -1):
        node = route.nodes[place]
        point = (compiled.service[node], compiled.lo[node], compiled.hi[node])
        joined = join(point, gap, stretch)
        assert joined is not None
        stretch = joined
        stretches.append(stretch)
        gap = vehicle.edge[places[place]][places[place + 1]]
    return stretches[::-1]


def join(first: Stretch, gap: int, second: Stretch) -> Stretch | None:
    """Two stretches with `gap` seconds between them, None where the second is reached too late."""
    away = first[0] + gap
    if first[1] + away > second[2]:
        return None
    wait = max(second[1] - away - first[2], 0)
    opens = max(second[1] - away, first[1]) - wait
    return away + second[0] + wait, opens, min(second[2] - away, first[2])
