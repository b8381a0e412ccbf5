"""Who could take a shipment, and for how much: one route, or the cheapest of all."""

from __future__ import annotations

from typing import Any

from routing.kernels.chance import draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.insert_plain import best_plain, best_plain_delivery
from routing.kernels.insert_timed import best_timed
from routing.kernels.layout import (
    CARRIER,
    CHOICES,
    CLOSE,
    CLOSED,
    COST,
    COUNT,
    EDGE,
    HAS_ROOM,
    HEAD,
    LISTED,
    LOC,
    NEVER,
    PICK,
    PLACE,
    PLAIN_TIME,
    READY,
    SKILLS,
    T_LISTED,
    T_STAMP,
    T_TWIN,
    TOUCHED_AT,
    TWIN,
    TWIN_AT,
    VEHICLES_FIRST,
    VERSION,
    Data,
    Work,
)
from routing.kernels.recount import delivery_cost
from routing.kernels.slots import has_room, slot_of

MANY, FEW = 16, 8
"""Of more alternatives than the first, only the second many of least detour are tried in one route."""
NEW_ROUTE = 1 << 48
"""What opening a route counts for where fewest routes come first."""
ANYWHERE, OPEN_ROUTES = 0, 1
"""Whether unused vehicles may be taken."""
STALE, UNKNOWN, BOUNDED, EXACT = range(4)
"""What is known of a shipment's insertion into a route: something of the route as it was before other trials changed it, nothing
(never valued, or changed in this trial), a bound, the cheapest."""
PASSED_OVER = 0.9
"""How often a route is not valued anew that before those changes was dearer than what is found already. With many routes most of
the time went into routes that had changed far away."""


@inner
def may_carry(data: Data, ship: int, vehicle: int) -> bool:
    """Whether skills, size and what is settled already allow it at all."""
    facts = data.vehicles[vehicle]
    if facts[READY] > facts[CLOSE] or facts[CLOSED]:
        return False
    carrier = data.ships[ship, CARRIER]
    if carrier >= 0:
        return bool(carrier == vehicle)
    if data.skilled[facts[SKILLS], ship] == 0:
        return False
    for key in range(data.loads.shape[1]):
        if data.loads[ship, key] > data.capacity[vehicle, key]:
            return False
    return True


@inner
def best_in_route(data: Data, work: Work, ship: int, vehicle: int, room: bool, blink: float, bound: int) -> Any:
    """The cheapest insertion into one route: (added cost, places of pickup and delivery, node).

    Node -1 and the cost `bound` where there is none, be it that it would not cost less than `bound`.
    """
    ways = _choose_ways(data, work, ship, vehicle)
    for way in range(ways):
        work.ways[way, 1] = delivery_cost(data, work.ways[way, 0], vehicle)
    if not data.flags[PLAIN_TIME]:
        return best_timed(data, work, ship, vehicle, ways, room, blink, bound)
    if data.ships[ship, CARRIER] >= 0:
        return best_plain_delivery(data, work, vehicle, ways, room, blink)
    return best_plain(data, work, ship, vehicle, ways, room, blink, bound)


@inner
def _choose_ways(data: Data, work: Work, ship: int, vehicle: int) -> int:
    """Write the alternatives to try into `work.ways`: all of a few, else those of least detour."""
    pickup, choices = data.ships[ship, PICK], data.ships[ship, CHOICES]
    if choices <= MANY:
        for way in range(choices):
            work.ways[way, 0] = pickup + 1 + way
        return int(choices)
    slot = slot_of(work, vehicle)
    edge, there = data.vehicles[vehicle, EDGE], data.nodes[pickup, LOC]
    kept = 0
    for way in range(choices):
        node = pickup + 1 + way
        to = data.nodes[node, LOC]
        detour = data.tables[edge, there, to]
        for point in range(data.vehicles[vehicle, HEAD], work.routes[slot, COUNT] + 1):
            detour = min(detour, data.into[edge, to, work.points[slot, point, PLACE]])
        detour += data.nodes[node, COST]
        if kept == FEW and detour >= work.ways[kept - 1, 1]:
            continue
        place = kept if kept < FEW else kept - 1
        while place > 0 and work.ways[place - 1, 1] > detour:
            work.ways[place, 1], work.ways[place, 0] = work.ways[place - 1, 1], work.ways[place - 1, 0]
            place -= 1
        work.ways[place, 1], work.ways[place, 0] = detour, node
        kept = min(kept + 1, FEW)
    return kept


@kernel
def list_vehicles(data: Data, work: Work, scope: int) -> None:
    """List who may take a shipment: the routes, and unless `scope` is OPEN_ROUTES one unused vehicle of each kind."""
    count = 0
    work.totals[T_TWIN] += 1
    for vehicle in range(data.vehicles.shape[0]):
        unused = work.routes[slot_of(work, vehicle), COUNT] == 0
        if not unused or (scope == ANYWHERE and _first_of_its_kind(data, work, vehicle)):
            work.vehicles[count, LISTED] = vehicle
            count += 1
    work.totals[T_LISTED] = count


