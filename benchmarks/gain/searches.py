"""The two searches as the simulator's solver, each given the same seconds of the processor for every problem.

The first version searched in Python with OR-Tools' guided local search in turn. The library keeps that search for numbers too
large for its kernels, as it was; here it is called with numbers of any size.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from routing import Plan, Problem, solve, violations
from routing.formats.contract import plan_to_dict, problem_from_dict
from routing.plan import Stats
from routing.reasons import Reasons
from routing.search.answer import plan_of
from routing.search.compiled import compile_problem
from routing.search.in_python import first_plan, search_in_python
from routing.search.obligations import settle_days
from routing.stop import BEFORE_THE_FIRST, Stop
from routing.travel import with_matrix

Document = dict[str, Any]
NOW, FIRST = "compiled", "first version"
SAMPLED = 8
"""Every so many problems of a simulation the other search is given the same one, and both costs are kept."""


@dataclass(frozen=True)
class AfterProcessorSeconds:
    """Stop after so many seconds of this process on a processor: what else the machine does takes nothing from either search."""

    seconds: float
    began: float = field(default_factory=time.process_time)
    iterations: None = None

    def __call__(self, _iterations: int) -> bool:
        return self.seconds_left <= 0

    def share(self, _iterations: int) -> float:
        """How much of the seconds is used."""
        return min(1.0, 1 - self.seconds_left / self.seconds)

    @property
    def seconds_left(self) -> float:
        """How many are left."""
        return max(0.0, self.seconds - (time.process_time() - self.began))


def search_now(problem: Problem, stop: Stop, seed: int) -> Plan:
    """The router as it is, on one thread, as the simulator calls it."""
    return solve(problem, stop, seed=seed, threads=1)


def search_first(problem: Problem, stop: Stop, seed: int) -> Plan:
    """The router's first version, which knew one thread and no large days."""
    compiled = compile_problem(with_matrix(problem, None))
    settle_days(compiled)
    best = first_plan(compiled, lambda: stop(BEFORE_THE_FIRST))
    best, iterations, _ = search_in_python(best, stop, lambda _state, _iterations: None, seed=seed)
    stats = Stats(solve_s=0.0, first_solution_s=0.0, iterations=iterations, engine=FIRST)
    return plan_of(best, Reasons(compiled.problem, compiled).unassigned(best), stats)


SEARCHES: dict[str, Callable[[Problem, Stop, int], Plan]] = {NOW: search_now, FIRST: search_first}


@dataclass(frozen=True)
class TimedSolver:
    """The simulator's solver by one of the searches; `sampled` collects shipments and both costs of some problems."""

    search: str
    seconds: float
    seed: int
    sampled: list[dict[str, float]] = field(default_factory=list)
    posed: list[int] = field(default_factory=list)

    def solve(self, problem: Document, *, time_limit_s: float, report: object = None) -> Document:
        """The plan of a problem, both as the contract's JSON; raises AssertionError where the check finds a broken rule."""
        del time_limit_s, report
        posed = with_matrix(problem_from_dict(problem), None)
        self.posed.append(len(posed.shipments))
        plan = self._lawful(posed, self.search)
        if self.search == NOW and len(self.posed) % SAMPLED == 0:
            costs = {NOW: _cost(posed, plan), FIRST: _cost(posed, self._lawful(posed, FIRST))}
            self.sampled.append({"shipments": len(posed.shipments), **costs})
        return plan_to_dict(plan)

    def _lawful(self, posed: Problem, search: str) -> Plan:
        plan = SEARCHES[search](posed, AfterProcessorSeconds(self.seconds), self.seed)
        faults = violations(posed, plan)
        if faults:
            raise AssertionError("; ".join(faults))
        return plan


def _cost(problem: Problem, plan: Plan) -> float:
    """The objective in one number of seconds: what is driven and told, and what is left behind at its price."""
    return round(plan.cost.total_s + float(problem.objective.value_s or 0) * plan.cost.unserved_value, 1)
