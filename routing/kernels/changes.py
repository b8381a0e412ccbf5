"""Changes of a plan that goes on being driven: one shipment more or less, without loading the plan again.

What is known of insertions into routes that do not change stays known (`Work.known`), so that the next change is cheap.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    AT,
    BEST,
    BEST_PLAN,
    CHOICE,
    COUNT,
    HEAD,
    MARK,
    NODE,
    ORDER,
    PARTS,
    SHIP,
    T_ORDER,
    T_STAMP,
    TOUCHED_AT,
    Data,
    Work,
)
from routing.kernels.objective import drops_of_absent, keep_best, recount, recount_touched
from routing.kernels.recount import refresh
from routing.kernels.recreate import prune, recreate
from routing.kernels.ruin import drop_marked
from routing.kernels.slots import begin, bring_back, leave_out, slot_of, take_room

AWAY = -2
"""In `AT`: neither in a route nor absent, for it is not to be carried by anybody any more."""


@kernel
def admit(data: Data, work: Work, ship: int) -> None:
    """One shipment more: it is absent, and nothing is known of it."""
    for vehicle in range(data.vehicles.shape[0]):
        work.known[ship, vehicle, 0] = 0
    leave_out(work, ship)
    recount(data, work, work.totals)
    keep_best(data, work)


@kernel
def put_in(data: Data, work: Work, wanted: Any, scope: int, blink: float, at_any_price: bool) -> None:
    """Insert the shipments of `wanted` that are absent, one after the other, each where it costs least."""
    begin(work)
    old = drops_of_absent(data, work)
    for place in range(wanted.shape[0]):
        work.ships[place, ORDER] = wanted[place]
    work.totals[T_ORDER] = wanted.shape[0]
    recreate(data, work, scope, blink, at_any_price)
    prune(data, work)
    recount_touched(data, work, work.totals, old)
    keep_best(data, work)


@kernel
def take_away(data: Data, work: Work, ship: int) -> None:
    """A shipment is not to be carried any more; what cannot be driven without it becomes absent."""
    begin(work)
    vehicle = work.ships[ship, AT]
    if vehicle >= 0:
        work.ships[ship, MARK] = work.totals[T_STAMP]
        drop_marked(data, work, vehicle)
    bring_back(work, ship, AWAY)
    recount(data, work, work.totals)
    keep_best(data, work)


@kernel
def retell(data: Data, work: Work, vehicles: Any, ships: Any) -> None:
    """People know the plan now: count the routes of `vehicles` again; `ships` cost something else elsewhere than before."""
    for place in range(vehicles.shape[0]):
        refresh(data, work, vehicles[place])
    for place in range(ships.shape[0]):
        for vehicle in range(data.vehicles.shape[0]):
            work.known[ships[place], vehicle, 0] = 0
    recount(data, work, work.totals)
    keep_best(data, work)


@kernel
def return_to_best(data: Data, work: Work) -> None:
    """The best plan becomes the current one again; routes that are the same in both are left as they are."""
    begin(work)
    stamp = work.totals[T_STAMP]
    for vehicle in range(data.vehicles.shape[0]):
        if _is_best(data, work, vehicle):
            continue
        work.vehicles[vehicle, TOUCHED_AT] = stamp
        slot = slot_of(work, vehicle)
        for point in range(data.vehicles[vehicle, HEAD] + 1, work.routes[slot, COUNT] + 1):
            node = work.points[slot, point, NODE]
            if data.nodes[node, CHOICE] >= 0:
                leave_out(work, data.nodes[node, SHIP])
                take_room(data, work, node, -1)
    for vehicle in range(data.vehicles.shape[0]):
        if work.vehicles[vehicle, TOUCHED_AT] == stamp:
            _drive_best(data, work, vehicle)
    for place in range(PARTS):
        work.totals[place] = work.others[BEST_PLAN, place]


@kernel
def _is_best(data: Data, work: Work, vehicle: int) -> bool:
    slot = slot_of(work, vehicle)
    if work.routes[slot, COUNT] != work.vehicles[vehicle, BEST]:
        return False
    for point in range(data.vehicles[vehicle, HEAD] + 1, work.routes[slot, COUNT] + 1):
        if work.points[slot, point, NODE] != work.best[vehicle, point]:
            return False
    return True


@kernel
def _drive_best(data: Data, work: Work, vehicle: int) -> None:
    slot, count = slot_of(work, vehicle), work.vehicles[vehicle, BEST]
    work.routes[slot, COUNT] = count
    for point in range(data.vehicles[vehicle, HEAD] + 1, count + 1):
        node = work.best[vehicle, point]
        work.points[slot, point, NODE] = node
        if data.nodes[node, CHOICE] >= 0:
            bring_back(work, data.nodes[node, SHIP], vehicle)
            take_room(data, work, node, 1)
    refresh(data, work, vehicle)
