"""The search for fewer routes, and for a plan that serves everybody: who is absent is brought in, guided by how often each was.

After the fleet minimisation of J. Christiaens and G. Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
Problems", Transportation Science 54 (2020), with ejections between its trials (`eject.py`).
"""

from __future__ import annotations

import math

from routing.kernels.chance import below, draw
from routing.kernels.compiling import kernel
from routing.kernels.eject import eject, unease
from routing.kernels.insertion import list_vehicles
from routing.kernels.layout import (
    ABSENCES,
    ABSENT,
    CARRIER,
    CHOICE,
    COUNT,
    HEAD,
    NODE,
    ORDER,
    PARTS,
    SHIP,
    T_ABSENT,
    T_COST,
    T_ORDER,
    T_USED,
    TRIAL,
    Data,
    Work,
)
from routing.kernels.objective import drops_of_absent, recount, recount_touched
from routing.kernels.ordering import order_absent
from routing.kernels.recreate import BLINK, insert_cheapest, values_afresh
from routing.kernels.ruin import drop_route, ruin
from routing.kernels.slots import begin, slot_of, undo

MOST_ABSENT = 4
"""Beyond so many absent, a plan that leaves out more is not accepted, however seldom those were left out before."""
SEED_ABSENT = 0.8
"""How often a ruin begins at an absent shipment: oftener than for cost, for it is there that room is wanted."""
HARD_FIRST = 0.8
"""How often those come first who were left out oftenest."""
EJECTED, SHORT = 0.05, 25
"""How often a trial is an ejection where routes have so many steps or fewer: it takes as long as some twenty of the others.
Where they are longer, as much rarer as its pairs are more."""


@kernel
def serve_all(data: Data, work: Work, scope: int, iterations: int, heat: float, mean_out: float) -> int:
    """Bring in who is absent, into routes that `scope` allows; ends after so many trials, or as soon as nobody is absent.

    How many were done. The counters of absences live on from call to call.
    """
    length = 2 * data.ships.shape[0] / max(work.totals[T_USED], 1)
    ejected = EJECTED * min(1.0, SHORT / length) ** 2
    for done in range(iterations):
        absent = work.totals[T_ABSENT]
        if absent == 0:
            return done
        if draw(work.chance) < ejected:
            eject(data, work, work.ships[below(work.chance, absent), ABSENT])
        else:
            _rebuild(data, work, scope, heat, mean_out)
    return iterations


@kernel
def _rebuild(data: Data, work: Work, scope: int, heat: float, mean_out: float) -> None:
    """One ruin and recreate: kept where the absent are fewer or were so less often; where as often, by cost and `heat`."""
    trial, before = work.others[TRIAL], work.totals[T_ABSENT]
    begin(work)
    drops, old = drops_of_absent(data, work), 0
    for place in range(before):
        old += unease(work, work.ships[place, ABSENT])
    ruin(data, work, mean_out, SEED_ABSENT)
    order_absent(data, work, before, before, HARD_FIRST)
    new = _bring_in(data, work, scope, heat > 0.0, before, old)
    if new < 0:
        undo(data, work)
        return
    for place in range(PARTS):
        trial[place] = work.totals[place]
    recount_touched(data, work, trial, drops)
    worse = float(trial[T_COST] - work.totals[T_COST])
    fewer = work.totals[T_ABSENT] < before
    few = work.totals[T_ABSENT] <= max(before, MOST_ABSENT)
    if fewer or (new < old and few) or (new == old and worse < -heat * math.log(1.0 - draw(work.chance))):
        for place in range(PARTS):
            work.totals[place] = trial[place]
    else:
        undo(data, work)


@kernel
def _bring_in(data: Data, work: Work, scope: int, at_any_price: bool, most: int, limit: int) -> int:
    """Insert the list ORDER, counting who stays out: their sum of unease, -1 once so `most` of more than `limit` are hopeless."""
    afresh = values_afresh(data, work, BLINK)
    list_vehicles(data, work, scope)
    left_out = total = 0
    for place in range(work.totals[T_ORDER]):
        ship = work.ships[place, ORDER]
        if insert_cheapest(data, work, ship, scope, afresh, BLINK, at_any_price):
            continue
        left_out += 1
        total += unease(work, ship)
        work.ships[ship, ABSENCES] += 1
        if left_out >= most and total > limit:
            return -1
    return total


@kernel
def close_a_route(data: Data, work: Work) -> bool:
    """Take out the route whose shipments were absent least often; False where there is none that can be closed."""
    best, least = data.vehicles.shape[0], 0
    for vehicle in range(data.vehicles.shape[0]):
        slot = slot_of(work, vehicle)
        if work.routes[slot, COUNT] == 0 or data.vehicles[vehicle, HEAD] > 0:
            continue
        total, fixed = below(work.chance, 2), False
        for point in range(1, work.routes[slot, COUNT] + 1):
            node = work.points[slot, point, NODE]
            if data.nodes[node, CHOICE] >= 0:
                ship = data.nodes[node, SHIP]
                total += 2 * work.ships[ship, ABSENCES]
                fixed = fixed or data.ships[ship, CARRIER] >= 0
        if not fixed and (best == data.vehicles.shape[0] or total < least):
            best, least = vehicle, total
    if best == data.vehicles.shape[0]:
        return False
    begin(work)
    drop_route(data, work, best)
    recount(data, work, work.totals)
    return True