@kernel
def cheapest(data: Data, work: Work, ship: int, scope: int, afresh: bool, blink: float) -> Any:
    """The cheapest insertion over all routes: (price, vehicle or -1, places, node), as `cheapest_listed` says."""
    list_vehicles(data, work, scope)
    return cheapest_listed(data, work, ship, afresh, blink)


@kernel
def cheapest_listed(data: Data, work: Work, ship: int, afresh: bool, blink: float) -> Any:
    """The cheapest insertion over the vehicles that are listed: (price, vehicle or -1, places, node).

    `afresh` values every place anew and may miss each by the chance `blink`; else whole routes are missed by it, and those come
    first of which most is known, for they bound what the others have to be valued for. The price of a new route counts
    `NEW_ROUTE` more where fewest routes come first.
    """
    best, best_vehicle, best_first, best_last, best_node = NEVER, -1, 0, 0, -1
    only = data.ships[ship, CARRIER]
    # False where values are to be remembered: those do not look at room. A constant would be compiled for by itself.
    room = afresh and data.flags[HAS_ROOM] != 0
    opening_price = NEW_ROUTE if only < 0 and data.flags[VEHICLES_FIRST] else 0
    for state in range(UNKNOWN if afresh else EXACT, UNKNOWN - 1 if afresh else STALE - 1, -1):
        for place in range(work.totals[T_LISTED] if only < 0 else 1):
            vehicle = only if only >= 0 else work.vehicles[place, LISTED]
            opening = opening_price if work.routes[slot_of(work, vehicle), COUNT] == 0 else 0
            bound = best - opening
            if bound <= 0 and opening > 0:
                continue
            if not afresh and (_known(work, ship, vehicle) != state or (blink > 0.0 and draw(work.chance) < blink)):
                continue
            if state == STALE and best_vehicle >= 0 and work.known[ship, vehicle, 1] >= bound:
                if draw(work.chance) < PASSED_OVER:
                    continue
            cost, first, last, node = _valued(data, work, ship, vehicle, room, bound, state, afresh, blink)
            if node >= 0 and cost < bound:
                best, best_vehicle, best_first, best_last, best_node = cost + opening, vehicle, first, last, node
    return best, best_vehicle, best_first, best_last, best_node


@inner
def _known(work: Work, ship: int, vehicle: int) -> int:
    """How much is known of the cheapest insertion into a route."""
    known = work.known[ship, vehicle]
    if known[0] == work.routes[slot_of(work, vehicle), VERSION]:
        return EXACT if known[2] >= 0 else BOUNDED
    if known[0] == 0 or work.vehicles[vehicle, TOUCHED_AT] == work.totals[T_STAMP]:
        return UNKNOWN
    return STALE


@inner
def _valued(
    data: Data,
    work: Work,
    ship: int,
    vehicle: int,
    room: bool,
    bound: int,
    state: int,
    afresh: bool,
    blink: float,
) -> Any:
    """The cheapest insertion into a route that has room, from memory as far as it goes; node -1 if none is below `bound`."""
    known = work.known[ship, vehicle]
    if state >= BOUNDED and known[1] >= bound:
        return bound, 0, 0, -1
    if state <= UNKNOWN and not may_carry(data, ship, vehicle):
        if not afresh:
            known[0], known[1], known[2] = work.routes[slot_of(work, vehicle), VERSION], NEVER, -1
        return bound, 0, 0, -1
    cost, packed = known[1], known[2]
    first, last, node = packed >> 42, (packed >> 20) & 0x3FFFFF, data.ships[ship, PICK] + 1 + (packed & 0xFFFFF)
    looks, places = state < EXACT, blink if afresh else 0.0
    # A loop around the one call, for it is compiled in place: first without a look at room, then, where that was amiss, with.
    while True:
        if looks:
            cost, first, last, node = best_in_route(data, work, ship, vehicle, room, places, bound)
            if not afresh and not room:
                _remember(data, work, ship, vehicle, cost, first, last, node)
        if room or not data.flags[HAS_ROOM] or node < 0 or cost >= bound or has_room(data, work, node):
            return cost, first, last, node
        room = looks = True


@inner
def _remember(data: Data, work: Work, ship: int, vehicle: int, cost: int, first: int, last: int, node: int) -> None:
    """Keep what was found in a route as it is now, be it that nothing is below `cost`."""
    known = work.known[ship, vehicle]
    known[0], known[1], known[2] = work.routes[slot_of(work, vehicle), VERSION], cost, -1
    if node >= 0:
        known[2] = (first << 42) | (last << 20) | (node - data.ships[ship, PICK] - 1)


@inner
def _first_of_its_kind(data: Data, work: Work, vehicle: int) -> bool:
    """Whether no unused vehicle that is the same in all but name was looked at before."""
    twin = data.vehicles[vehicle, TWIN]
    if twin < 0:
        return True
    if work.vehicles[twin, TWIN_AT] == work.totals[T_TWIN]:
        return False
    work.vehicles[twin, TWIN_AT] = work.totals[T_TWIN]
    return True
