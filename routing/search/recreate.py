"""Brings absent shipments back, one after the other, each where it costs least."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from routing.search.compiled import PER_VALUE, Compiled
from routing.search.insertion import inserted, insertions
from routing.search.route import Insertion, Route
from routing.search.state import State

NEAR_ROUTES = 14
"""With more routes than this, only those whose places are nearest are tried..."""
NEW_ROUTE = 1 << 48
"""What opening a route counts for where fewest routes come first."""
BLINK = 0.01
"""Chance that a place is not seen: Christiaens and Vanden Berghe, "Slack induction by string removals" (2020)."""
BLIND = 0.3
"""The same chance in some rebuildings, for what is only found by a detour through worse plans..."""
BLIND_SHARE, BLIND_SHARE_LARGE, LARGE = 0.25, 0.03, 60
"""...in this share of them, the second where there are more shipments than the third."""


def recreate(
    state: State,
    order: Iterable[int],
    *,
    random: Random | None = None,
    at_any_price: bool = False,
    is_over: Callable[[], bool] | None = None,
) -> None:
    """Insert each shipment of `order` that fits somewhere; where value has a price, that pays, unless told.

    What is absent when `is_over` says so stays absent.
    """
    compiled = state.compiled
    blink = 0.0
    if random is not None:
        share = BLIND_SHARE if len(compiled.pickup) <= LARGE else BLIND_SHARE_LARGE
        blink = BLIND if random.random() < share else BLINK
    for shipment in order:
        if is_over is not None and is_over():
            return
        best = cheapest(state, shipment, random=random, blink=blink)
        if best is None:
            continue
        if not at_any_price and not pays(compiled, shipment, best[0][0]):
            continue
        found, route = best
        made = inserted(compiled, route, shipment, found)
        if made is not None:
            state.put(shipment, found, made)


def pays(compiled: Compiled, shipment: int, cost: int) -> bool:
    """Whether serving a shipment is worth this much; always, where values have no price."""
    if compiled.worth is None or compiled.must[shipment]:
        return True
    return cost < compiled.worth * compiled.weight[shipment] / PER_VALUE + compiled.drop_cost[shipment]


def cheapest(
    state: State,
    shipment: int,
    *,
    random: Random | None = None,
    blink: float = 0.0,
    widely: bool = True,
) -> tuple[Insertion, Route] | None:
    """The cheapest insertion over the routes near by that have room for it, `widely` over all where they do not fit.

    Some places are not seen, by the chance `blink`.
    """
    compiled = state.compiled
    best: tuple[Insertion, Route] | None = None
    best_price = 0
    for route in _routes_to_try(state, shipment, widely=widely):
        opening = NEW_ROUTE if compiled.vehicles_first and not route.nodes else 0
        for found in insertions(compiled, route, shipment):
            if best is not None and found[0] + opening >= best_price:
                break
            if random is not None and random.random() < blink:
                continue
            if state.has_room(found[1]):
                best, best_price = (found, route), found[0] + opening
                break
    return best


def _routes_to_try(state: State, shipment: int, *, widely: bool) -> list[Route]:
    """Routes that may carry a shipment: of unused twins the first, of many the nearest."""
    compiled = state.compiled
    carrier = compiled.carrier.get(shipment)
    if carrier is not None:
        return [state.routes[carrier]]
    seen: set[int] = set()
    routes: list[Route] = []
    for route in state.routes:
        vehicle = route.vehicle
        if vehicle.closed or shipment not in vehicle.allowed:
            continue
        if not route.nodes and vehicle.twin_of >= 0:
            if vehicle.twin_of in seen:
                continue
            seen.add(vehicle.twin_of)
        routes.append(route)
    if len(routes) > NEAR_ROUTES:
        routes.sort(key=lambda route: _nearness(compiled, route, shipment))
        tried = routes[:NEAR_ROUTES]
        rest = routes[NEAR_ROUTES:]
        if widely and not any(insertions(compiled, route, shipment) for route in tried):
            return rest
        return tried
    return routes


def _nearness(compiled: Compiled, route: Route, shipment: int) -> int:
    """The least detour for the pickup, windows of the route's steps roughly looked at."""
    known = route.nearness.get(shipment)
    if known is not None:
        return known
    edge, home, places = route.vehicle.edge, route.vehicle.end, route.places
    pickup = compiled.pickup[shipment]
    there, closes, opens = compiled.loc[pickup], compiled.hi[pickup], compiled.lo[pickup]
    back = edge[there]
    best = 1 << 40
    for point in range(route.free_from, len(places)):
        here = places[point]
        stretch = route.before[point]
        away = edge[here][there]
        if stretch[0] + stretch[1] + away > closes:
            break
        wait = max(opens - away - stretch[0] - stretch[2], 0)
        onward = places[point + 1] if point + 1 < len(places) else home
        detour = away + wait // 2
        if onward >= 0:
            detour += back[onward] - (edge[here][onward] if route.nodes else 0)
        best = min(best, detour)
    route.nearness[shipment] = best
    return best
