"""The solver in a process of its own: its plan, its word on the way, its end whatever happens."""

from __future__ import annotations

from typing import Any

import pytest

from foodlink.clients.solver import ChildSolver, SolverFailed, SolverStopped, WarmSolver
from foodlink.routing_bridge import broken_rules

PROBLEM: dict[str, Any] = {
    "version": 1,
    "locations": [
        {"id": "home", "lat": 47.21, "lon": -1.55},
        {"id": "bakery", "lat": 47.22, "lon": -1.56, "setup_s": 60},
        {"id": "association", "lat": 47.23, "lon": -1.53},
    ],
    "vehicles": [{"id": "v0", "start": "home", "shift": [0, 36000], "capacity": {"kg": 100}}],
    "shipments": [
        {
            "id": f"s{number}",
            "load": {"kg": 5},
            "value": 5,
            "pickup": {"location": "bakery"},
            "deliveries": [{"location": "association"}],
        }
        for number in range(8)
    ],
    "objective": {"value_s": 900},
}


def test_the_child_gives_a_lawful_plan_and_tells_how_it_stands() -> None:
    told: list[dict[str, float]] = []

    plan = ChildSolver().solve(PROBLEM, time_limit_s=3, report=told.append)

    assert broken_rules(PROBLEM, plan) == []
    assert plan["unassigned"] == []
    assert told
    assert set(told[0]) == {"elapsed_s", "served_share"}


def test_a_problem_that_is_none_fails_with_its_fault() -> None:
    with pytest.raises(SolverFailed, match="vehicles"):
        ChildSolver().solve({**PROBLEM, "vehicles": "none"}, time_limit_s=1)


def test_a_child_that_does_not_end_in_time_is_killed() -> None:
    with pytest.raises(SolverFailed, match="in time"):
        ChildSolver(grace_s=-60).solve(PROBLEM, time_limit_s=30)


def test_a_worker_that_is_to_end_stops_its_child() -> None:
    with pytest.raises(SolverStopped):
        ChildSolver(stop=lambda: True).solve(PROBLEM, time_limit_s=30)


def test_the_warm_solver_gives_the_same_plan_for_the_same_problem() -> None:
    solver = WarmSolver(iterations=30, seed=7)

    plans = [solver.solve(PROBLEM, time_limit_s=1) for _ in range(2)]

    assert plans[0]["routes"] == plans[1]["routes"]


def test_the_warm_solver_fails_with_the_fault_too() -> None:
    with pytest.raises(SolverFailed, match="vehicles"):
        WarmSolver(iterations=1).solve({**PROBLEM, "vehicles": "none"}, time_limit_s=1)
