"""The comparison with the first version: two searches, the same problems, tables of what both have played."""

from typing import Any

import pytest

from benchmarks.gain.searches import FIRST, NOW, SAMPLED, SEARCHES, TimedSolver
from benchmarks.gain.table import tables
from benchmarks.policies.cases import Picked, cases
from benchmarks.policies.results import key_of
from tests.routing.problems import a_problem, a_shipment

CASES = cases(Picked(territories=("53",), seeds=(1, 2), days=1), sweep=False)


def played(kilos: float, km: float) -> dict[str, Any]:
    run = {"offered_kg": 200.0, "reachable_kg": 150.0, "rescued_kg": kilos, "km": km, "trips": 2, "violations": {}}
    sampled = [{"shipments": 7, NOW: 1000.0, FIRST: 1100.0}, {"shipments": 3, NOW: 500.0, FIRST: 500.0}]
    return {"policies": {"foodlink": run}, "posed": [7, 3], "sampled": sampled}


@pytest.mark.parametrize("search", SEARCHES)
def test_either_search_answers_the_problem_lawfully(search: str) -> None:
    solver = TimedSolver(search, 0.05, seed=1)
    problem = a_problem(shipments=[a_shipment("s1"), a_shipment("s2", at="L3", to="L4")])
    plan = solver.solve(problem, time_limit_s=1.0)
    assert ({step["shipment"] for step in plan["routes"][0]["steps"] if "shipment" in step}, solver.posed) == (
        {"s1", "s2"},
        [2],
    )


def test_some_problems_are_given_to_both_searches() -> None:
    solver = TimedSolver(NOW, 0.02, seed=1)
    for _ in range(SAMPLED):
        solver.solve(a_problem(), time_limit_s=1.0)
    assert solver.sampled == [{"shipments": 1, NOW: 40, FIRST: 40}]


def test_the_tables_tell_kilos_kilometres_and_costs_of_what_both_have_played() -> None:
    both, one = (key_of(case.options) for case in CASES)
    told = tables(CASES, {NOW: {both: played(100.0, 50.0), one: played(1.0, 1.0)}, FIRST: {both: played(80.0, 48.0)}})
    assert "| 53 Mayenne | compiled | 100 of 200 (150) | 500 | 2.0 | 0 | 1 |" in told
    assert "| 53 Mayenne | first version | 80 of 200 (150) | 600 | 2.0 | 0 | 1 |" in told
    assert "| all | 2 | 5 (7) | 1 / 1 / 0 | +6.67% |" in told
