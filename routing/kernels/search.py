"""The search for less cost: ruin, recreate, accept or undo."""

from __future__ import annotations

from routing.kernels.accept import accept
from routing.kernels.chance import draw
from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    ABSENT,
    BEST_PLAN,
    COUNT,
    NODE,
    ORDER,
    PRICED,
    R_COST,
    T_ABSENT,
    T_ORDER,
    T_POOL,
    T_TOUCHED,
    TOUCHED,
    Data,
    Work,
)
from routing.kernels.objective import compare, drops_of_absent, keep_best, recount_touched
from routing.kernels.ordering import order_absent
from routing.kernels.recreate import BLINK, RETRIED, prune, recreate, recreate_whole
from routing.kernels.ruin import ruin
from routing.kernels.slots import begin, slot_of, undo

AT_ANY_PRICE = 0.15
"""How often value's price is put aside while rebuilding: two may pay together where neither does alone."""
SEED_ABSENT = 0.5
"""How often a ruin begins at an absent shipment where there is one."""
HARD_FIRST = 0.7
"""How often those come first who did not fit oftenest, where nobody may be left out."""


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
        if not _rebuild(data, work, scope, mean_out):
            undo(data, work)
        elif accept(data, work, drops, heat):
            above_best = compare(data, work.totals, work.others[BEST_PLAN])
            if above_best < 0.0:
                keep_best(data, work)
            if above_best < max(near, 0.0):
                pool_touched(work)
        heat *= cooling


@kernel
def _rebuild(data: Data, work: Work, scope: int, mean_out: float) -> bool:
    """Take some out and bring them back; False as soon as it is of no use: all were served, and somebody fits nowhere."""
    long_absent = work.totals[T_ABSENT]
    ruin(data, work, mean_out, SEED_ABSENT)
    if long_absent == 0 and not data.flags[PRICED]:
        order_absent(data, work, 0, 0, HARD_FIRST)
        return bool(recreate_whole(data, work))
    order_absent(data, work, long_absent, min(long_absent, RETRIED), 0.0)
    at_any_price = data.flags[PRICED] != 0 and draw(work.chance) < AT_ANY_PRICE
    recreate(data, work, scope, BLINK, at_any_price)
    prune(data, work)
    return True


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
