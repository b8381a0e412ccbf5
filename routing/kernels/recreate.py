"""Brings absent shipments back, one after the other, each where it costs least but for blinks."""

from __future__ import annotations

from routing.kernels.chance import below, draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.insertion import cheapest_listed, list_vehicles
from routing.kernels.layout import (
    ABSENT,
    ABSENT_AT,
    AT,
    CARRIER,
    CHOICE,
    COUNT,
    DROP,
    EDGE,
    HEAD,
    HI,
    KEY,
    LO,
    LOC,
    MUST,
    NODE,
    ORDER,
    PENALTY,
    PICK,
    PLAIN_TIME,
    PRICED,
    R_COST,
    SHIP,
    START,
    T_ABSENT,
    T_ORDER,
    T_TOUCHED,
    TOUCHED,
    WEIGHT,
    Data,
    Work,
)
from routing.kernels.recount import refresh
from routing.kernels.ruin import drop_route
from routing.kernels.slots import bring_back, note, slot_of, take_room, touch

BLINK = 0.01
"""Chance that a place, or a whole route, is not seen (beta of the paper)."""
AFRESH, AFRESH_TIMED = 0.1, 0.03
"""How often (the second: where it is dear) each place is valued anew, with blinks by place; else by memory, blinks by route."""
RETRIED = 12
"""Of those that were absent before this trial, at most so many are tried again in it."""


@kernel
def insert(data: Data, work: Work, ship: int, vehicle: int, first: int, last: int, node: int) -> bool:
    """Bring a shipment into a route; False, and nothing changed but the version, where exact times do not allow it."""
    touch(work, vehicle)
    slot = slot_of(work, vehicle)
    points, count = work.points[slot], work.routes[slot, COUNT]
    more = 1 if data.ships[ship, CARRIER] >= 0 else 2
    for point in range(count, last, -1):
        points[point + more, NODE] = points[point, NODE]
    points[last + more, NODE] = node
    if more == 2:
        for point in range(last, first, -1):
            points[point + 1, NODE] = points[point, NODE]
        points[first + 1, NODE] = data.ships[ship, PICK]
    work.routes[slot, COUNT] = count + more
    if refresh(data, work, vehicle):
        note(work, ship, node)
        bring_back(work, ship, vehicle)
        take_room(data, work, node, 1)
        return True
    kept = 0
    for point in range(1, count + more + 1):
        step = points[point, NODE]
        if step != node and (more == 1 or step != data.ships[ship, PICK]):
            kept += 1
            points[kept, NODE] = step
    work.routes[slot, COUNT] = kept
    refresh(data, work, vehicle)
    return False


@inner
def pays(data: Data, ship: int, cost: int) -> bool:
    """Whether serving a shipment is worth this much; always, where values have no price."""
    if not data.flags[PRICED] or data.ships[ship, MUST]:
        return True
    return bool((cost - data.ships[ship, DROP]) * 1_000_000 < data.ships[ship, PENALTY])


@kernel
def recreate(data: Data, work: Work, scope: int, blink: float, at_any_price: bool) -> None:
    """Insert each shipment of the list ORDER (the first T_ORDER of it) that fits somewhere, and pays."""
    afresh = blink > 0.0 and draw(work.chance) < (AFRESH if data.flags[PLAIN_TIME] else AFRESH_TIMED)
    insert_all(data, work, scope, afresh, blink, at_any_price)


@kernel
def insert_all(data: Data, work: Work, scope: int, afresh: bool, blink: float, at_any_price: bool) -> None:
    """The same, by values that are known or `afresh`, as `cheapest` says."""
    list_vehicles(data, work, scope)
    for place in range(work.totals[T_ORDER]):
        ship = work.ships[place, ORDER]
        if work.ships[ship, AT] != -1:
            continue
        price, vehicle, first, last, node = cheapest_listed(data, work, ship, afresh, blink)
        if vehicle < 0 or not (at_any_price or pays(data, ship, price)):
            continue
        unused = work.routes[slot_of(work, vehicle), COUNT] == 0
        if insert(data, work, ship, vehicle, first, last, node) and unused:
            list_vehicles(data, work, scope)


