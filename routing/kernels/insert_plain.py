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
    DROVE,
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
    OPENS,
    PICK,
    PLACE,
    R_METRES,
    R_VISITS,
    SERVED,
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


@inner
def best_plain(data: Data, work: Work, ship: int, vehicle: int, ways: int, room: bool, blink: float, bound: int) -> Any:
    """The cheapest insertion below `bound`: (added cost, places of pickup and delivery, node); node -1 if there is none.

    `ways` alternatives stand in `work.ways`; with `room` those without room are left out; a place is not seen with the
    chance `blink`.
    """
    opening = data.vehicles[vehicle, FIXED] if work.routes[slot_of(work, vehicle), COUNT] == 0 else 0
    best, best_first, best_last, best_node = bound - opening, 0, 0, -1
    for way in range(ways):
        node, extra = work.ways[way, 0], work.ways[way, 1]
        if room and not has_room(data, work, node):
            continue
        cost, first, last = _best_pair(data, work, ship, vehicle, node, blink, best - extra)
        if last >= 0:
            best, best_first, best_last, best_node = cost + extra, first, last, node
    return best + opening, best_first, best_last, best_node


@inner
def _best_pair(data: Data, work: Work, ship: int, vehicle: int, node: int, blink: float, bound: int) -> Any:
    """The cheapest insertion of a pickup and one delivery: (metres below `bound`, places); the last is -1 if there is none."""
    slot, edge = slot_of(work, vehicle), data.vehicles[vehicle, EDGE]
    points, count, line = work.points[slot], work.routes[slot, COUNT], work.line
    pickup, head = data.ships[ship, PICK], data.vehicles[vehicle, HEAD]
    there, to, closes = data.nodes[pickup, LOC], data.nodes[node, LOC], data.nodes[pickup, HI]
    drives_in, drives_out = data.into[edge, there], data.tables[edge, there]
    metres_in, metres_out = data.into[0, there], data.tables[0, there]
    straight = int(metres_out[to])
    best, best_first, best_last = bound, 0, -1
    _value_delivery(data, work, vehicle, slot, node)
    picked = data.nodes[pickup, LO] + data.nodes[pickup, SERVICE]
    for first in range(head, count + 1):
        depart, here = points[first, DEPART], points[first, PLACE]
        if depart > closes:
            break
        # What times alone rule out is passed over without a look at the tables, which is what takes long.
        if first < count and picked > points[first + 1, LATEST]:
            continue
        to_pickup = int(metres_in[here]) - (points[first, LEG] if count > 0 else 0)
        at_once = to_pickup + straight + _onward(data, work, vehicle, slot, first, to)
        detour = to_pickup + (metres_out[points[first + 1, PLACE]] if first < count else NEVER)
        if at_once >= best and detour + line[REST, first + 1] >= best:
            continue
        at = open_at(data, pickup, depart + drives_in[here])
        if at >= NEVER or not fits_load(data, work, vehicle, slot, ship, first):
            continue
        at += data.nodes[pickup, SERVICE]
        if at_once < best and _delivered(data, work, vehicle, slot, first, at + drives_out[to], node):
            if _allowed(data, work, vehicle, slot, first, first, there, node, at_once, blink):
                best, best_first, best_last = at_once, first, first
        if first == count or detour + line[REST, first + 1] >= best:
            continue
        arrival, last = at + drives_out[points[first + 1, PLACE]], first + 1
        while True:
            opens = points[last, OPENS]
            start = max(arrival, opens) if opens > -NEVER else open_at(data, points[last, NODE], arrival)
            if start > points[last, LATEST] or not fits_load(data, work, vehicle, slot, ship, last):
                break
            at = start + points[last, SERVED]
            cost = detour + line[DETOUR, last]
            if cost < best:
                reached = at + data.into[edge, to, points[last, PLACE]]
                if _delivered(data, work, vehicle, slot, last, reached, node):
                    if _allowed(data, work, vehicle, slot, first, last, there, node, cost, blink):
                        best, best_first, best_last = cost, first, last
            last += 1
            if last > count or detour + line[REST, last] >= best:
                break
            arrival = at + points[last, DROVE]
    return best, best_first, best_last


