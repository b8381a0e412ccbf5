"""One shipment more in a plan in force."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from routing.cost import cost_of
from routing.live.day import LiveDay
from routing.plan import Plan
from routing.problem import Problem, Shipment
from routing.search.growing import trusted
from routing.stop import Stop
from routing.travel import TravelEngine, with_matrix


def insert(
    problem: Problem,
    plan: Plan,
    shipment: Shipment,
    stop: Stop | None = None,
    *,
    seed: int = 0,
    threads: int = 1,
    engine: TravelEngine | None = None,
    started: float | None = None,
    checked: Callable[[Problem], None] | None = None,
) -> Plan:
    """The plan with one shipment more, which is in `unassigned` where it fits nowhere or does not pay.

    It answers to the problem with that shipment last, and costs by it. `LiveDay` says what is moved.

    Parameters
    ----------
    problem, plan
        The day, and the plan that people know; neither is changed.
    shipment
        The new one; its id is none of the problem's, its places and receivers are.
    stop
        Bounds the improvement around it, in trials or by a clock; `routing.live.day.TRIALS` unless told.
    seed, threads
        Of the improvement; the same ones give the same plan where no clock ends it.
    engine
        Fills in the matrix of a problem without one (`routing.travel.engine_named`); the great circle unless told.
    started
        When the clock of the statistics began (`time.monotonic`); now unless told.
    checked
        Given the problem with the shipment once nothing is wrong with either, before the search.

    Raises
    ------
    InvalidProblem
        With the path in the shipment, where it cannot be one more of this problem's; with that in the matrix, where the one of
        an engine of one's own is not as the contract says.
    InvalidPlan
        With the path of the fault, where the plan is that of another problem.
    """
    began = time.monotonic() if started is None else started
    problem = with_matrix(problem, engine)
    day = LiveDay(problem, plan, seed=seed, threads=threads, engine=engine)
    first_s = time.monotonic() - began
    day.check(shipment)
    later = trusted(problem, shipments=(*problem.shipments, shipment))
    if checked is not None:
        checked(later)
    day.insert(shipment, None if stop is None else day.with_time_for_causes(stop))
    found = day.plan(stop)
    cost = cost_of(later, found.routes, [each.shipment for each in found.unassigned])
    stats = replace(found.stats, solve_s=round(time.monotonic() - began, 3), first_solution_s=round(first_s, 3))
    return replace(found, cost=cost, stats=stats)
