"""The check's own sum of what a plan costs."""

from __future__ import annotations

import math

from routing.checker.day import Day
from routing.plan import Plan
from routing.problem import Problem


def cost_faults(problem: Problem, plan: Plan, days: dict[str, Day]) -> list[str]:
    """Where the figures in `cost` are not what the routes add up to."""
    shipments = {shipment.id: shipment for shipment in problem.shipments}
    fixed = {vehicle.id: vehicle.fixed_cost_s for vehicle in problem.vehicles}
    left = [shipments[each.shipment] for each in plan.unassigned]
    duration_s = sum(route.duration_s for route in plan.routes)
    distance_m = sum(route.distance_m for route in plan.routes)
    preference_s = sum(
        shipments[step.shipment or ""].deliveries[step.delivery or 0].cost_s
        for route in plan.routes
        for step in route.steps
        if step.type == "delivery"
    )
    drive = distance_m if problem.objective.cost == "distance" else duration_s
    changes = changed(problem, plan, days) * problem.objective.change_s
    counted = {
        "unserved_required": sum(shipment.required for shipment in left),
        "vehicles": len(plan.routes),
        "duration_s": duration_s,
        "distance_m": distance_m,
        "total_s": drive + sum(fixed[route.vehicle] for route in plan.routes) + preference_s + changes,
    }
    faults = [
        f"cost.{name}: is {getattr(plan.cost, name)}, and counted again {figure}"
        for name, figure in counted.items()
        if getattr(plan.cost, name) != figure
    ]
    value = math.fsum(shipment.value for shipment in left)
    if not math.isclose(value, plan.cost.unserved_value, rel_tol=1e-9, abs_tol=1e-6):
        faults.append(f"cost.unserved_value: is {plan.cost.unserved_value}, and counted again {value}")
    return faults


def changed(problem: Problem, plan: Plan, days: dict[str, Day]) -> int:
    """How many shipments have another vehicle or alternative than was told; none at all is another one."""
    told: dict[str, tuple[str, int | None]] = {}
    for day in problem.in_force:
        for task in day.planned:
            known = told.get(task.shipment, (day.vehicle, None))[1]
            told[task.shipment] = (day.vehicle, known if task.delivery is None else task.delivery)
    now = {
        step.shipment: (route.vehicle, step.delivery)
        for route in plan.routes
        for step in route.steps
        if step.type == "delivery"
    }
    over = {name for day in days.values() for name in day.delivered}
    count = 0
    for name, (vehicle, choice) in told.items():
        if name not in over:
            carried_by, chosen = now.get(name, (None, None))
            count += carried_by != vehicle or (choice is not None and chosen != choice)
    return count
