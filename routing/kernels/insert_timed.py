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
    METRIC,
    NEVER,
    NODE,
    PICK,
    PLACE,
    R_COMPLEX,
    R_LONG,
    R_METRES,
    R_VISITS,
    R_WAIT,
    SERVICE,
    STOPS,
    Data,
    Work,
)
from routing.kernels.recount import delivery_cost
from routing.kernels.slots import has_room, slot_of
from routing.kernels.timing import STEP, exact_span
from routing.kernels.visits import visits_added

EXACT_TRIES = 60
"""Candidates of one route that are timed exactly before no more places are looked at."""


@kernel
def best_timed(data: Data, work: Work, ship: int, vehicle: int, ways: int, room: bool, blink: float, bound: int) -> Any:
    """The cheapest insertion below `bound`, as `insert_plain.best_plain` says."""
    slot = slot_of(work, vehicle)
    route = work.routes[slot]
    count, carried = route[COUNT], data.ships[ship, CARRIER] >= 0
    exact = route[R_COMPLEX] | data.ships[ship, COMPLEX]
    opening = data.vehicles[vehicle, FIXED] if count == 0 else 0
    # What is driven and served can only fill the time that is waited now; no more than that is gained.
    slack = 0 if data.flags[BY_DISTANCE] else route[R_WAIT]
    best, best_first, best_last, best_node = bound - opening, 0, 0, -1
    tries = EXACT_TRIES
    there = data.nodes[data.ships[ship, PICK], LOC]
    _value_deliveries(data, work, vehicle, slot, ways)
    for first in range(data.vehicles[vehicle, HEAD], count + 1):
        state, stretch, detour, metres = _begun(data, work, vehicle, slot, first, ship, carried)
        if state == TOO_LATE:
            break
        if state == NOT_HERE or detour - slack >= best:
            continue
        here, last = (work.points[slot, first, PLACE], first) if carried else (there, first)
        while True:
            for way in range(ways):
                node = work.ways[way, 0]
                if last == first and not carried:
                    least = _at_once(data, work, vehicle, slot, first, there, node) + work.ways[way, 1]
                else:
                    least = detour + work.detours[last, way]
                if least - slack >= best:
                    continue
                cost = _delivered(data, work, vehicle, slot, stretch, here, last, node, metres)
                cost += work.ways[way, 1] - (route[R_METRES] if data.flags[BY_DISTANCE] else route[R_LONG])
                if cost >= best or (blink > 0.0 and draw(work.chance) < blink):
                    continue
                if room and not has_room(data, work, node):
                    continue
                if not _few_visits(data, work, vehicle, slot, first, last, -1 if carried else there, node):
                    continue
                if exact:
                    tries -= 1
                    cost = _timed_exactly(data, work, ship, vehicle, slot, first, last, node, cost, carried)
                if cost < best:
                    best, best_first, best_last, best_node = cost, first, last, node
            if carried or last == count or tries <= 0 or not fits_load(data, work, vehicle, slot, ship, last + 1):
                break
            onward = work.points[slot, last + 1, PLACE]
            metres += data.tables[0, here, onward] - data.tables[0, work.points[slot, last, PLACE], onward]
            lawful, stretch = _onward(data, work, vehicle, slot, stretch, here, last)
            if not lawful:
                break
            here = onward
            last += 1
    return best + opening, best_first, best_last, best_node


@inner
def _value_deliveries(data: Data, work: Work, vehicle: int, slot: int, ways: int) -> None:
    """What each alternative adds after each point at the least: metres, or seconds driven and served; NEVER if too late."""
    points, count = work.points[slot], work.routes[slot, COUNT]
    edge, home = data.vehicles[vehicle, EDGE], data.vehicles[vehicle, END]
    table = 0 if data.flags[BY_DISTANCE] else edge
    strict = data.flags[METRIC] != 0
    for last in range(data.vehicles[vehicle, HEAD], count + 1):
        here, leaving = points[last, PLACE], points[last, F_LONG] + points[last, F_OPENS]
        for way in range(ways):
            node = work.ways[way, 0]
            to = data.nodes[node, LOC]
            if strict and leaving + data.into[edge, to, here] > data.nodes[node, HI]:
                work.detours[last, way] = NEVER
                continue
            added = data.into[table, to, here] + work.ways[way, 1]
            if last < count:
                onward = points[last + 1, PLACE]
                added += data.tables[table, to, onward] - data.tables[table, here, onward]
            elif home >= 0:
                back = table if data.flags[BY_DISTANCE] else data.vehicles[vehicle, DRIVE]
                added += data.tables[back, to, home] - (data.into[back, home, here] if count > 0 else 0)
            work.detours[last, way] = added + (0 if data.flags[BY_DISTANCE] else data.nodes[node, SERVICE])


