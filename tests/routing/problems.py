"""Small problems for the tests: places on a line, a minute apart, so that times can be counted by hand."""

from __future__ import annotations

from typing import Any

from routing import Plan, Problem, solve, stop
from routing.formats.contract import problem_from_dict

Json = dict[str, Any]

MINUTE = 60
DAY = [0, 1000]


def line_matrix(places: int, *, step: int = 10) -> Json:
    """`places` on a line: neighbours are `step` seconds and 100 metres apart."""
    return {
        "durations_s": [[step * abs(a - b) for b in range(places)] for a in range(places)],
        "distances_m": [[100 * abs(a - b) for b in range(places)] for a in range(places)],
    }


def a_vehicle(name: str = "v1", **changes: Any) -> Json:
    """A vehicle that starts and ends at place 0 and carries ten kilos."""
    return {"id": name, "start": "L0", "shift": DAY, "capacity": {"kg": 10}} | changes


def a_shipment(name: str = "s1", *, at: str = "L1", to: str = "L2", **changes: Any) -> Json:
    """One kilo from a place to another at any time."""
    shipment = {
        "id": name,
        "load": {"kg": 1},
        "pickup": {"location": at},
        "deliveries": [{"location": to}],
    }
    return shipment | changes


def a_problem(*, places: int = 6, **changes: Any) -> Json:
    """One vehicle and one shipment on a line of places."""
    problem = {
        "version": 1,
        "locations": [{"id": f"L{number}"} for number in range(places)],
        "matrix": line_matrix(places),
        "vehicles": [a_vehicle()],
        "shipments": [a_shipment()],
    }
    return problem | changes


def solved(data: Json, *, iterations: int = 3000, seed: int = 1) -> tuple[Problem, Plan]:
    """The problem and its plan."""
    problem = problem_from_dict(data)
    return problem, solve(problem, stop.after_iterations(iterations), seed=seed)


def codes(plan: Plan) -> dict[str, str]:
    """The code of each unassigned shipment."""
    return {each.shipment: each.code.value for each in plan.unassigned}


def order(plan: Plan, route: int = 0) -> list[str]:
    """The steps of a route in short: `+s1` a pickup, `-s1` a delivery."""
    steps = plan.routes[route].steps
    return [("+" if step.type == "pickup" else "-") + step.shipment for step in steps if step.shipment]
