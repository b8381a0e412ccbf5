"""An independent check of a plan: every rule of the contract, counted again from the problem alone.

It shares no code with the solver but the reading of problems and plans and the travel engines, and needs no full matrix.
"""

from __future__ import annotations

from collections import Counter

from routing.checker.cost import cost_faults
from routing.checker.day import Day, days_of
from routing.checker.reasons import alone_fault
from routing.checker.room import RoomCheck
from routing.checker.route import RouteCheck
from routing.checker.travel import Travel
from routing.plan import Code, Plan, Step
from routing.problem import Problem


def violations(problem: Problem, plan: Plan) -> list[str]:
    """Each broken constraint in a line that names where; an empty list where the plan is lawful.

    Nothing is raised for a plan that names what the problem has not: that breaks constraints too. No engine is asked: drives are
    those of the matrix, and where there is none those of the great circle, so a plan on the roads of an engine is checked
    against the problem with the matrix that the engine filled in (`routing.travel.with_matrix`).

    Parameters
    ----------
    problem
        As it was solved, for `insert` with the new shipment in it.
    plan
        Of any solver.
    """
    days = days_of(problem)
    travel = Travel(problem)
    faults: list[str] = []
    vehicles = {vehicle.id: vehicle for vehicle in problem.vehicles}
    shipments = {shipment.id: shipment for shipment in problem.shipments}
    seen: set[str] = set()
    for number, route in enumerate(plan.routes):
        where = f"routes[{number}]"
        if route.vehicle not in vehicles or route.vehicle in seen:
            faults.append(f"{where}: {'unknown' if route.vehicle not in vehicles else 'second route of'} vehicle")
            continue
        seen.add(route.vehicle)
        check = RouteCheck(vehicles[route.vehicle], days[route.vehicle], travel, where, shipments=shipments)
        faults.extend(check.faults(route))
    faults.extend(
        f"vehicle {name!r}: its locked steps are missing"
        for name, day in days.items()
        if day.locked and name not in seen
    )
    faults.extend(_served_faults(problem, plan, days, travel))
    faults.extend(RoomCheck(problem, plan, days).faults())
    faults.extend(cost_faults(problem, plan, days) if not faults else [])
    return faults


def _steps(plan: Plan, kind: str) -> list[tuple[str, Step]]:
    return [(route.vehicle, step) for route in plan.routes for step in route.steps if step.type == kind]


def _served_faults(problem: Problem, plan: Plan, days: dict[str, Day], travel: Travel) -> list[str]:
    """Each shipment is delivered once or unassigned once, with a code that holds."""
    faults = []
    known = {shipment.id: shipment for shipment in problem.shipments}
    carrier = {name: vehicle for vehicle, day in days.items() for name in day.carried | day.delivered}
    delivered = Counter(step.shipment for _, step in _steps(plan, "delivery"))
    delivered.update(name for day in days.values() for name in day.delivered)
    left = Counter(each.shipment for each in plan.unassigned)
    for name in known:
        if delivered[name] + left[name] != 1:
            faults.append(f"shipment {name!r}: delivered {delivered[name]} times and unassigned {left[name]} times")
    picked = Counter(step.shipment for _, step in _steps(plan, "pickup"))
    for name in known:
        allowed = 0 if name in carrier and name not in _locked_pickups(days) else 1
        if picked[name] > allowed:
            faults.append(f"shipment {name!r}: picked up too often")
    for vehicle, step in _steps(plan, "delivery") + _steps(plan, "pickup"):
        if carrier.get(step.shipment or "", vehicle) != vehicle:
            faults.append(f"shipment {step.shipment!r}: is carried by another vehicle")
    for number, each in enumerate(plan.unassigned):
        where = f"unassigned[{number}]"
        if each.shipment not in known:
            faults.append(f"{where}: unknown shipment {each.shipment!r}")
        elif (each.code is Code.ON_BOARD) != (each.shipment in carrier):
            faults.append(f"{where}: {each.code.value} is for what is on board, and only for that")
        else:
            alone = alone_fault(problem, known[each.shipment], each.code, travel)
            faults.extend(f"{where}: {fault}" for fault in alone)
    return faults


def _locked_pickups(days: dict[str, Day]) -> set[str]:
    return {task.shipment for day in days.values() for task in day.locked if task.kind == "pickup"}