@inner
def _at_once(data: Data, work: Work, vehicle: int, slot: int, first: int, there: int, node: int) -> int:
    """The same for a pickup at `there` and its delivery right after it, of which the service of the delivery alone is counted."""
    count, home = work.routes[slot, COUNT], data.vehicles[vehicle, END]
    by_distance = data.flags[BY_DISTANCE] != 0
    table = 0 if by_distance else data.vehicles[vehicle, EDGE]
    here, to = work.points[slot, first, PLACE], data.nodes[node, LOC]
    added = data.into[table, there, here] + data.tables[table, there, to]
    if first < count:
        onward = work.points[slot, first + 1, PLACE]
        added += data.tables[table, to, onward] - data.tables[table, here, onward]
    elif home >= 0:
        back = 0 if by_distance else data.vehicles[vehicle, DRIVE]
        added += data.tables[back, to, home] - (data.into[back, home, here] if count > 0 else 0)
    return added + (0 if by_distance else data.nodes[node, SERVICE])


TOO_LATE, NOT_HERE, REACHED = range(3)


@inner
def _begun(data: Data, work: Work, vehicle: int, slot: int, first: int, ship: int, carried: bool) -> Any:
    """How a stretch begins with a pickup after point `first`, or right there where the shipment is carried already.

    (whether it is in time, the stretch, what the pickup adds at the least if a step follows before the delivery, its metres)
    """
    point = work.points[slot, first]
    if carried:
        return REACHED, (point[F_LONG], point[F_OPENS], point[F_CLOSES]), 0, 0
    if not fits_load(data, work, vehicle, slot, ship, first):
        return NOT_HERE, (0, 0, 0), 0, 0
    state, stretch, metres = _picked(data, work, vehicle, slot, first, ship)
    if state != REACHED or first == work.routes[slot, COUNT]:
        return state, stretch, -NEVER if state == REACHED else 0, metres
    there, here = data.nodes[data.ships[ship, PICK], LOC], point[PLACE]
    onward = work.points[slot, first + 1, PLACE]
    table = 0 if data.flags[BY_DISTANCE] else data.vehicles[vehicle, EDGE]
    detour = data.into[table, there, here] + data.tables[table, there, onward] - data.tables[table, here, onward]
    if not data.flags[BY_DISTANCE]:
        detour += data.nodes[data.ships[ship, PICK], SERVICE]
    if not data.flags[METRIC]:
        # The way by the pickup to a delivery may be shorter than the way straight on: it bounds nothing by itself.
        return state, stretch, min(detour, 0), metres
    return state, stretch, detour, metres


@inner
def _picked(data: Data, work: Work, vehicle: int, slot: int, first: int, ship: int) -> Any:
    """(whether it is reached in time), the stretch up to the pickup, metres to it."""
    point, pickup = work.points[slot, first], data.ships[ship, PICK]
    there = data.nodes[pickup, LOC]
    opens, closes = data.nodes[pickup, LO], data.nodes[pickup, HI]
    if point[F_LONG] + point[F_OPENS] > closes:
        return TOO_LATE, (0, 0, 0), 0
    away = point[F_LONG] + data.into[data.vehicles[vehicle, EDGE], there, point[PLACE]]
    if point[F_OPENS] + away > closes:
        return NOT_HERE, (0, 0, 0), 0
    wait = max(opens - away - point[F_CLOSES], 0)
    long = away + data.nodes[pickup, SERVICE] + wait
    joined = (long, max(opens - away, point[F_OPENS]) - wait, min(closes - away, point[F_CLOSES]))
    return REACHED, joined, data.into[0, there, point[PLACE]]


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
    away = long + data.into[edge, to, here]
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
        metres = work.routes[slot, R_METRES] + extra + data.into[0, to, here]
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


@kernel
def _timed_exactly(
    data: Data,
    work: Work,
    ship: int,
    vehicle: int,
    slot: int,
    first: int,
    last: int,
    node: int,
    bound: int,
    carried: bool,
) -> int:
    """What an insertion adds by exact times, at least `bound`; NEVER where it is not lawful."""
    count = work.routes[slot, COUNT]
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
    held = work.routes[slot, R_LONG] - delivery_cost(data, node, vehicle)
    by_distance = data.flags[BY_DISTANCE] != 0
    span = exact_span(data, work, vehicle, length, not by_distance, bound + held)
    if span < 0:
        return NEVER
    return bound if by_distance else span - held
