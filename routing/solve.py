"""The front door: a problem in, the best plan found out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from routing.plan import Plan, Stats
from routing.problem import Problem
from routing.reasons import Reasons
from routing.search.answer import plan_of
from routing.search.compiled import Compiled, compile_problem
from routing.search.improve import improve, insert_all
from routing.search.obligations import settle_days
from routing.search.ruin import neighbours
from routing.search.state import State, first_state
from routing.stop import Stop
from routing.travel import TravelEngine, with_matrix

REPORT_EVERY_S = 0.25
SMALL = 60


@dataclass(frozen=True)
class Progress:
    """How a search stands."""

    elapsed_s: float
    iterations: int
    served: int
    served_value: float
    unserved: int


def solve(
    problem: Problem,
    stop: Stop,
    *,
    seed: int = 0,
    engine: TravelEngine | None = None,
    progress: Callable[[Progress], None] | None = None,
    started: float | None = None,
) -> Plan:
    """The best plan found before `stop` says so, or before nothing better has come for long.

    `stop` is asked between iterations with their number (`routing.stop`); the same problem, seed and iterations give
    the same plan where no clock ends the search. `progress` is told how it stands a few times a second; `started`
    (`time.monotonic`) is when the clock of the statistics began, now unless told.
    """
    began = time.monotonic() if started is None else started
    problem = with_matrix(problem, engine)
    compiled = compile_problem(problem)
    settle_days(compiled)
    reasons = Reasons(problem, compiled)
    best = _first_plan(compiled)
    first_s = time.monotonic() - began
    for shipment in sorted(best.absent - set(compiled.carrier)):
        reasons.alone(shipment)
    watch = _Watch(stop, progress, began)
    best = improve(best, Random(seed), watch, near=neighbours(compiled))
    stats = Stats(first_solution_s=round(first_s, 3), iterations=watch.iterations, engine="foodlink-routing")
    plan = plan_of(best, reasons.unassigned(best), stats)
    return replace(plan, stats=replace(stats, solve_s=round(time.monotonic() - began, 3)))


def _first_plan(compiled: Compiled) -> State:
    """A plan by best insertion; of a small problem also one that puts the price of value aside at first."""
    state = first_state(compiled)
    insert_all(state)
    if compiled.worth is not None and len(compiled.pickup) <= SMALL:
        dear = first_state(compiled)
        insert_all(dear, at_any_price=True)
        state = min(state, dear, key=State.score)
    return state


class _Watch:
    """Counts iterations, asks whether to stop, and reports from time to time."""

    def __init__(self, stop: Stop, progress: Callable[[Progress], None] | None, began: float) -> None:
        self.iterations = 0
        self._stop = stop
        self._progress = progress
        self._began = began
        self._reported = 0.0

    def __call__(self, best: State, iterations: int) -> bool:
        self.iterations = iterations
        now = time.monotonic()
        if self._progress is not None and now - self._reported >= REPORT_EVERY_S:
            self._reported = now
            self._progress(_standing(best, now - self._began, iterations))
        return self._stop(iterations)


def _standing(best: State, elapsed_s: float, iterations: int) -> Progress:
    shipments = best.compiled.problem.shipments
    unserved = len(best.absent)
    value = sum(each.value for number, each in enumerate(shipments) if number not in best.absent)
    return Progress(
        elapsed_s=elapsed_s,
        iterations=iterations,
        served=len(shipments) - unserved,
        served_value=value,
        unserved=unserved,
    )
