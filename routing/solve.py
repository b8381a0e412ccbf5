"""The front door: a problem in, the best plan found out."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from routing.in_time import hurry, kept_for_causes
from routing.large.solve import is_large, solve_large
from routing.plan import Plan, Stats
from routing.problem import Problem
from routing.progress import Progress, Reporter
from routing.reasons import Reasons
from routing.search.answer import plan_of
from routing.search.compiled import Compiled, Orders, compile_problem
from routing.search.fitting import fits_kernels
from routing.search.in_python import first_plan, search_in_python
from routing.search.obligations import settle_days
from routing.search.state import State, state_of_orders
from routing.search.team import Team
from routing.stop import BEFORE_THE_FIRST, Stop, sooner
from routing.travel import TravelEngine, with_matrix
from routing.warm import NotCompiled, comes_first, is_warm
from routing.worthless import with_worthless, without_worthless


def solve(
    problem: Problem,
    stop: Stop,
    *,
    seed: int = 0,
    threads: int | None = None,
    engine: TravelEngine | None = None,
    progress: Callable[[Progress], None] | None = None,
    started: float | None = None,
) -> Plan:
    """The best plan found before `stop` says so, or before nothing better has come for long.

    Where the search is not compiled yet and a clock bounds it, it is the slower one in Python with OR-Tools, so that the limit
    holds; `stats.engine` and a warning (`NotCompiled`) say so, and `routing.warm` compiles. A large day is compiled for first.
    A problem where nothing fits has a plan too: everything is in `unassigned`, each with its reason. What `engine`, `stop` or
    `progress` raise ends the search and comes through.

    Parameters
    ----------
    problem
        With its days in force, if any; `violations` checks the plan against it.
    stop
        Asked with the number of iterations done (`routing.stop`), by the threads of the search too.
    seed
        The same problem, seed, threads and iterations give the same plan where no clock ends the search.
    threads
        How many searchers work side by side; the machine's cores unless told.
    engine
        Fills in the matrix of a problem without one (`routing.travel.engine_named`); the great circle unless told. A problem
        that has its matrix asks nobody. Of a large day several threads ask it at once.
    progress
        Told how it stands a few times a second.
    started
        When the clock of the statistics began (`time.monotonic`); now unless told.

    Raises
    ------
    ValueError
        Where there are no threads.
    InvalidProblem
        With the path in the matrix, where that of an engine of one's own is not as the contract says. The engines here raise
        nothing: what they do not know the great circle stands in for.
    """
    began = time.monotonic() if started is None else started
    threads = threads or os.cpu_count() or 1
    if threads < 1:
        raise ValueError("threads: is below 1")
    worthy, left = without_worthless(problem)
    plan = None
    if is_large(worthy):
        plan = solve_large(worthy, stop, seed=seed, threads=threads, engine=engine, progress=progress, began=began)
    if plan is None:
        plan = _solve_whole(
            with_matrix(worthy, engine), stop, seed=seed, threads=threads, progress=progress, began=began
        )
    plan = with_worthless(plan, problem, left)
    return replace(plan, stats=replace(plan.stats, solve_s=round(time.monotonic() - began, 3)))


def _solve_whole(
    problem: Problem,
    stop: Stop,
    *,
    seed: int,
    threads: int,
    progress: Callable[[Progress], None] | None,
    began: float,
) -> Plan:
    """The plan of a problem that has its matrix, searched as one."""
    compiled = compile_problem(problem)
    settle_days(compiled)
    reasons = Reasons(problem, compiled)
    reporter = Reporter(compiled, progress, began=began)
    search = _search_compiled if fits_kernels(compiled) else _search_in_python
    if search is _search_compiled and not is_warm() and not comes_first(stop):
        warnings.warn("`python -m routing warm` compiles the search; a slower one is used", NotCompiled, stacklevel=3)
        search = _search_in_python
    ending = _Ending(stop, reasons)
    best, stats = search(compiled, ending, reporter, seed=seed, threads=threads, began=began)
    return plan_of(best, reasons.unassigned(best, hurry(stop, stats.iterations)), stats)


@dataclass(frozen=True)
class _Ending:
    stop: Stop
    reasons: Reasons

    def after(self, first: State) -> Stop:
        """When a search ends that begins with this plan, so that there is time for the causes of what is left behind."""
        find = partial(self.reasons.explain, first)
        return sooner(self.stop, kept_for_causes(self.stop, find, sorted(first.absent)))


def _search_compiled(
    compiled: Compiled, ending: _Ending, reporter: Reporter, *, seed: int, threads: int, began: float
) -> tuple[State, Stats]:
    team = Team(compiled, seed=seed, threads=threads)
    first = team.first_plan()
    first_s = time.monotonic() - began

    def tell(orders: Orders, iterations: int) -> None:
        reporter.orders(orders, team.best.best.cost, iterations)

    tell(first, 0)
    stop = ending.after(_exact(compiled, first)) if team.best.absent else ending.stop
    best = _exact(compiled, team.search(stop, tell))
    return best, Stats(first_solution_s=round(first_s, 3), iterations=team.iterations, engine="foodlink-routing")


def _exact(compiled: Compiled, orders: Orders) -> State:
    """The state of orders that the kernels hold for lawful."""
    state = state_of_orders(compiled, orders)
    if state is None:
        raise AssertionError("the kernels hold a plan for lawful that is not")
    return state


def _search_in_python(
    compiled: Compiled, ending: _Ending, reporter: Reporter, *, seed: int, threads: int, began: float
) -> tuple[State, Stats]:
    del threads
    best = first_plan(compiled, lambda: ending.stop(BEFORE_THE_FIRST))
    first_s = time.monotonic() - began
    best, iterations, used_ortools = search_in_python(best, ending.after(best), reporter.state, seed=seed)
    engine = "foodlink-routing in Python" + (" + OR-Tools" if used_ortools else "")
    return best, Stats(first_solution_s=round(first_s, 3), iterations=iterations, engine=engine)
