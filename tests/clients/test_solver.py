"""The solver in a process of its own: its plan, its word on the way, its end whatever happens."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from foodlink.clients import solver
from foodlink.clients.solver import ChildSolver, SolverFailed, SolverStopped, WarmSolver
from foodlink.routing_bridge import broken_rules
from routing.large.solve import LARGE
from routing.problem import Location
from routing.travel import engine_named
from tests.routing.osrm_server import Trouble, an_osrm_server, rule

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


def test_where_nothing_is_compiled_yet_the_child_plans_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    plan = ChildSolver().solve(PROBLEM, time_limit_s=3)

    assert broken_rules(PROBLEM, plan) == []
    assert plan["unassigned"] == []
    assert "in Python" in plan["stats"]["engine"]


def test_a_large_day_waits_for_the_compiler_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    shipments = [{**PROBLEM["shipments"][0], "id": f"s{number}"} for number in range(LARGE + 1)]
    asked = {"problem": {**PROBLEM, "shipments": shipments}, "ends_at": time.time() + 30, "seed": 1}

    with subprocess.Popen(solver._CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdin.write(json.dumps(asked).encode())
        child.stdin.close()
        said = child.stdout.readline()
        child.kill()

    assert json.loads(said) == {"compiling": True}


def test_a_child_that_compiles_first_is_given_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    word = (
        "import json, sys, time; sys.stdin.read(); print(json.dumps({'compiling': True}), flush=True); time.sleep(2);"
    )
    monkeypatch.setattr(solver, "_CHILD", [sys.executable, "-c", word + "print(json.dumps({'plan': {}}))"])

    assert ChildSolver(grace_s=1).solve(PROBLEM, time_limit_s=0.5) == {}


def test_the_child_plans_on_the_roads_and_keeps_what_the_engine_told(tmp_path: Path) -> None:
    cache = tmp_path / "home" / "drives.sqlite3"
    with an_osrm_server() as osrm:
        plans = [
            ChildSolver(travel=(f"osrm:{osrm.address}", cache)).solve(PROBLEM, time_limit_s=2, report=None)
            for _ in range(2)
        ]
        assert len(osrm.paths) == 1
    home, bakery, association = ((place["lat"], place["lon"]) for place in PROBLEM["locations"])
    way = [rule(*leg) for leg in ((home, bakery), (bakery, association), (association, home))]
    assert [plan["cost"]["distance_m"] for plan in plans] == [sum(round(drive[1]) for drive in way if drive)] * 2
    assert all("travel" not in plan["stats"] for plan in plans)


@pytest.mark.valhalla
def test_the_child_plans_with_a_real_valhalla(valhalla: str, tmp_path: Path) -> None:
    plan = ChildSolver(travel=(f"valhalla:{valhalla}", tmp_path / "drives.sqlite3")).solve(PROBLEM, time_limit_s=2)

    home, bakery, association = ((place["lat"], place["lon"]) for place in PROBLEM["locations"])
    drives = engine_named(f"valhalla:{valhalla}").matrix(
        [Location(str(number), *point) for number, point in enumerate((home, bakery, association))]
    )
    assert plan["cost"]["distance_m"] == sum(drives.distances_m[start][end] for start, end in ((0, 1), (1, 2), (2, 0)))
    assert "travel" not in plan["stats"]


def test_without_its_engine_the_child_plans_on_estimates_and_says_so(tmp_path: Path) -> None:
    away = ("osrm:http://127.0.0.1:1", tmp_path / "drives.sqlite3")

    plan = ChildSolver(travel=away).solve(PROBLEM, time_limit_s=2)

    assert broken_rules(PROBLEM, plan | {"stats": {}}) == []
    (shortfall,) = plan["stats"]["travel"]
    assert (shortfall["kind"], shortfall["drives"], shortfall["asked"]) == ("unanswered", 6, 6)
    assert "Connection refused" in shortfall["said"]


def test_tiles_that_are_gone_are_an_engine_that_is_away(tmp_path: Path) -> None:
    gone = (f"valhalla-tiles:{tmp_path}/gone.tar", tmp_path / "drives.sqlite3")

    plan = ChildSolver(travel=gone).solve(PROBLEM, time_limit_s=2)

    (shortfall,) = plan["stats"]["travel"]
    assert (shortfall["kind"], shortfall["drives"]) == ("unanswered", 6)


def test_an_engine_that_is_silent_takes_half_of_the_time_and_not_the_plan(tmp_path: Path) -> None:
    with an_osrm_server(*[Trouble(pause_s=60.0)] * 10) as osrm:
        travel = (f"osrm:{osrm.address}", tmp_path / "drives.sqlite3")
        plan = ChildSolver(travel=travel).solve(PROBLEM, time_limit_s=4)
    assert plan["unassigned"] == []
    assert [one["kind"] for one in plan["stats"]["travel"]] == ["unanswered"]


def test_the_warm_solver_gives_the_same_plan_for_the_same_problem() -> None:
    warm = WarmSolver(iterations=30, seed=7)

    plans = [warm.solve(PROBLEM, time_limit_s=1) for _ in range(2)]

    assert plans[0]["routes"] == plans[1]["routes"]


def test_the_warm_solver_fails_with_the_fault_too() -> None:
    with pytest.raises(SolverFailed, match="vehicles"):
        WarmSolver(iterations=1).solve({**PROBLEM, "vehicles": "none"}, time_limit_s=1)
