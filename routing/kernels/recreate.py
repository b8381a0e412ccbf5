"""Brings absent shipments back, one after the other, each where it costs least but for blinks."""

from __future__ import annotations

from routing.kernels.chance import draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.insertion import ANYWHERE, OPEN_ROUTES, cheapest_listed, list_vehicles
from routing.kernels.layout import (
    ABSENCES,
    AT,
    CARRIER,
    CHOICE,
    COUNT,
    DROP,
    HEAD,
    MUST,
    NODE,
    ORDER,
    PENALTY,
    PICK,
    PLAIN_TIME,
    PRICED,
    R_COST,
    SHIP,
    T_ORDER,
    T_TOUCHED,
    T_USED,
    TOUCHED,
    VEHICLES_FIRST,
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
SHORT, LONG, REOPENED = 10.0, 16.0, 0.1
"""Where fewest routes come first: an emptied vehicle may go out again always where routes have up to SHORT steps in the mean, and
this often where they have LONG or more; else others have to take what it had."""


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


@inner
def values_afresh(data: Data, work: Work, blink: float) -> bool:
    """Whether this trial values each place anew."""
    return blink > 0.0 and draw(work.chance) < (AFRESH if data.flags[PLAIN_TIME] else AFRESH_TIMED)


@kernel
def recreate(data: Data, work: Work, scope: int, blink: float, at_any_price: bool) -> None:
    """Insert each shipment of the list ORDER (the first T_ORDER of it) that fits somewhere, and pays."""
    insert_all(data, work, scope, values_afresh(data, work, blink), blink, at_any_price)


@kernel
def insert_all(data: Data, work: Work, scope: int, afresh: bool, blink: float, at_any_price: bool) -> None:
    """The same, by values that are known or `afresh`, as `cheapest` says."""
    list_vehicles(data, work, scope)
    for place in range(work.totals[T_ORDER]):
        ship = work.ships[place, ORDER]
        if work.ships[ship, AT] != -1:
            continue
        insert_cheapest(data, work, ship, scope, afresh, blink, at_any_price)


@kernel
def recreate_whole(data: Data, work: Work) -> bool:
    """The same where a plan that leaves anybody out is of no use: False as soon as somebody does not fit, who is counted.

    Where fewest routes come first, none is opened but sometimes where this trial has emptied one.
    """
    scope = ANYWHERE
    if data.flags[VEHICLES_FIRST] and not (_has_emptied(work) and draw(work.chance) < _reopened(data, work)):
        scope = OPEN_ROUTES
    afresh = values_afresh(data, work, BLINK)
    list_vehicles(data, work, scope)
    for place in range(work.totals[T_ORDER]):
        ship = work.ships[place, ORDER]
        if not insert_cheapest(data, work, ship, scope, afresh, BLINK, True):
            work.ships[ship, ABSENCES] += 1
            return False
    return True


@inner
def _reopened(data: Data, work: Work) -> float:
    """How often an emptied vehicle may go out again, by the mean length of routes."""
    steps = 2.0 * data.ships.shape[0] / max(work.totals[T_USED], 1)
    return max(REOPENED, min(1.0, (LONG - steps) / (LONG - SHORT)))


@inner
def _has_emptied(work: Work) -> bool:
    """Whether this trial has left a vehicle with nothing to do."""
    for place in range(work.totals[T_TOUCHED]):
        if work.routes[slot_of(work, work.vehicles[place, TOUCHED]), COUNT] == 0:
            return True
    return False


@inner
def insert_cheapest(
    data: Data, work: Work, ship: int, scope: int, afresh: bool, blink: float, at_any_price: bool
) -> bool:
    """Insert one shipment where it costs least of the vehicles that are listed; False where it fits nowhere, or does not pay."""
    price, vehicle, first, last, node = cheapest_listed(data, work, ship, afresh, blink)
    if vehicle < 0 or not (at_any_price or pays(data, ship, price)):
        return False
    unused = work.routes[slot_of(work, vehicle), COUNT] == 0
    if not insert(data, work, ship, vehicle, first, last, node):
        return False
    if unused:
        list_vehicles(data, work, scope)
    return True


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
