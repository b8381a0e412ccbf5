"""The kernels of a day under way: compiled or not they find the same, they count as the evaluator does, `warm` has them all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import stop
from routing.formats.contract import plan_to_dict
from routing.kernels.layout import BEST_PLAN, T_COST
from routing.live.orders import orders_of
from routing.search.compiled import compile_problem
from routing.search.obligations import settle_days
from routing.search.state import state_of_orders
from routing.search.warm_plan import WarmPlan
from routing.warm import warm_up
from tests.routing.problems import solved
from tests.routing.random_problems import a_random_shipment, day_under_way, random_problem
from tests.routing.test_cli import saved
from tests.routing.test_live_random import a_random_day

COMPILED_FOR = """
import sys
from numba.core.dispatcher import Dispatcher
from routing.command.cli import main

assert main(sys.argv[1:]) == 0
rooms = [vars(module) for name, module in sys.modules.items() if name.startswith("routing.kernels.")]
kernels = {id(each): each for room in rooms for each in room.values() if isinstance(each, Dispatcher)}
missed = {each.__name__ for each in kernels.values() if each.stats.cache_misses}
print(len(kernels), sorted(missed), file=sys.stderr)
"""
"""Runs the command in its arguments; prints how many kernels there are, and which were compiled for it, for nobody had before."""


def files_of_a_day(folder: Path) -> list[str]:
    """A day under way, its plan and a new shipment, as files."""
    random = Random(5)
    data = random_problem(random, shipments=8)
    data = day_under_way(random, data, solved(data, iterations=50)[1])
    plan = plan_to_dict(solved(data, iterations=50)[1])
    new = a_random_shipment(random, 99)
    return [
        str(saved(folder, part, name)) for part, name in ((data, "day.json"), (plan, "plan.json"), (new, "new.json"))
    ]


def run(line: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *line], env=os.environ | environment, capture_output=True, check=True, text=True
    )


def test_compiled_or_not_a_shipment_comes_in_the_same_way(tmp_path: Path) -> None:
    line = ["-m", "routing", "insert", *files_of_a_day(tmp_path), "--time-limit", "120", "--threads", "2"]
    found: list[dict[str, Any]] = []
    for environment in ({}, {"NUMBA_DISABLE_JIT": "1"}):
        plan = json.loads(run([*line, "--iterations", "60", "--seed", "3"], **environment).stdout)
        found.append({part: plan[part] for part in ("cost", "routes", "unassigned")})
    assert found[0] == found[1]


@given(seed=st.integers(0, 10**9))
def test_a_plan_that_was_improved_around_a_shipment_is_counted_right(seed: int) -> None:
    random = Random(seed)
    _, problem, plan = a_random_day(random)
    compiled = compile_problem(problem)
    settle_days(compiled)
    warm = WarmPlan(compiled, orders_of(compiled, plan), seed=seed)
    warm.put_in(warm.absent())
    warm.improve([random.randrange(len(problem.shipments))], stop.after_iterations(60), threads=random.choice([1, 2]))
    state = state_of_orders(compiled, warm.orders())
    assert state is not None
    assert int(warm.work.others[BEST_PLAN, T_COST]) == state.total()
    assert warm.absent() == sorted(state.absent)


@pytest.mark.parametrize("command", ["insert", "solve"])
def test_nothing_is_compiled_any_more_once_the_search_is_warm(tmp_path: Path, command: str) -> None:
    warm_up()
    files = files_of_a_day(tmp_path)
    line = [command, *(files if command == "insert" else files[:1]), "--iterations", "50", "--time-limit", "120"]
    said = run(["-c", COMPILED_FOR, *line, "-o", str(tmp_path / "out.json")]).stderr.splitlines()[-1]
    count, _, missed = said.partition(" ")
    assert (int(count) > 30, missed) == (True, "[]")
