"""The kernels: compiled or not they find the same, they count what the evaluator in Python counts, and they can be stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import Progress, solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.search.compiled import compile_problem
from routing.search.fitting import fits_kernels
from routing.search.obligations import settle_days
from routing.search.state import state_of_orders
from routing.search.team import Team
from routing.travel import with_matrix
from tests.routing.problems import a_problem, a_shipment, a_vehicle
from tests.routing.random_problems import day_under_way, random_problem


def plan_of(problem: Path, *, compiled: bool, iterations: int) -> dict[str, Any]:
    """The plan of a problem file by the command, with the kernels compiled or run as they are written."""
    command = [sys.executable, "-m", "routing", "solve", str(problem), "--time-limit", "120", "--threads", "2"]
    answer = subprocess.run(
        [*command, "--iterations", str(iterations), "--seed", "3"],
        env=os.environ | ({} if compiled else {"NUMBA_DISABLE_JIT": "1"}),
        capture_output=True,
        check=True,
        text=True,
    )
    plan: dict[str, Any] = json.loads(answer.stdout)
    return {part: plan[part] for part in ("cost", "routes", "unassigned")}


def few_vehicles_first() -> dict[str, Any]:
    """A problem whose cost is metres and whose routes are to be few, as the public benchmarks are."""
    shipments = [a_shipment(f"s{n}", at=f"L{n % 5}", to=f"L{(3 * n + 1) % 6}", required=True) for n in range(9)]
    vehicles = [a_vehicle(f"v{n}", capacity={"kg": 3}, shift=[0, 300]) for n in range(5)]
    return a_problem(shipments=shipments, vehicles=vehicles, objective={"vehicles": "first", "cost": "distance"})


@pytest.mark.parametrize("make", [few_vehicles_first, lambda: random_problem(Random(11), shipments=7)])
def test_compiled_or_not_the_kernels_find_the_same_plan(tmp_path: Path, make: Any) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(make()))
    assert plan_of(problem, compiled=True, iterations=60) == plan_of(problem, compiled=False, iterations=60)


def a_team(data: dict[str, Any]) -> Team:
    """Two searchers of a problem that have made a first plan."""
    compiled = compile_problem(with_matrix(problem_from_dict(data)))
    settle_days(compiled)
    assert fits_kernels(compiled)
    team = Team(compiled, seed=5, threads=2)
    team.first_plan()
    return team


def assert_counts_right(team: Team, orders: list[tuple[int, ...]]) -> None:
    """What the kernels hold of their best plan is what the evaluator in Python says of the same orders."""
    state = state_of_orders(team.compiled, orders)
    assert state is not None
    standing = team.best.best
    missing, _, used, _ = state.score()
    assert (standing.cost, standing.missing) == (state.total(), missing)
    assert standing.used == sum(bool(route.nodes) for route in state.routes)
    assert used in (0, standing.used)


@given(seed=st.integers(0, 10**9))
def test_the_kernels_count_what_the_evaluator_counts(seed: int) -> None:
    team = a_team(random_problem(Random(seed), shipments=6))
    assert_counts_right(team, team.search(stop.after_iterations(200), lambda *_: None))


@given(seed=st.integers(0, 10**9))
def test_they_count_right_on_a_day_under_way(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random, shipments=4)
    morning = solve(problem_from_dict(data), stop.after_iterations(50), seed=1)
    team = a_team(day_under_way(random, data, morning))
    assert_counts_right(team, team.search(stop.after_iterations(200), lambda *_: None))


def test_a_search_without_a_clock_ends_on_request_with_a_lawful_plan() -> None:
    problem = problem_from_dict(random_problem(Random(2), shipments=40))
    asked = threading.Event()
    told: list[Progress] = []

    def progress(now: Progress) -> None:
        told.append(now)
        asked.set()

    plan = solve(problem, stop.on_request(asked.is_set), seed=1, progress=progress)
    assert violations(problem, plan) == []
    assert told[0].served + told[0].unserved == len(problem.shipments)


def test_progress_tells_of_plans_that_never_get_worse() -> None:
    problem = problem_from_dict(few_vehicles_first() | {"objective": {"cost": "distance"}})
    told: list[Progress] = []
    plan = solve(problem, stop.after_seconds(1.5), seed=1, progress=told.append)
    costs = [now.total_s for now in told]
    assert costs == sorted(costs, reverse=True)
    assert told[-1].total_s >= plan.cost.total_s


def test_numbers_beyond_the_kernels_are_left_to_python() -> None:
    data = a_problem(vehicles=[a_vehicle(shift=[0, 1 << 60])])
    data["matrix"]["durations_s"][0][1] = 1 << 55
    plan = solve(problem_from_dict(data), stop.after_iterations(5), seed=1)
    assert "Python" in plan.stats.engine
    assert violations(problem_from_dict(data), plan) == []
