"""The slow and obvious twin of a change: of every plan, the best one for people who know another."""

from __future__ import annotations

from routing import Plan, Problem
from tests.routing.naive import Assignment, _objective, best_objective

Told = dict[str, tuple[str, int]]
"""Who brings each shipment, and by which alternative."""


def told_by(plan: Plan) -> Told:
    """What people know who were told this plan."""
    return {
        step.shipment: (route.vehicle, step.delivery)
        for route in plan.routes
        for step in route.steps
        if step.shipment is not None and step.delivery is not None
    }


def best_after(problem: Problem, told: Told, *, change_s: int) -> tuple[float, ...]:
    """The best value over every plan of the problem for people who were told `told`.

    Required shipments come first, then those that people count on, then the objective with what changes cost.
    """

    def value(problem: Problem, assignment: Assignment, total: float, used: int) -> tuple[float, ...]:
        now = {
            shipment.id: (problem.vehicles[way[0]].id, way[1])
            for shipment, way in zip(problem.shipments, assignment, strict=True)
            if way is not None
        }
        changed = sum(each.id in told and now.get(each.id) != told[each.id] for each in problem.shipments)
        return _with_dropped(problem, told, now, _objective(problem, assignment, total + change_s * changed, used))

    return best_objective(problem, value)


def value_after(problem: Problem, plan: Plan, told: Told) -> tuple[float, ...]:
    """The same value of one plan, whose cost counts the changes already."""
    now = told_by(plan)
    assignment: Assignment = [(0, 0) if each.id in now else None for each in problem.shipments]
    return _with_dropped(problem, told, now, _objective(problem, assignment, plan.cost.total_s, plan.cost.vehicles))


def _with_dropped(problem: Problem, told: Told, now: Told, value: tuple[float, ...]) -> tuple[float, ...]:
    dropped = sum(each.id in told and each.id not in now for each in problem.shipments)
    return value[0], dropped, *value[1:]
