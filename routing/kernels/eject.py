"""Ejection: an absent shipment goes into a route that one or two others, who were absent less often, leave for it.

After the guided ejection search of Y. Nagata and S. Kobayashi, "Guided Ejection Search for the Pickup and Delivery Problem
with Time Windows", PPSN XI (2010), with the counters of absences as its penalties. Theirs takes the least penalty whatever it
is, and moves at random between; here it must be less than that of whoever comes in, and trials of `fleet.py` lie between.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.chance import below
from routing.kernels.compiling import inner, kernel
from routing.kernels.insertion import cheapest_listed, may_carry
from routing.kernels.layout import (
    ABSENCES,
    CHOICE,
    COUNT,
    HEAD,
    KEY,
    LISTED,
    MARK,
    NODE,
    ORDER,
    SHIP,
    T_ABSENT,
    T_LISTED,
    T_STAMP,
    Data,
    Work,
)
from routing.kernels.objective import drops_of_absent, recount_touched
from routing.kernels.ordering import sort_order
from routing.kernels.recreate import insert
from routing.kernels.ruin import drop_marked
from routing.kernels.slots import begin, slot_of, undo

EACH = 30
"""What leaving out anybody counts, in absences: or many that never were absent would be as good to leave out as one."""
MOST_LOOKS = 10_000
"""After so many ways were looked at no further route is, so that one ejection does not take long in the longest routes."""


@inner
def unease(work: Work, ship: int) -> int:
    """How much it weighs that a shipment is left out: how often it was before, and so much for each."""
    return int(EACH + work.ships[ship, ABSENCES])


@kernel
def eject(data: Data, work: Work, ship: int) -> bool:
    """Bring in an absent shipment for one or two of a route, of the least unease, below its own; False where there are none."""
    vehicles = data.vehicles.shape[0]
    begin_at, least = below(work.chance, vehicles), unease(work, ship)
    best, one, other, looks = -1, -1, -1, 0
    for place in range(vehicles):
        vehicle = (begin_at + place) % vehicles
        if work.routes[slot_of(work, vehicle), COUNT] == 0 or not may_carry(data, ship, vehicle):
            continue
        count = _line_up(data, work, vehicle, least)
        less, a, b, more = _least_of(data, work, ship, vehicle, count, least)
        looks += more
        if less < least:
            best, one, other, least = vehicle, a, b, less
        if looks > MOST_LOOKS:
            break
    return best >= 0 and _exchange(data, work, ship, best, one, other)


@inner
def _line_up(data: Data, work: Work, vehicle: int, below_this: int) -> int:
    """The list ORDER becomes who is free in a route and of less unease, least first; how many."""
    slot, count = slot_of(work, vehicle), 0
    for point in range(data.vehicles[vehicle, HEAD] + 1, work.routes[slot, COUNT] + 1):
        node = work.points[slot, point, NODE]
        ship = data.nodes[node, SHIP]
        if data.nodes[node, CHOICE] >= 0 and unease(work, ship) < below_this:
            work.ships[count, ORDER], work.ships[count, KEY] = ship, unease(work, ship)
            count += 1
    sort_order(work, count)
    return count


@inner
def _least_of(data: Data, work: Work, ship: int, vehicle: int, count: int, below_this: int) -> Any:
    """(unease, one, another or the same, ways looked at) of those in ORDER without whom a shipment fits, or `below_this`."""
    least, one, other, looks = below_this, -1, -1, 0
    for first in range(count):
        # Alone, then with those after it: as all are in order, nothing beyond the first that is too much can be less.
        for second in range(first, count):
            total = work.ships[first, KEY] + (work.ships[second, KEY] if second > first else 0)
            if total >= least:
                break
            a, b, looks = work.ships[first, ORDER], work.ships[second, ORDER], looks + 1
            if _leave(data, work, ship, vehicle, a, b)[0] >= 0:
                least, one, other = total, a, b
            undo(data, work)
    return least, one, other, looks


@kernel
def _leave(data: Data, work: Work, ship: int, vehicle: int, one: int, other: int) -> Any:
    """Take one or two out of a route, as a trial; where a shipment fits then: (vehicle or -1, places, node)."""
    begin(work)
    absent = work.totals[T_ABSENT] + (1 if one == other else 2)
    work.ships[one, MARK] = work.ships[other, MARK] = work.totals[T_STAMP]
    drop_marked(data, work, vehicle)
    # Where the rest cannot be driven without them, all of it went out.
    if work.totals[T_ABSENT] != absent:
        return -1, 0, 0, -1
    work.vehicles[0, LISTED], work.totals[T_LISTED] = vehicle, 1
    _, found, first, last, node = cheapest_listed(data, work, ship, True, 0.0)
    return found, first, last, node


@kernel
def _exchange(data: Data, work: Work, ship: int, vehicle: int, one: int, other: int) -> bool:
    """Do so for good; False, and nothing done, where exact times do not allow it."""
    drops = drops_of_absent(data, work)
    found, first, last, node = _leave(data, work, ship, vehicle, one, other)
    if found < 0 or not insert(data, work, ship, found, first, last, node):
        undo(data, work)
        return False
    recount_touched(data, work, work.totals, drops)
    return True
