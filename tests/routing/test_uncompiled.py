"""Where the search is not compiled yet: a plan within the limit all the same, and the next one by compiled code."""

from __future__ import annotations

import importlib
import json
import os
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from routing import solve, stop, violations, warm
from routing.formats.contract import plan_from_dict, problem_from_dict
from routing.kernels import compiling
from tests.routing.problems import a_problem, a_shipment, order
from tests.routing.test_compiled_changes import run
from tests.server.processes import eventually, using

SHIPMENTS = [a_shipment(f"s{number}", at=f"L{number % 5}", to=f"L{1 + number % 4}") for number in range(12)]


@pytest.mark.parametrize(
    ("rule", "is_compiled_for"),
    [
        (lambda: stop.after_seconds(3), False),
        (lambda: stop.after_iterations(50), True),
        (lambda: stop.either(stop.after_seconds(60), stop.after_iterations(50)), True),
    ],
)
def test_a_clock_does_not_wait_for_the_compiler_and_a_count_does(
    monkeypatch: pytest.MonkeyPatch, rule: Callable[[], stop.Stop], is_compiled_for: bool
) -> None:
    monkeypatch.setattr(importlib.import_module("routing.solve"), "is_warm", lambda: False)
    problem = problem_from_dict(a_problem(shipments=SHIPMENTS))
    with warnings.catch_warnings() if is_compiled_for else pytest.warns(warm.NotCompiled):
        plan = solve(problem, rule())
    assert violations(problem, plan) == []
    assert plan.unassigned == ()
    assert ("in Python" in plan.stats.engine) != is_compiled_for


def test_what_is_on_board_has_its_place_when_there_is_no_time_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("routing.solve"), "is_warm", lambda: False)
    day = {"vehicle": "v1", "position": "L1", "time": 100, "started": 0, "done": [["pickup", "s1", 0]]}
    problem = problem_from_dict(a_problem(shipments=SHIPMENTS, in_force=[day]))
    with pytest.warns(warm.NotCompiled):
        plan = solve(problem, stop.after_seconds(1, since=time.monotonic() - 2))
    assert violations(problem, plan) == []
    assert order(plan) == ["-s1"]
    assert {each.code.value for each in plan.unassigned} == {"crowded_out"}
    assert {each.reason for each in plan.unassigned} == {"there was no time left to look into why it has no place"}


def test_the_command_plans_at_once_and_has_the_search_compiled_for_the_next(tmp_path: Path) -> None:
    given, kept = tmp_path / "problem.json", tmp_path / "kept"
    given.write_text(json.dumps(a_problem(shipments=SHIPMENTS)))
    line = ["-m", "routing", "solve", str(given), "--time-limit", "3", "-o", str(tmp_path / "plan.json")]
    try:
        told = run(line, NUMBA_CACHE_DIR=str(kept))
        assert told.returncode == 0, told.stderr
        assert "not compiled yet" in told.stderr
        plan = plan_from_dict(json.loads((tmp_path / "plan.json").read_text()))
        assert violations(problem_from_dict(json.loads(given.read_text())), plan) == []
        assert "in Python" in plan.stats.engine
        (compiling,) = using(kept)
        eventually(lambda: any(kept.rglob("search*.nbc")), "the search is being compiled")
    finally:
        for each in using(kept):
            os.kill(each, signal.SIGKILL)
    eventually(lambda: compiling not in using(kept), "it is gone")


def test_what_cannot_be_kept_is_not_compiled_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "IS_KEPT", False)
    assert not warm.warm_beside()


def test_compiled_code_is_not_taken_from_where_others_may_write(tmp_path: Path) -> None:
    folder = tmp_path / "kernels"
    assert compiling._is_ours_to_write(folder)
    folder.chmod(0o777)
    assert not compiling._is_ours_to_write(folder)


def test_a_user_without_a_home_has_one_place_less_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    many = len(list(compiling._usual_places()))
    monkeypatch.setattr(Path, "home", home)
    assert len(list(compiling._usual_places())) == many - 1
