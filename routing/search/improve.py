"""The search of our own: a first plan by best insertion, then ruin and recreate under a falling temperature."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from routing.search.compiled import PER_VALUE, Compiled
from routing.search.recreate import recreate
from routing.search.ruin import ruin
from routing.search.state import Score, State

Watch = Callable[[State, int], bool]
"""Told the best state and the iterations done after each; True ends the search."""

HOT = 0.25
COLD = 0.005
"""Temperatures at the ends of a cycle, in mean cost of a served shipment."""
AT_ANY_PRICE = 0.15
"""How often value's price is put aside while rebuilding: two may pay together where neither does alone."""
RETRIED = 10
IDLE_PER_SHIPMENT = 60
IDLE = 400
"""Iterations without a better plan after which a search with no time to fill ends."""


def insert_all(state: State, *, at_any_price: bool = False, is_over: Callable[[], bool] | None = None) -> None:
    """Insert what is absent: required first, then the most valuable, then what is hardest to place in time.

    What is on board has its place whatever `is_over` says: there is nobody else to bring it.
    """
    compiled = state.compiled

    def key(shipment: int) -> tuple[bool, int, int, int]:
        pickup = compiled.pickup[shipment]
        slack = compiled.hi[pickup] - compiled.lo[pickup]
        return not compiled.must[shipment], -compiled.weight[shipment], slack, shipment

    aboard = sorted(state.absent & compiled.carrier.keys(), key=key)
    recreate(state, aboard)
    recreate(state, sorted(state.absent, key=key), at_any_price=at_any_price, is_over=is_over)
    prune(state)


def prune(state: State) -> None:
    """Where value has a price, close the routes that do not earn their cost."""
    compiled = state.compiled
    if compiled.worth is None:
        return
    for route in state.routes:
        free = {compiled.shipment_of[node] for node in route.nodes[route.free_from :]}
        if not free or any(compiled.must[shipment] for shipment in free):
            continue
        worth = compiled.worth * sum(compiled.weight[shipment] for shipment in free) / PER_VALUE
        if route.free_from == 0 and route.cost > worth + sum(compiled.drop_cost[each] for each in free):
            state.drop(route.vehicle.number, free)


def improve(best: State, random: Random, watch: Watch, *, near: list[list[int]]) -> tuple[State, bool]:
    """The best state found until `watch` ends the search, and whether it ended because nothing better came."""
    compiled = best.compiled
    current, current_score = best, best.score()
    best_score = current_score
    cycle = 300 + 20 * len(compiled.pickup)
    iteration = idle = 0
    patience = IDLE + IDLE_PER_SHIPMENT * len(compiled.pickup)
    while idle < patience:
        if watch(best, iteration):
            return best, False
        heat = HOT * (COLD / HOT) ** ((iteration % cycle) / cycle)
        candidate = current.copy()
        ruin(candidate, near, random)
        recreate(
            candidate,
            _order(candidate, random, current.absent),
            random=random,
            at_any_price=compiled.worth is not None and random.random() < AT_ANY_PRICE,
        )
        prune(candidate)
        score = candidate.score()
        if accepts(current_score, score, heat * _mean_cost(current), random):
            current, current_score = candidate, score
        idle += 1
        if score < best_score:
            best, best_score, idle = candidate, score, 0
        iteration += 1
        if iteration % cycle == 0:
            current, current_score = best, best_score
    return best, True


def accepts(old: Score, new: Score, temperature: float, random: Random) -> bool:
    """Never less served, nor more routes where they come first; a higher cost with falling chance."""
    if new[:3] != old[:3]:
        return new[:3] < old[:3]
    return float(new[3] - old[3]) < -temperature * math.log(1.0 - random.random())


def _mean_cost(state: State) -> float:
    served = len(state.at)
    return sum(route.cost for route in state.routes) / served if served else 1.0


def _order(state: State, random: Random, long_absent: set[int]) -> list[int]:
    """What is absent, required first; then at random, by value, the farthest, or the tightest first.

    Of those that have been absent for long, only some are tried each time.
    """
    compiled: Compiled = state.compiled
    order = sorted(state.absent - long_absent)
    waiting = sorted(state.absent & long_absent)
    order += waiting if len(waiting) <= RETRIED else random.sample(waiting, RETRIED)
    random.shuffle(order)
    draw = random.random()
    if draw < 0.35:
        order.sort(key=lambda each: -compiled.weight[each])
    elif draw < 0.5 and compiled.vehicles:
        drive, start = compiled.vehicles[0].drive, compiled.vehicles[0].start
        order.sort(key=lambda each: -drive[start][compiled.loc[compiled.pickup[each]]])
    elif draw < 0.65:
        order.sort(key=lambda each: compiled.hi[compiled.pickup[each]] - compiled.lo[compiled.pickup[each]])
    order.sort(key=lambda each: not compiled.must[each])
    return order
