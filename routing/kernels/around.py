"""Ruin and recreate in one corner of a plan, around a few shipments."""

from __future__ import annotations

from typing import Any

from routing.kernels.accept import accept
from routing.kernels.chance import below, draw
from routing.kernels.compiling import kernel
from routing.kernels.corner import AWAY_M, IN_IT, NEAREST, measure
from routing.kernels.layout import (
    ABSENT,
    ABSENT_AT,
    AT,
    BEST_PLAN,
    CARRIER,
    CHOICE,
    CHOICES,
    COUNT,
    LOC,
    NODE,
    PICK,
    PRICED,
    SHIP,
    T_ABSENT,
    T_STAMP,
    TOUCHED_AT,
    Data,
    Work,
)
from routing.kernels.objective import compare, drops_of_absent, keep_best
from routing.kernels.ordering import order_absent
from routing.kernels.recreate import BLINK, insert_all, prune
from routing.kernels.ruin import LONGEST, take_string
from routing.kernels.search import AT_ANY_PRICE
from routing.kernels.slots import begin, slot_of

MEAN_OUT = 10.0
"""Mean steps taken out of the plan in one trial: what is taken apart stays near."""
FARTHER = 1.0
"""How much farther off a route may seem than it is, at most, so that not always the same ones are taken apart."""
OTHERS_RETRIED = 4
"""Of the absent that the change is not about, at most so many are tried again in each trial."""


@kernel
def improve_around(
    data: Data, work: Work, focus: Any, corner: Any, scope: int, afresh: bool, iterations: int, hot: float, cold: float
) -> bool:
    """Take routes apart near the shipments of `focus`, and mend them, so many times; whether a better plan came of it.

    `corner` [vehicle, 3] is as `look_around` left it, which holds as long as places are not valued `afresh`. A plan that costs
    more is kept by simulated annealing, from `hot` down to `cold`.
    """
    heat, cooling, is_better = hot, (cold / hot) ** (1.0 / max(iterations, 1)), False
    for _ in range(iterations):
        begin(work)
        drops = drops_of_absent(data, work)
        others = _put_last(work, focus)
        _ruin_around(data, work, focus[below(work.chance, focus.shape[0])], corner)
        order_absent(data, work, others, min(others, OTHERS_RETRIED), 0.0)
        free = data.flags[PRICED] != 0 and draw(work.chance) < AT_ANY_PRICE
        insert_all(data, work, scope, afresh, BLINK, free)
        prune(data, work)
        if accept(data, work, drops, heat) and compare(data, work.totals, work.others[BEST_PLAN]) < 0.0:
            keep_best(data, work)
            is_better = True
        heat *= cooling
    return is_better


@kernel
def _put_last(work: Work, focus: Any) -> int:
    """Move those of `focus` that are absent to the end of the absent; how many others are."""
    others = work.totals[T_ABSENT]
    for place in range(focus.shape[0]):
        ship = focus[place]
        here = work.ships[ship, ABSENT_AT]
        if work.ships[ship, AT] != -1 or here >= others:
            continue
        others -= 1
        moved = work.ships[others, ABSENT]
        work.ships[here, ABSENT], work.ships[moved, ABSENT_AT] = moved, here
        work.ships[others, ABSENT], work.ships[ship, ABSENT_AT] = ship, others
    return others


@kernel
def _ruin_around(data: Data, work: Work, ship: int, corner: Any) -> None:
    """Take strings of steps out of the routes that pass nearest to one stop of a shipment."""
    steps, used = measure(data, work, data.nodes[_seed(data, work, ship), LOC], corner)
    if steps == 0:
        return
    longest = min(float(LONGEST), max(1.0, steps / used))
    strings = int(draw(work.chance) * (4.0 * MEAN_OUT / (1.0 + longest) - 1.0) + 1.0)
    for _ in range(strings):
        vehicle = _draw_near(data, work, corner)
        if vehicle < 0:
            return
        take_string(data, work, vehicle, corner[vehicle, NEAREST], longest)


@kernel
def _draw_near(data: Data, work: Work, corner: Any) -> int:
    """A route of the corner that this trial has not touched, of the nearest as they seem; -1 if there is none."""
    best, least = -1, 0.0
    for vehicle in range(data.vehicles.shape[0]):
        if corner[vehicle, IN_IT] == 0 or corner[vehicle, NEAREST] < 0:
            continue
        if work.vehicles[vehicle, TOUCHED_AT] == work.totals[T_STAMP]:
            continue
        seems = corner[vehicle, AWAY_M] * (1.0 + FARTHER * draw(work.chance))
        if best < 0 or seems < least:
            best, least = vehicle, seems
    return best


@kernel
def _seed(data: Data, work: Work, ship: int) -> int:
    """A node to begin at: the pickup, or the delivery that is chosen, else any."""
    pickup, vehicle = data.ships[ship, PICK], work.ships[ship, AT]
    if data.ships[ship, CARRIER] < 0 and draw(work.chance) < 0.5:
        return int(pickup)
    if vehicle >= 0:
        slot = slot_of(work, vehicle)
        for point in range(1, work.routes[slot, COUNT] + 1):
            node = work.points[slot, point, NODE]
            if data.nodes[node, SHIP] == ship and data.nodes[node, CHOICE] >= 0:
                return int(node)
    return int(pickup + 1 + below(work.chance, data.ships[ship, CHOICES]))
