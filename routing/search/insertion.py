"""Best insertion: where one shipment fits into one route, which alternative it takes, and what that adds."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from routing.search.compiled import Compiled
from routing.search.route import Insertion, Route, Stretch, build, count_visits, join

CHOICES = 6
"""Where a shipment has more alternatives, only this many of least detour are tried in one route..."""
CHOICES_TRIED = 12
"""...unless it has no more than this."""
EXACT_TRIES = 60
"""Candidates of a route with ride limits or several windows that are timed exactly before giving up."""


def insertions(compiled: Compiled, route: Route, shipment: int) -> list[Insertion]:
    """The cheapest lawful insertion for each alternative, cheapest first; room is not looked at."""
    known = route.insertions.get(shipment)
    if known is None:
        known = _search(compiled, route, shipment) if _may_carry(compiled, route, shipment) else []
        route.insertions[shipment] = known
    return known


def inserted(compiled: Compiled, route: Route, shipment: int, found: Insertion) -> Route | None:
    """The route with an insertion made."""
    _, node, first, last = found
    nodes = route.nodes
    if shipment in compiled.carrier:
        order = (*nodes[:last], node, *nodes[last:])
    else:
        order = (*nodes[:first], compiled.pickup[shipment], *nodes[first:last], node, *nodes[last:])
    return build(compiled, route.vehicle, order)


def _may_carry(compiled: Compiled, route: Route, shipment: int) -> bool:
    vehicle = route.vehicle
    if vehicle.ready > vehicle.close:
        return False
    carrier = compiled.carrier.get(shipment)
    if carrier is not None:
        return carrier == vehicle.number and not vehicle.closed
    if vehicle.closed or shipment not in vehicle.allowed:
        return False
    return all(map(int.__le__, compiled.load[shipment], vehicle.capacity))


def _search(compiled: Compiled, route: Route, shipment: int) -> list[Insertion]:
    nodes = _nearest_choices(compiled, route, shipment)
    if shipment in compiled.carrier:
        raw = _places_of_delivery(compiled, route, nodes)
    else:
        raw = _places_of_both(compiled, route, shipment, nodes)
    number, fixed = route.vehicle.number, route.vehicle.fixed_cost
    held = route.cost - fixed - _drive(compiled, route) if route.nodes else 0
    added = {node: held + fixed + compiled.node_cost(node, number) - route.cost for node in nodes}
    raw = [(drive + added[node], node, first, last) for drive, node, first, last in raw]
    if _is_exact(compiled, route, shipment, nodes):
        return _best_each(compiled, route, shipment, raw)
    return _verified(compiled, route, shipment, raw)


def _drive(compiled: Compiled, route: Route) -> int:
    return route.distance if compiled.by_distance else route.duration


def _is_exact(compiled: Compiled, route: Route, shipment: int, nodes: Sequence[int]) -> bool:
    if route.is_complex or compiled.is_complex(compiled.pickup[shipment]):
        return False
    return not any(compiled.several[node] is not None for node in nodes)


def _best_each(compiled: Compiled, route: Route, shipment: int, raw: list[Insertion]) -> list[Insertion]:
    best: dict[int, Insertion] = {}
    for found in sorted(raw):
        if found[1] not in best and _within_counts(compiled, route, shipment, found):
            best[found[1]] = found
    return list(best.values())


def _verified(compiled: Compiled, route: Route, shipment: int, raw: list[Insertion]) -> list[Insertion]:
    """The cheapest of each alternative that an exact schedule accepts; `raw` costs are at most the true ones."""
    heapq.heapify(raw)
    best: dict[int, Insertion] = {}
    tries = 0
    while raw and tries < EXACT_TRIES:
        found = heapq.heappop(raw)
        known = best.get(found[1])
        if known is not None and found[0] >= known[0]:
            continue
        if not _within_counts(compiled, route, shipment, found):
            continue
        tries += 1
        made = inserted(compiled, route, shipment, found)
        if made is not None:
            exact = (made.cost - route.cost, *found[1:])
            best[found[1]] = min(known, exact) if known is not None else exact
    return sorted(best.values())


def _within_counts(compiled: Compiled, route: Route, shipment: int, found: Insertion) -> bool:
    vehicle = route.vehicle
    if vehicle.max_stops is None:
        return True
    _, node, first, last = found
    places = route.places[1:]
    here = [] if shipment in compiled.carrier else [compiled.loc[compiled.pickup[shipment]]]
    order = [*places[:first], *here, *places[first:last], compiled.loc[node], *places[last:]]
    return count_visits(vehicle, order) <= vehicle.max_stops


def _nearest_choices(compiled: Compiled, route: Route, shipment: int) -> list[int]:
    """The alternatives to try in this route: all of a few, else those of least detour."""
    nodes = compiled.deliveries[shipment]
    if len(nodes) <= CHOICES_TRIED:
        return nodes
    places = route.places[route.free_from :]
    if shipment not in compiled.carrier:
        places = [*places, compiled.loc[compiled.pickup[shipment]]]
    there = compiled.choice_places[shipment]
    edge = compiled.rough_edge[route.vehicle.speed_class]
    detour = edge[np.array(places)[:, None], there].min(axis=0) + compiled.choice_costs[shipment]
    if route.vehicle.end >= 0:
        detour += edge[there, route.vehicle.end] // 4
    return [nodes[place] for place in np.argsort(detour, kind="stable")[:CHOICES].tolist()]


def _places_of_delivery(compiled: Compiled, route: Route, nodes: Sequence[int]) -> list[Insertion]:
    """Insertions of what is on board already."""
    found: list[Insertion] = []
    for last in range(route.free_from, len(route.nodes) + 1):
        here = route.places[last]
        found.extend(
            (cost, node, last, last)
            for node, cost in _deliver(compiled, route, nodes, route.before[last], (here, last), 0)
        )
    return found


def _places_of_both(compiled: Compiled, route: Route, shipment: int, nodes: Sequence[int]) -> list[Insertion]:
    """All places of pickup and delivery that windows and loads allow."""
    vehicle, places, order = route.vehicle, route.places, route.nodes
    edge, distance = vehicle.edge, compiled.distance
    pickup = compiled.pickup[shipment]
    there, opens, closes = compiled.loc[pickup], compiled.lo[pickup], compiled.hi[pickup]
    point = (compiled.service[pickup], opens, closes)
    needs = [(k, vehicle.capacity[k] - more) for k, more in enumerate(compiled.load[shipment]) if more]
    full = [False] * len(places)
    for k, most in needs:
        full = [known or load[k] > most for known, load in zip(full, route.loads, strict=True)]
    found: list[Insertion] = []
    for first in range(route.free_from, len(order) + 1):
        stretch = route.before[first]
        if stretch[0] + stretch[1] > closes:
            break
        if full[first]:
            continue
        here = places[first]
        current = join(stretch, edge[here][there], point)
        extra = distance[here][there]
        here, last = there, first
        while current is not None:
            for node, cost in _deliver(compiled, route, nodes, current, (here, last), extra):
                found.append((cost, node, first, last))
            if last == len(order) or full[last + 1]:
                break
            node, place = order[last], places[last + 1]
            after = (compiled.service[node], compiled.lo[node], compiled.hi[node])
            current = join(current, edge[here][place], after)
            extra += distance[here][place] - distance[places[last]][place]
            here, last = place, last + 1
    return found


def _deliver(
    compiled: Compiled,
    route: Route,
    nodes: Sequence[int],
    current: Stretch,
    at: tuple[int, int],
    extra: int,
) -> list[tuple[int, int]]:
    """(node, duration or distance of the whole route) for each alternative delivered next, then the rest."""
    here, last = at
    vehicle = route.vehicle
    row, places = vehicle.edge[here], route.places
    length, opens, closes = current
    after_length, after_opens, after_closes = route.after[last]
    is_end = last == len(route.nodes)
    home = vehicle.end
    found = []
    for node in nodes:
        there = compiled.loc[node]
        away = length + row[there]
        node_closes = compiled.hi[node]
        if opens + away > node_closes:
            continue
        node_opens = compiled.lo[node]
        wait = max(node_opens - away - closes, 0)
        new_opens = max(node_opens - away, opens) - wait
        new_closes = min(node_closes - away, closes)
        away += compiled.service[node] + wait
        if not is_end:
            away += vehicle.edge[there][places[last + 1]]
        elif home >= 0:
            away += vehicle.drive[there][home]
        if new_opens + away > after_closes:
            continue
        total = away + after_length + max(after_opens - away - new_closes, 0)
        if vehicle.max_duration is not None and total > vehicle.max_duration:
            continue
        if compiled.by_distance or vehicle.max_distance is not None:
            metres = _metres(compiled, route, (here, there, last), extra)
            if vehicle.max_distance is not None and metres > vehicle.max_distance:
                continue
            if compiled.by_distance:
                total = metres
        found.append((node, total))
    return found


def _metres(compiled: Compiled, route: Route, legs: tuple[int, int, int], extra: int) -> int:
    """Metres of the route once `there` is visited between `here` and point `last` + 1."""
    here, there, last = legs
    distance, places, home = compiled.distance, route.places, route.vehicle.end
    metres = route.distance + extra + distance[here][there]
    if last < len(route.nodes):
        onward = places[last + 1]
    elif home >= 0:
        onward = home
        if not route.nodes:
            return metres + distance[there][home]
    else:
        return metres
    return metres + distance[there][onward] - distance[places[last]][onward]
