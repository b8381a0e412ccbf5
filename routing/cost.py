"""What a plan costs, added up from its routes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.plan import Cost, Route
from routing.problem import Problem


def cost_of(problem: Problem, routes: Sequence[Route], unassigned: Iterable[str]) -> Cost:
    """The cost of routes that leave `unassigned` behind."""
    shipments, index = problem.shipments, problem.shipment_index
    left = [shipments[index[name]] for name in unassigned]
    duration_s = sum(route.duration_s for route in routes)
    distance_m = sum(route.distance_m for route in routes)
    fixed_s = sum(problem.vehicles[problem.vehicle_index[route.vehicle]].fixed_cost_s for route in routes)
    preference_s = sum(
        shipments[index[step.shipment]].deliveries[step.delivery].cost_s
        for route in routes
        for step in route.steps
        if step.shipment is not None and step.delivery is not None
    )
    drive = distance_m if problem.objective.cost == "distance" else duration_s
    changes_s = problem.objective.change_s * _changes(problem, routes) if problem.objective.change_s else 0
    return Cost(
        unserved_required=sum(shipment.required for shipment in left),
        unserved_value=round(sum(shipment.value for shipment in left), 6),
        vehicles=len(routes),
        duration_s=duration_s,
        distance_m=distance_m,
        total_s=drive + fixed_s + preference_s + changes_s,
    )


def _changes(problem: Problem, routes: Sequence[Route]) -> int:
    """How many shipments another vehicle carries, or to somebody else, than was told; or nobody does."""
    told: dict[str, tuple[str, int | None]] = {}
    over: set[str] = set()
    for day in problem.in_force:
        over.update(task.shipment for task in day.done if task.kind == "delivery")
        for task in day.planned:
            choice = told[task.shipment][1] if task.shipment in told else None
            told[task.shipment] = day.vehicle, choice if task.delivery is None else task.delivery
    now = {
        step.shipment: (route.vehicle, step.delivery)
        for route in routes
        for step in route.steps
        if step.shipment is not None and step.delivery is not None
    }

    def is_kept(name: str, vehicle: str, choice: int | None) -> bool:
        carried = now.get(name)
        return carried is not None and carried[0] == vehicle and choice in (None, carried[1])

    return sum(name not in over and not is_kept(name, *facts) for name, facts in told.items())