@inner
def _value_delivery(data: Data, work: Work, vehicle: int, slot: int, node: int) -> None:
    """Fill the two rows of scratch, from the last place to the first."""
    points, count = work.points[slot], work.routes[slot, COUNT]
    edge, to, closes = data.vehicles[vehicle, EDGE], data.nodes[node, LOC], data.nodes[node, HI]
    metres_in, metres_out = data.into[0, to], data.tables[0, to]
    drives_in, drives_out = data.into[edge, to], data.tables[edge, to]
    leaving = data.nodes[node, LO] + data.nodes[node, SERVICE]
    strict = data.flags[METRIC] != 0
    rest = NEVER
    for last in range(count, data.vehicles[vehicle, HEAD], -1):
        here, least = points[last, PLACE], NEVER
        too_early = last < count and leaving > points[last + 1, LATEST]
        too_late = strict and points[last, DEPART] > closes
        if not too_early and not too_late and (not strict or points[last, DEPART] + drives_in[here] <= closes):
            if last == count:
                least = int(metres_in[here]) - points[last, LEG] + _onward(data, work, vehicle, slot, last, to)
            else:
                onward = points[last + 1, PLACE]
                if not strict or leaving + drives_out[onward] <= points[last + 1, LATEST]:
                    least = int(metres_in[here]) + metres_out[onward] - points[last, LEG]
        rest = min(rest, least)
        work.line[DETOUR, last], work.line[REST, last] = least, rest


@inner
def _onward(data: Data, work: Work, vehicle: int, slot: int, last: int, to: int) -> int:
    """Metres from a place to what follows point `last`."""
    if last < work.routes[slot, COUNT]:
        return int(data.tables[0, to, work.points[slot, last + 1, PLACE]])
    home = data.vehicles[vehicle, END]
    return int(data.tables[0, to, home]) if home >= 0 else 0


@inner
def _delivered(data: Data, work: Work, vehicle: int, slot: int, last: int, reached: int, node: int) -> bool:
    """Whether a delivery that is reached then is in time, and all after point `last` then too."""
    start = open_at(data, node, reached)
    if start >= NEVER:
        return False
    leaving, to = start + data.nodes[node, SERVICE], data.nodes[node, LOC]
    if last < work.routes[slot, COUNT]:
        onward = work.points[slot, last + 1, PLACE]
        arrival = leaving + data.tables[data.vehicles[vehicle, EDGE], to, onward]
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
    blink: float,
) -> bool:
    """Whether it is seen, and stops and metres stay within the vehicle's limits."""
    if blink > 0.0 and draw(work.chance) < blink:
        return False
    if work.routes[slot, R_METRES] + metres > data.vehicles[vehicle, METRES]:
        return False
    if data.vehicles[vehicle, STOPS] >= NEVER:
        return True
    more = visits_added(data, work, vehicle, slot, first, last, there, data.nodes[node, LOC])
    return bool(work.routes[slot, R_VISITS] + more <= data.vehicles[vehicle, STOPS])


@kernel
def best_plain_delivery(data: Data, work: Work, vehicle: int, ways: int, room: bool, blink: float) -> Any:
    """The same for what is on board already, or will be before the search's own steps: the delivery alone."""
    slot, edge = slot_of(work, vehicle), data.vehicles[vehicle, EDGE]
    points, count = work.points[slot], work.routes[slot, COUNT]
    best, best_last, best_node = NEVER, 0, -1
    opening = data.vehicles[vehicle, FIXED] if count == 0 else 0
    for last in range(data.vehicles[vehicle, HEAD], count + 1):
        here = points[last, PLACE]
        for way in range(ways):
            node = work.ways[way, 0]
            to = data.nodes[node, LOC]
            metres = data.into[0, to, here] + _onward(data, work, vehicle, slot, last, to)
            metres -= points[last, LEG] if count > 0 else 0
            cost = metres + work.ways[way, 1] + opening
            reached = points[last, DEPART] + data.into[edge, to, here]
            if cost >= best or not _delivered(data, work, vehicle, slot, last, reached, node):
                continue
            if room and not has_room(data, work, node):
                continue
            if _allowed(data, work, vehicle, slot, last, last, -1, node, metres, blink):
                best, best_last, best_node = cost, last, node
    return best, best_last, best_last, best_node
