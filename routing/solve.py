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
BEFORE_THE_FIRST = -1
"""What `stop` is asked with while the first plan is built: no iteration is done yet."""
SMALL = 60
"""Shipments up to which a first plan is also built that puts the price of value aside."""
OWN_SLICE, OWN_WORK = 100, 24_000
"""Iterations of our own search in a slice: 100, and 24,000 shared out over the shipments."""
ORTOOLS_CALLS = 1_500_000
"""Times that OR-Tools asks whether to go on, in a slice."""


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
    best = _first_plan(compiled, lambda: stop(BEFORE_THE_FIRST))
    first_s = time.monotonic() - began
    for shipment in sorted(best.absent - set(compiled.carrier)):
        reasons.alone(shipment)
    watch = _Watch(stop, progress, began)
    best, used_ortools = _search(best, Random(seed), watch)
    engine_name = "foodlink-routing" + (" + OR-Tools" if used_ortools else "")
    stats = Stats(first_solution_s=round(first_s, 3), iterations=watch.iterations, engine=engine_name)
    plan = plan_of(best, reasons.unassigned(best), stats)
    return replace(plan, stats=replace(stats, solve_s=round(time.monotonic() - began, 3)))


def _search(best: State, random: Random, watch: _Watch) -> tuple[State, bool]:
    """Slices of our own search and of OR-Tools in turn, until told to stop or nothing better comes from either.

    Slices are bounded by work, not by the clock, so that they are the same on every machine.
    """
    size = max(len(best.absent) + len(best.at), 1)
    near = neighbours(best.compiled)
    used = False
    while not watch(best, 0):
        before = best.score()
        watch.slice_end = watch.done + OWN_SLICE + OWN_WORK // size
        best, _ = improve(best, random, watch, near=near)
        watch.close_slice()
        if watch.over or size < 2:
            break
        from routing.ortools_models import improve_with_ortools

        used = True
        watch.slice_end = None
        best, _ = improve_with_ortools(best, watch, calls=ORTOOLS_CALLS)
        watch.close_slice()
        if best.score() == before:
            break
    return best, used


def _first_plan(compiled: Compiled, is_over: Callable[[], bool]) -> State:
    """A plan by best insertion; of a small problem also one that puts the price of value aside at first."""
    state = first_state(compiled)
    insert_all(state, is_over=is_over)
    if compiled.worth is not None and len(compiled.pickup) <= SMALL:
        dear = first_state(compiled)
        insert_all(dear, at_any_price=True, is_over=is_over)
        state = min(state, dear, key=State.score)
    return state


class _Watch:
    """Counts iterations over all slices, asks whether to stop, and reports from time to time."""

    def __init__(self, stop: Stop, progress: Callable[[Progress], None] | None, began: float) -> None:
        self.done = self.iterations = 0
        self.slice_end: int | None = None
        self.over = False
        self._stop = stop
        self._progress = progress
        self._began = began
        self._reported = 0.0

    def __call__(self, best: State, iterations: int) -> bool:
        """Whether to leave the slice, `iterations` into it."""
        self.iterations = self.done + iterations
        now = time.monotonic()
        if self._progress is not None and now - self._reported >= REPORT_EVERY_S:
            self._reported = now
            self._progress(_standing(best, now - self._began, self.iterations))
        self.over = self._stop(self.iterations)
        return self.over or (self.slice_end is not None and self.iterations >= self.slice_end)

    def close_slice(self) -> None:
        """Count on from here."""
        self.done = self.iterations


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
