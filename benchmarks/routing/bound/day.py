"""The figure of one small day: its bound, and the best plan that the routes of the bound make, passed by the check."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.routing.bound.generation import bounded
from benchmarks.routing.bound.setting import Nodes
from routing import Plan, Problem, solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.plan import Stats
from routing.reasons import Reasons
from routing.search.answer import plan_of
from routing.search.compiled import Compiled, compile_problem
from routing.search.state import state_of_orders
from routing.travel import with_matrix

FIRST_ITERATIONS = 5_000
LABELS = 2_000_000
"""Labels after which the bound is what it is by then."""


def bound_of_day(data: dict[str, Any], *, labels: int = LABELS) -> dict[str, float]:
    """Seconds of cost: the bound, the bound of the relaxation alone, and the best plan.

    What is required and served by no plan is left out of all three, as it is of a plan's cost.
    """
    began = time.process_time()
    problem = with_matrix(problem_from_dict(data))
    first = solve(problem, stop.after_iterations(FIRST_ITERATIONS), seed=1, threads=1)
    found = bounded(problem, orders_of(problem, first), labels=labels)
    plan = plan_from(problem, found.orders)
    assert violations(problem, plan) == []
    promised = found.required_s * plan.cost.unserved_required
    return {
        "bound": round(float(found.bound - promised), 1),
        "relaxed": round(float(found.relaxed - promised), 1),
        "cost": round(float(found.cost - promised), 1),
        "columns": found.columns,
        "labels": found.labels,
        "cpu_s": round(time.process_time() - began, 1),
    }


def orders_of(problem: Problem, plan: Plan) -> list[Nodes]:
    """A plan as orders of nodes, by vehicle."""
    compiled = compile_problem(problem)
    orders: list[Nodes] = [()] * len(problem.vehicles)
    for route in plan.routes:
        steps = [(step.shipment, step.delivery) for step in route.steps if step.shipment is not None]
        orders[problem.vehicle_index[route.vehicle]] = tuple(_node(compiled, *step) for step in steps)
    return orders


def _node(compiled: Compiled, shipment: str, choice: int | None) -> int:
    number = compiled.problem.shipment_index[shipment]
    return compiled.pickup[number] if choice is None else compiled.deliveries[number][choice]


def plan_from(problem: Problem, orders: list[Nodes]) -> Plan:
    """The plan of orders of nodes, for the independent check."""
    compiled = compile_problem(problem)
    state = state_of_orders(compiled, orders)
    assert state is not None
    return plan_of(state, Reasons(problem, compiled).unassigned(state), Stats())
