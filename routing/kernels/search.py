"""The loops of the search: ruin, recreate, accept or undo; one for cost, one for fewer routes and fewer absent."""

from __future__ import annotations

import math

from routing.kernels.accept import accept
from routing.kernels.chance import below, draw
from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    ABSENCES,
    ABSENT,
    BEST_PLAN,
    CARRIER,
    CHOICE,
    COUNT,
    HEAD,
    NODE,
    ORDER,
    PARTS,
    PRICED,
    R_COST,
    SHIP,
    T_ABSENT,
    T_COST,
    T_ORDER,
    T_POOL,
    T_TOUCHED,
    TOUCHED,
    TRIAL,
    Data,
    Work,
)
from routing.kernels.objective import compare, drops_of_absent, keep_best, recount, recount_touched
from routing.kernels.recreate import BLINK, RETRIED, order_absent, prune, recreate
from routing.kernels.ruin import drop_route, ruin
from routing.kernels.slots import begin, slot_of, undo

AT_ANY_PRICE = 0.15
"""How often value's price is put aside while rebuilding: two may pay together where neither does alone."""
MOST_ABSENT = 4
"""Beyond so many absent, a plan that leaves out more is not accepted, however seldom those were left out before."""
SEED_ABSENT = 0.5
"""How often a ruin begins at an absent shipment where there is one."""


@kernel
def construct(data: Data, work: Work, scope: int, blink: float, at_any_price: bool) -> None:
    """Insert what is absent by best insertion, in the order in which it stands."""
    begin(work)
    old = drops_of_absent(data, work)
    count = work.totals[T_ABSENT]
    for k in range(count):
        work.ships[k, ORDER] = work.ships[k, ABSENT]
    work.totals[T_ORDER] = count
    recreate(data, work, scope, blink, at_any_price)
    prune(data, work)
    recount_touched(data, work, work.totals, old)


@kernel
def anneal(
    data: Data, work: Work, scope: int, iterations: int, hot: float, cold: float, mean_out: float, near: float
) -> None:
    """Ruin and recreate so many times under a temperature that falls from `hot` to `cold`.

    The routes of plans that cost less than `near` more than the best are kept in the pool.
    """
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(iterations, 1))
    for _ in range(iterations):
        begin(work)
        drops = drops_of_absent(data, work)
        long_absent = work.totals[T_ABSENT]
        ruin(data, work, mean_out, SEED_ABSENT)
        order_absent(data, work, long_absent, min(long_absent, RETRIED))
        free = data.flags[PRICED] != 0 and draw(work.chance) < AT_ANY_PRICE
        recreate(data, work, scope, BLINK, free)
        prune(data, work)
        if accept(data, work, drops, heat):
            above_best = compare(data, work.totals, work.others[BEST_PLAN])
            if above_best < 0.0:
                keep_best(data, work)
            if above_best < max(near, 0.0):
                pool_touched(work)
        heat *= cooling


@kernel
def pool_touched(work: Work) -> None:
    """Remember the routes that this trial made, for the choice among all routes of good plans."""
    for place in range(work.totals[T_TOUCHED]):
        vehicle = work.vehicles[place, TOUCHED]
        slot = slot_of(work, vehicle)
        count = work.routes[slot, COUNT]
        number = work.totals[T_POOL]
        begin_at = work.pool_from[number, 0]
        if count == 0 or number + 1 >= work.pool_from.shape[0] or begin_at + count > work.pool.shape[0]:
            continue
        digest = vehicle + 1
        for point in range(1, count + 1):
            digest = (int(digest) * 1_000_003 + work.points[slot, point, NODE] + 1) & 0xFFFFFFFFFF
        cell = digest % work.pool_seen.shape[0]
        if work.pool_seen[cell] == digest:
            continue
        work.pool_seen[cell] = digest
        for point in range(1, count + 1):
            work.pool[begin_at + point - 1] = work.points[slot, point, NODE]
        work.pool_from[number, 1], work.pool_from[number, 2] = vehicle, work.routes[slot, R_COST]
        work.pool_from[number + 1, 0] = begin_at + count
        work.totals[T_POOL] = number + 1


@kernel
def serve_all(data: Data, work: Work, scope: int, iterations: int, heat: float, mean_out: float) -> int:
    """Bring in who is absent, into routes that `scope` allows: the sum of how often each was left out guides what is accepted.

    After the fleet minimisation of Christiaens and Vanden Berghe (2020). Ends after so many iterations, or as soon as nobody
    is absent; how many were done. The counters live on from call to call.
    """
    trial = work.others[TRIAL]
    for done in range(iterations):
        before = work.totals[T_ABSENT]
        if before == 0:
            return done
        begin(work)
        drops = drops_of_absent(data, work)
        old = _absence_sum(work)
        ruin(data, work, mean_out, SEED_ABSENT)
        order_absent(data, work, before, before)
        recreate(data, work, scope, BLINK, heat > 0.0)
        for place in range(PARTS):
            trial[place] = work.totals[place]
        recount_touched(data, work, trial, drops)
        new = _absence_sum(work)
        for place in range(work.totals[T_ABSENT]):
            work.ships[work.ships[place, ABSENT], ABSENCES] += 1
        worse = float(trial[T_COST] - work.totals[T_COST])
        fewer = work.totals[T_ABSENT] < before
        few = work.totals[T_ABSENT] <= max(before, MOST_ABSENT)
        if fewer or (new < old and few) or (new == old and worse < -heat * math.log(1.0 - draw(work.chance))):
            for place in range(PARTS):
                work.totals[place] = trial[place]
        else:
            undo(data, work)
    return iterations


@kernel
def _absence_sum(work: Work) -> int:
    total = 0
    for place in range(work.totals[T_ABSENT]):
        # One more each, or leaving out many that never were would be as good as leaving out few.
        total += 1 + work.ships[work.ships[place, ABSENT], ABSENCES]
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
