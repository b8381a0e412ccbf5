"""Where one shipment fits into one route at least cost, where nothing but windows and the shift bounds the time.

A first pass values every place of the delivery alone. Then each place of the pickup is valued; only where the two together can
be cheaper than what is known, the time is carried on from step to step and the delivery judged by the latest start of the
step that would follow it.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.chance import draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    CLOSE,
    COUNT,
    DEPART,
    DRIVE,
    EDGE,
    END,
    FIXED,
    HEAD,
    HI,
    LATEST,
    LEG,
    LO,
    LOC,
    METRES,
    METRIC,
    NEVER,
    NODE,
    PICK,
    PLACE,
    R_METRES,
    R_VISITS,
    SERVICE,
    STOPS,
    Data,
    Work,
)
from routing.kernels.slots import has_room, slot_of
from routing.kernels.visits import visits_added
from routing.kernels.windows import open_at

DETOUR, REST = 0, 1
"""Rows of the scratch: least metres that a delivery at this place adds, and the same over this place and all after it."""


@inner
def fits_load(data: Data, work: Work, vehicle: int, slot: int, ship: int, point: int) -> bool:
    """Whether the vehicle, on leaving a point, has capacity left for a shipment."""
    for key in range(data.loads.shape[1]):
        more = data.loads[ship, key]
        if more > 0 and work.on_board[slot, point, key] + more > data.capacity[vehicle, key]:
            return False
    return True


@kernel
def best_plain(data: Data, work: Work, ship: int, vehicle: int, ways: int, room: bool, blink: float, bound: int) -> Any:
    """The cheapest insertion below `bound`: (added cost, places of pickup and delivery, node); node -1 if there is none.

    `ways` alternatives stand in `work.ways`; with `room` those without room are left out; a place is not seen with the
    chance `blink`.
    """
    slot = slot_of(work, vehicle)
    points, count = work.points[slot], work.routes[slot, COUNT]
    table = data.tables[data.vehicles[vehicle, EDGE]]
    metres, nodes, line = data.tables[0], data.nodes, work.line
    pickup, head = data.ships[ship, PICK], data.vehicles[vehicle, HEAD]
    there, closes, service = nodes[pickup, LOC], nodes[pickup, HI], nodes[pickup, SERVICE]
    opening = data.vehicles[vehicle, FIXED] if count == 0 else 0
    best, best_first, best_last, best_node = bound - opening, 0, 0, -1
    _value_deliveries(data, work, vehicle, slot, ways)
    for first in range(head, count + 1):
        depart, here = points[first, DEPART], points[first, PLACE]
        if depart > closes:
            break
        at = open_at(data, pickup, depart + table[here, there])
        if at >= NEVER or not fits_load(data, work, vehicle, slot, ship, first):
            continue
        at += service
        to_pickup = metres[here, there] - (points[first, LEG] if count > 0 else 0)
        cost, node = _delivered(
            data, work, vehicle, slot, first, first, there, there, at, to_pickup, ways, room, blink, best
        )
        if node >= 0:
            best, best_first, best_last, best_node = cost, first, first, node
        if first == count:
            break
        onward = points[first + 1, PLACE]
        detour = to_pickup + metres[there, onward]
        if detour + line[REST, first + 1] >= best:
            continue
        arrival, last = at + table[there, onward], first + 1
        while True:
            step = points[last, NODE]
            start = open_at(data, step, arrival)
            if start > points[last, LATEST] or not fits_load(data, work, vehicle, slot, ship, last):
                break
            at = start + nodes[step, SERVICE]
            if detour + line[DETOUR, last] < best:
                place, before = points[last, PLACE], detour - points[last, LEG]
                cost, node = _delivered(
                    data, work, vehicle, slot, first, last, there, place, at, before, ways, room, blink, best
                )
                if node >= 0:
                    best, best_first, best_last, best_node = cost, first, last, node
            last += 1
            if last > count or detour + line[REST, last] >= best:
                break
            arrival = at + table[points[last - 1, PLACE], points[last, PLACE]]
    return best + opening, best_first, best_last, best_node


@inner
def _value_deliveries(data: Data, work: Work, vehicle: int, slot: int, ways: int) -> None:
    """Fill the two rows of scratch, from the last place to the first."""
    points, count = work.points[slot], work.routes[slot, COUNT]
    edge, home = data.vehicles[vehicle, EDGE], data.vehicles[vehicle, END]
    strict = data.flags[METRIC] != 0
    rest = NEVER
    for last in range(count, data.vehicles[vehicle, HEAD], -1):
        here, least = points[last, PLACE], NEVER
        for way in range(ways):
            node = work.ways[way, 0]
            to = data.nodes[node, LOC]
            if strict and points[last, DEPART] + data.tables[edge, here, to] > data.nodes[node, HI]:
                continue
            cost = data.tables[0, here, to] + work.ways[way, 1] - points[last, LEG]
            if last < count:
                onward = points[last + 1, PLACE]
                leaving = data.nodes[node, LO] + data.nodes[node, SERVICE]
                if strict and leaving + data.tables[edge, to, onward] > points[last + 1, LATEST]:
                    continue
                cost += data.tables[0, to, onward]
            elif home >= 0:
                cost += data.tables[0, to, home]
            least = min(least, cost)
        rest = min(rest, least)
        work.line[DETOUR, last], work.line[REST, last] = least, rest


@inner
def _delivered(
    data: Data,
    work: Work,
    vehicle: int,
    slot: int,
    first: int,
    last: int,
    there: int,
    here: int,
    at: int,
    before: int,
    ways: int,
    room: bool,
    blink: float,
    bound: int,
) -> Any:
    """The cheapest delivery after point `last`, or after the pickup: (added metres and cost below `bound`, node), or node -1.

    It is driven to from `here` at `at`; `before` are the metres that the way to there adds, less the leg that is left out.
    """
    best, best_node = bound, -1
    for way in range(ways):
        node = work.ways[way, 0]
        to = data.nodes[node, LOC]
        metres = before + data.tables[0, here, to] + _onward(data, work, vehicle, slot, last, to)
        cost = metres + work.ways[way, 1]
        if cost >= best or not _in_time(data, work, vehicle, slot, last, here, at, node):
            continue
        if _allowed(data, work, vehicle, slot, first, last, there, node, metres, room, blink):
            best, best_node = cost, node
    return best, best_node


@inner
def _onward(data: Data, work: Work, vehicle: int, slot: int, last: int, to: int) -> int:
    """Metres from a place to what follows point `last`."""
    if last < work.routes[slot, COUNT]:
        return int(data.tables[0, to, work.points[slot, last + 1, PLACE]])
    home = data.vehicles[vehicle, END]
    return int(data.tables[0, to, home]) if home >= 0 else 0


@inner
def _in_time(data: Data, work: Work, vehicle: int, slot: int, last: int, here: int, at: int, node: int) -> bool:
    """Whether a delivery that is driven to from `here` at `at` is in time, and all after point `last` then too."""
    edge, to = data.vehicles[vehicle, EDGE], data.nodes[node, LOC]
    reached = open_at(data, node, at + data.tables[edge, here, to])
    if reached >= NEVER:
        return False
    leaving = reached + data.nodes[node, SERVICE]
    if last < work.routes[slot, COUNT]:
        arrival = leaving + data.tables[edge, to, work.points[slot, last + 1, PLACE]]
        return bool(arrival <= work.points[slot, last + 1, LATEST])
    home = data.vehicles[vehicle, END]
    if home >= 0:
        leaving += data.tables[data.vehicles[vehicle, DRIVE], to, home]
    return bool(leaving <= data.vehicles[vehicle, CLOSE])


@inner
def _allowed(
    data: Data,
    work: Work,
    vehicle: int,
    slot: int,
    first: int,
    last: int,
    there: int,
    node: int,
    metres: int,
    room: bool,
    blink: float,
) -> bool:
    """Whether it is seen, the receiver has room, and stops and metres stay within the vehicle's limits."""
    if blink > 0.0 and draw(work.chance) < blink:
        return False
    if room and not has_room(data, work, node):
        return False
    if work.routes[slot, R_METRES] + metres > data.vehicles[vehicle, METRES]:
        return False
    if data.vehicles[vehicle, STOPS] >= NEVER:
        return True
    more = visits_added(data, work, vehicle, slot, first, last, there, data.nodes[node, LOC])
    return bool(work.routes[slot, R_VISITS] + more <= data.vehicles[vehicle, STOPS])


@kernel
def best_plain_delivery(data: Data, work: Work, vehicle: int, ways: int, room: bool) -> Any:
    """The same for what is on board already, or will be before the search's own steps: the delivery alone."""
    slot = slot_of(work, vehicle)
    points, count = work.points[slot], work.routes[slot, COUNT]
    best, best_last, best_node = NEVER, 0, -1
    opening = data.vehicles[vehicle, FIXED] if count == 0 else 0
    for last in range(data.vehicles[vehicle, HEAD], count + 1):
        here = points[last, PLACE]
        for way in range(ways):
            node = work.ways[way, 0]
            to = data.nodes[node, LOC]
            metres = data.tables[0, here, to] + _onward(data, work, vehicle, slot, last, to)
            metres -= points[last, LEG] if count > 0 else 0
            cost = metres + work.ways[way, 1] + opening
            if cost >= best or not _in_time(data, work, vehicle, slot, last, here, points[last, DEPART], node):
                continue
            if _allowed(data, work, vehicle, slot, last, last, -1, node, metres, room, 0.0):
                best, best_last, best_node = cost, last, node
    return best, best_last, best_last, best_node