@kernel
def order_absent(data: Data, work: Work, long_absent: int, retried: int) -> None:
    """Whom to insert, in one of several orders: all that this trial took out, `retried` of the `long_absent` at the most."""
    count = 0
    absent = work.totals[T_ABSENT]
    chosen = long_absent if long_absent <= retried else retried
    for k in range(chosen):
        if long_absent > retried:
            swap = k + below(work.chance, long_absent - k)
            here, there = work.ships[k, ABSENT], work.ships[swap, ABSENT]
            work.ships[k, ABSENT], work.ships[swap, ABSENT] = there, here
            work.ships[there, ABSENT_AT], work.ships[here, ABSENT_AT] = k, swap
        work.ships[count, ORDER] = work.ships[k, ABSENT]
        count += 1
    for k in range(long_absent, absent):
        work.ships[count, ORDER] = work.ships[k, ABSENT]
        count += 1
    work.totals[T_ORDER] = count
    kind = draw(work.chance)
    for k in range(count):
        work.ships[k, KEY] = _key(data, work, work.ships[k, ORDER], kind)
    _sort(work, count)


@inner
def _key(data: Data, work: Work, ship: int, kind: float) -> int:
    """What is inserted first has the lowest: required, then by chance, value, size, distance, or narrowness in time."""
    key = draw(work.chance) * (1 << 40)
    pickup = data.ships[ship, PICK]
    if kind < 0.30:
        pass
    elif kind < 0.55:
        if data.flags[PRICED]:
            key = -float(data.ships[ship, WEIGHT])
        else:
            key = -float(data.loads[ship, 0]) if data.loads.shape[1] > 0 else key
    elif kind < 0.80:
        away = float(data.tables[data.vehicles[0, EDGE], data.vehicles[0, START], data.nodes[pickup, LOC]])
        key = -away if kind < 0.70 else away
    elif kind < 0.92:
        key = float(data.nodes[pickup, HI] - data.nodes[pickup, LO])
    else:
        key = float(data.nodes[pickup, HI])
    if not data.ships[ship, MUST]:
        key += 1e15
    return int(key)


@inner
def _sort(work: Work, count: int) -> None:
    """Order the first `count` of the list ORDER by their keys: by insertion where they are few, else by halves (Shell)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for place in range(gap, count):
            ship, key = work.ships[place, ORDER], work.ships[place, KEY]
            before = place
            while before >= gap and work.ships[before - gap, KEY] > key:
                work.ships[before, ORDER], work.ships[before, KEY] = (
                    work.ships[before - gap, ORDER],
                    work.ships[before - gap, KEY],
                )
                before -= gap
            work.ships[before, ORDER], work.ships[before, KEY] = ship, key
        gap //= 3


@kernel
def prune(data: Data, work: Work) -> None:
    """Where value has a price, close the touched routes that do not earn their cost."""
    if not data.flags[PRICED]:
        return
    for place in range(work.totals[T_TOUCHED]):
        vehicle = work.vehicles[place, TOUCHED]
        slot = slot_of(work, vehicle)
        if data.vehicles[vehicle, HEAD] > 0 or work.routes[slot, COUNT] == 0:
            continue
        worth, must = 0, False
        for point in range(1, work.routes[slot, COUNT] + 1):
            node = work.points[slot, point, NODE]
            ship = data.nodes[node, SHIP]
            if data.nodes[node, CHOICE] >= 0:
                worth += data.ships[ship, PENALTY] + data.ships[ship, DROP] * 1_000_000
                must = must or data.ships[ship, MUST] != 0
        if not must and work.routes[slot, R_COST] * 1_000_000 > worth:
            drop_route(data, work, vehicle)
