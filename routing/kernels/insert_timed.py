"""Where one shipment fits into one route at least cost, where durations, ride limits or several windows count.

Stretches of route are joined in constant time (the source is named in `routing.search.route`). Ride limits and several
windows make that a lower bound; then the cheapest candidates are timed exactly, until the next bound is no better.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.chance import draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.insert_plain import fits_load
from routing.kernels.layout import (
    B_CLOSES,
    B_LONG,
    B_OPENS,
    BY_DISTANCE,
    CARRIER,
    COMPLEX,
    COUNT,
    DRIVE,
    DURATION,
    EDGE,
    END,
    F_CLOSES,
    F_LONG,
    F_OPENS,
    FIXED,
    HAS_METRES,
    HEAD,
    HI,
    LO,
    LOC,
    METRES,
    NEVER,
    NODE,
    PICK,
    PLACE,
    R_COMPLEX,
    R_LONG,
    R_METRES,
    R_VISITS,
    SERVICE,
    STOPS,
    Data,
    Work,
)
from routing.kernels.slots import delivery_cost, has_room, slot_of
from routing.kernels.timing import STEP, exact_span
from routing.kernels.visits import visits_added

EXACT_TRIES = 40
"""Candidates of one route that are timed exactly before giving up."""


@kernel
def best_timed(data: Data, work: Work, ship: int, vehicle: int, ways: int, room: bool, blink: float, bound: int) -> Any:
    """The cheapest insertion below `bound`, as `insert_plain.best_plain` says."""
    slot = slot_of(work, vehicle)
    route = work.routes[slot]
    exact = route[R_COMPLEX] | data.ships[ship, COMPLEX]
    drive = route[R_METRES] if data.flags[BY_DISTANCE] else route[R_LONG]
    opening = data.vehicles[vehicle, FIXED] if route[COUNT] == 0 else 0
    # The cheapest so far where it is exact; where it is a bound, candidates are kept in `work.tried`.
    found = 0
    best, best_first, best_last, best_node = bound, 0, 0, -1
    if data.ships[ship, CARRIER] >= 0:
        for last in range(data.vehicles[vehicle, HEAD], route[COUNT] + 1):
            point = work.points[slot, last]
            stretch = (point[F_LONG], point[F_OPENS], point[F_CLOSES])
            for way in range(ways):
                node = work.ways[way, 0]
                cost = _delivered(data, work, vehicle, slot, stretch, point[PLACE], last, node, 0)
                cost += opening + work.ways[way, 1] - drive
                if cost >= best or (room and not has_room(data, work, node)):
                    continue
                if not _few_visits(data, work, vehicle, slot, last, last, -1, node):
                    continue
                if exact:
                    found = _keep(work, found, cost, last, last, node)
                else:
                    best, best_first, best_last, best_node = cost, last, last, node
    else:
        there = data.nodes[data.ships[ship, PICK], LOC]
        for first in range(data.vehicles[vehicle, HEAD], route[COUNT] + 1):
            if not fits_load(data, work, vehicle, slot, ship, first):
                continue
            state, stretch, extra = _picked(data, work, vehicle, slot, first, ship)
            if state == 1:
                break
            if state == 2:
                continue
            here, last = there, first
            while True:
                for way in range(ways):
                    node = work.ways[way, 0]
                    cost = _delivered(data, work, vehicle, slot, stretch, here, last, node, extra)
                    cost += opening + work.ways[way, 1] - drive
                    if cost >= best or (blink > 0.0 and draw(work.chance) < blink):
                        continue
                    if room and not has_room(data, work, node):
                        continue
                    if not _few_visits(data, work, vehicle, slot, first, last, there, node):
                        continue
                    if exact:
                        found = _keep(work, found, cost, first, last, node)
                    else:
                        best, best_first, best_last, best_node = cost, first, last, node
                if last == route[COUNT] or not fits_load(data, work, vehicle, slot, ship, last + 1):
                    break
                onward = work.points[slot, last + 1, PLACE]
                extra += data.tables[0, here, onward] - data.tables[0, work.points[slot, last, PLACE], onward]
                lawful, stretch = _onward(data, work, vehicle, slot, stretch, here, last)
                if not lawful:
                    break
                here = onward
                last += 1
    if exact:
        return _timed_exactly(data, work, ship, vehicle, slot, found, opening, bound)
    return best, best_first, best_last, best_node


@inner
def _picked(data: Data, work: Work, vehicle: int, slot: int, first: int, ship: int) -> Any:
    """(0 reached in time, 1 too late here and after, 2 too late here), the stretch up to the pickup, metres to it."""
    point, pickup = work.points[slot, first], data.ships[ship, PICK]
    there = data.nodes[pickup, LOC]
    opens, closes = data.nodes[pickup, LO], data.nodes[pickup, HI]
    if point[F_LONG] + point[F_OPENS] > closes:
        return 1, (0, 0, 0), 0
    away = point[F_LONG] + data.tables[data.vehicles[vehicle, EDGE], point[PLACE], there]
    if point[F_OPENS] + away > closes:
        return 2, (0, 0, 0), 0
    wait = max(opens - away - point[F_CLOSES], 0)
    long = away + data.nodes[pickup, SERVICE] + wait
    joined = (long, max(opens - away, point[F_OPENS]) - wait, min(closes - away, point[F_CLOSES]))
    return 0, joined, data.tables[0, point[PLACE], there]


@inner
def _onward(data: Data, work: Work, vehicle: int, slot: int, stretch: Any, here: int, last: int) -> Any:
    """Whether the step after point `last` is still reached in time, and the stretch up to it."""
    step, place = work.points[slot, last + 1, NODE], work.points[slot, last + 1, PLACE]
    long, opens, closes = stretch
    away = long + data.tables[data.vehicles[vehicle, EDGE], here, place]
    step_opens, step_closes = data.nodes[step, LO], data.nodes[step, HI]
    if opens + away > step_closes:
        return False, stretch
    wait = max(step_opens - away - closes, 0)
    long = away + data.nodes[step, SERVICE] + wait
    return True, (long, max(step_opens - away, opens) - wait, min(step_closes - away, closes))


@inner
def _delivered(
    data: Data, work: Work, vehicle: int, slot: int, stretch: Any, here: int, last: int, node: int, extra: int
) -> int:
    """Seconds or metres of the whole route once a delivery follows the stretch; 2 * NEVER where it is too late."""
    long, opens, closes = stretch
    edge, home = data.vehicles[vehicle, EDGE], data.vehicles[vehicle, END]
    to, count = data.nodes[node, LOC], work.routes[slot, COUNT]
    node_opens, node_closes = data.nodes[node, LO], data.nodes[node, HI]
    away = long + data.tables[edge, here, to]
    if opens + away > node_closes:
        return 2 * NEVER
    wait = max(node_opens - away - closes, 0)
    new_opens, new_closes = max(node_opens - away, opens) - wait, min(node_closes - away, closes)
    away += data.nodes[node, SERVICE] + wait
    if last < count:
        away += data.tables[edge, to, work.points[slot, last + 1, PLACE]]
    elif home >= 0:
        away += data.tables[data.vehicles[vehicle, DRIVE], to, home]
    rest = work.points[slot, last]
    if new_opens + away > rest[B_CLOSES]:
        return 2 * NEVER
    total = away + rest[B_LONG] + max(rest[B_OPENS] - away - new_closes, 0)
    if total > data.vehicles[vehicle, DURATION]:
        return 2 * NEVER
    if data.flags[BY_DISTANCE] or data.flags[HAS_METRES]:
        metres = work.routes[slot, R_METRES] + extra + data.tables[0, here, to]
        if last < count:
            onward = work.points[slot, last + 1, PLACE]
            metres += data.tables[0, to, onward] - data.tables[0, work.points[slot, last, PLACE], onward]
        elif home >= 0:
            metres += data.tables[0, to, home]
            if count > 0:
                metres -= data.tables[0, work.points[slot, last, PLACE], home]
        if metres > data.vehicles[vehicle, METRES]:
            return 2 * NEVER
        if data.flags[BY_DISTANCE]:
            return int(metres)
    return int(total)


@inner
def _few_visits(data: Data, work: Work, vehicle: int, slot: int, first: int, last: int, there: int, node: int) -> bool:
    stops = data.vehicles[vehicle, STOPS]
    if stops >= NEVER:
        return True
    more = visits_added(data, work, vehicle, slot, first, last, there, data.nodes[node, LOC])
    return bool(work.routes[slot, R_VISITS] + more <= stops)


@inner
def _keep(work: Work, found: int, cost: int, first: int, last: int, node: int) -> int:
    """Put a candidate in its place among the cheapest bounds; how many there are now."""
    tried = work.tried
    if found == EXACT_TRIES:
        if cost >= tried[found - 1, 0]:
            return found
        found -= 1
    place = found
    while place > 0 and tried[place - 1, 0] > cost:
        for column in range(4):
            tried[place, column] = tried[place - 1, column]
        place -= 1
    tried[place, 0], tried[place, 1], tried[place, 2], tried[place, 3] = cost, first, last, node
    return found + 1


@kernel
def _timed_exactly(
    data: Data, work: Work, ship: int, vehicle: int, slot: int, found: int, opening: int, least: int
) -> Any:
    """The cheapest of the candidates by exact times."""
    best, best_first, best_last, best_node = least, 0, 0, -1
    by_distance = data.flags[BY_DISTANCE] != 0
    count = work.routes[slot, COUNT]
    carried = data.ships[ship, CARRIER] >= 0
    for place in range(found):
        bound, first = work.tried[place, 0], work.tried[place, 1]
        last, node = work.tried[place, 2], work.tried[place, 3]
        if bound >= best:
            break
        length = 0
        for point in range(count + 1):
            if point == first and not carried:
                work.line[STEP, length] = data.ships[ship, PICK]
                length += 1
            if point == last:
                work.line[STEP, length] = node
                length += 1
            if point < count:
                work.line[STEP, length] = work.points[slot, point + 1, NODE]
                length += 1
        span = exact_span(data, work, vehicle, length, not by_distance)
        if span < 0:
            continue
        cost = bound
        if not by_distance:
            cost = span - work.routes[slot, R_LONG] + opening + delivery_cost(data, node, vehicle)
        if cost < best:
            best, best_first, best_last, best_node = cost, first, last, node
    return best, best_first, best_last, best_node
