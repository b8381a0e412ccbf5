"""The objective of a plan in its parts, counted whole or by what a trial changed, and compared."""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    ABSENT,
    BEST,
    BEST_PLAN,
    COUNT,
    DROP,
    MUST,
    NODE,
    PARTS,
    PENALTY,
    PRICED,
    R_COST,
    T_ABSENT,
    T_COST,
    T_MISSING,
    T_PENALTY,
    T_TOUCHED,
    T_USED,
    T_WEIGHT,
    TOUCHED,
    VEHICLES_FIRST,
    WEIGHT,
    Data,
    Work,
)
from routing.kernels.slots import slot_of


@kernel
def recount(data: Data, work: Work, totals: Any) -> None:
    """The parts of the objective of the plan as it is, into `totals`."""
    used = cost = 0
    for vehicle in range(data.vehicles.shape[0]):
        slot = slot_of(work, vehicle)
        used += work.routes[slot, COUNT] > 0
        cost += work.routes[slot, R_COST]
    missing, weight, penalty, drops = _of_absent(data, work)
    totals[T_MISSING], totals[T_WEIGHT], totals[T_USED] = missing, weight, used
    totals[T_COST], totals[T_PENALTY] = cost + drops, penalty


@kernel
def recount_touched(data: Data, work: Work, totals: Any, old_absent: Any) -> None:
    """The same from the plan before this trial, whose parts `totals` holds, by what the trial changed."""
    used = cost = 0
    for place in range(work.totals[T_TOUCHED]):
        vehicle = work.vehicles[place, TOUCHED]
        new = slot_of(work, vehicle)
        old = new ^ 1
        used += int(work.routes[new, COUNT] > 0) - int(work.routes[old, COUNT] > 0)
        cost += work.routes[new, R_COST] - work.routes[old, R_COST]
    missing, weight, penalty, drops = _of_absent(data, work)
    totals[T_MISSING], totals[T_WEIGHT], totals[T_PENALTY] = missing, weight, penalty
    totals[T_USED] += used
    totals[T_COST] += cost + drops - old_absent


@kernel
def _of_absent(data: Data, work: Work) -> Any:
    missing = weight = penalty = drops = 0
    for place in range(work.totals[T_ABSENT]):
        ship = work.ships[place, ABSENT]
        missing += data.ships[ship, MUST]
        weight += data.ships[ship, WEIGHT]
        penalty += data.ships[ship, PENALTY]
        drops += data.ships[ship, DROP]
    return missing, weight, penalty, drops


@kernel
def drops_of_absent(data: Data, work: Work) -> int:
    """Seconds of change that the absent cost."""
    drops = 0
    for place in range(work.totals[T_ABSENT]):
        drops += data.ships[work.ships[place, ABSENT], DROP]
    return drops


@kernel
def compare(data: Data, new: Any, old: Any) -> float:
    """Below zero where `new` is better: by required, value, routes if they come first; else seconds more or less."""
    if new[T_MISSING] != old[T_MISSING]:
        return -1e18 if new[T_MISSING] < old[T_MISSING] else 1e18
    if data.flags[PRICED]:
        return float(new[T_COST] - old[T_COST]) + (new[T_PENALTY] - old[T_PENALTY]) / 1e6
    if new[T_WEIGHT] != old[T_WEIGHT]:
        return -1e18 if new[T_WEIGHT] < old[T_WEIGHT] else 1e18
    if data.flags[VEHICLES_FIRST] and new[T_USED] != old[T_USED]:
        return -1e18 if new[T_USED] < old[T_USED] else 1e18
    return float(new[T_COST] - old[T_COST])


@kernel
def keep_best(data: Data, work: Work) -> None:
    """The plan as it is becomes the best one."""
    for vehicle in range(data.vehicles.shape[0]):
        slot = slot_of(work, vehicle)
        count = work.routes[slot, COUNT]
        work.vehicles[vehicle, BEST] = count
        for point in range(1, count + 1):
            work.best[vehicle, point] = work.points[slot, point, NODE]
    for place in range(PARTS):
        work.others[BEST_PLAN, place] = work.totals[place]
