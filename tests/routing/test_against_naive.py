"""The solver against its slow twin: every plan is lawful, and on small problems none is better."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import solve, stop, violations
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict, problem_to_dict
from tests.routing.naive import best_objective, objective_of
from tests.routing.problems import line_matrix, solved
from tests.routing.random_problems import PLACES, day_under_way, random_problem


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_of_a_small_problem_is_better(seed: int) -> None:
    problem, plan = solved(random_problem(Random(seed)), iterations=5000)
    left = {each.shipment for each in plan.unassigned}
    found = objective_of(problem, left, plan.cost.total_s, plan.cost.vehicles)
    assert violations(problem, plan) == []
    assert found == pytest.approx(best_objective(problem))


@pytest.mark.parametrize("seed", range(1000, 1030))
def test_none_is_better_where_some_shipments_are_worth_nothing(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random, shipments=4) | {"matrix": line_matrix(PLACES)}
    for shipment in data["shipments"]:
        shipment["value"] = random.choice([0, 0, 2])
    problem, plan = solved(data, iterations=2000)
    left = {each.shipment for each in plan.unassigned}
    found = objective_of(problem, left, plan.cost.total_s, plan.cost.vehicles)
    assert violations(problem, plan) == []
    assert found == pytest.approx(best_objective(problem), abs=1e-6)


@given(seed=st.integers(0, 10**9))
def test_every_plan_of_a_random_problem_is_lawful(seed: int) -> None:
    problem, plan = solved(random_problem(Random(seed), shipments=6), iterations=400)
    assert violations(problem, plan) == []


@given(seed=st.integers(0, 10**9))
def test_every_plan_of_a_random_day_under_way_is_lawful(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random, shipments=4)
    _, morning = solved(data, iterations=400)
    problem, plan = solved(day_under_way(random, data, morning), iterations=400)
    assert violations(problem, plan) == []


@given(seed=st.integers(0, 10**9))
def test_problems_and_plans_are_read_as_they_were_written(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random)
    problem, plan = solved(data, iterations=50)
    later = problem_from_dict(day_under_way(random, data, plan))
    assert problem_from_dict(problem_to_dict(problem)) == problem
    assert problem_from_dict(problem_to_dict(later)) == later
    assert plan_from_dict(plan_to_dict(plan)) == plan


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    problem = problem_from_dict(random_problem(Random(4), shipments=6))
    first, second = (solve(problem, stop.after_iterations(40), seed=9) for _ in range(2))
    assert (first.routes, first.unassigned, first.cost) == (second.routes, second.unassigned, second.cost)
