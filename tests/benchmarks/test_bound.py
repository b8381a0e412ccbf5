"""The bound: below the best of every plan, always; where it is proven, that plan."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from benchmarks.routing.bound.day import bound_of_day, orders_of, plan_from
from benchmarks.routing.bound.generation import bounded
from benchmarks.routing.bound.setting import Setting
from benchmarks.routing.rich_day import rich_day
from benchmarks.routing.singles import SINGLES
from benchmarks.routing.tables_days import small_table
from benchmarks.routing.wanted import Only
from routing import Problem, solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.travel import with_matrix
from tests.benchmarks.test_routing_figures import a_row
from tests.routing.naive import best_objective
from tests.routing.problems import Json, a_problem, a_shipment, a_vehicle
from tests.routing.random_problems import random_problem

PRICED = {"value_s": 100, "unserved": "value", "cost": "duration", "vehicles": "cost"}
ONE_UNIT = Fraction(1, 1000)


def priced(random: Random) -> Problem:
    """A random problem whose value has a price."""
    data = random_problem(random)
    price = {"value_s": random.choice([10, 50, 200.5]), "vehicles": "cost"}
    return problem_from_dict(data | {"objective": price | data["objective"] | {"vehicles": "cost"}})


def without_a_plan(problem: Problem, *, labels: int) -> tuple[Fraction, Fraction, int]:
    found = bounded(problem, [()] * len(problem.vehicles), labels=labels)
    return found.bound, found.cost, found.required_s


@pytest.mark.parametrize("seed", range(80))
def test_the_bound_is_the_cost_of_the_best_plan_of_a_small_problem(seed: int) -> None:
    problem = priced(Random(seed))
    bound, cost, required_s = without_a_plan(problem, labels=100_000)
    missing, least = best_objective(problem)
    best = required_s * missing + least
    assert float(bound) == pytest.approx(best, abs=0.01)
    assert float(cost) == pytest.approx(best, abs=0.01)


@pytest.mark.parametrize("labels", [0, 1, 10, 60])
@pytest.mark.parametrize("seed", range(20))
def test_a_bound_that_was_ended_early_is_below_the_best_plan(seed: int, labels: int) -> None:
    problem = priced(Random(seed))
    bound, cost, required_s = without_a_plan(problem, labels=labels)
    missing, least = best_objective(problem)
    assert float(bound) <= required_s * missing + least + 0.01
    assert bound <= cost


def test_the_best_plan_of_a_small_rich_day_is_proven_and_lawful() -> None:
    problem = with_matrix(problem_from_dict(rich_day(seed=6, lots=12, associations=6, drivers=4)))
    first = solve(problem, stop.after_iterations(200), seed=1, threads=1)
    found = bounded(problem, orders_of(problem, first), labels=300_000)
    plan = plan_from(problem, found.orders)
    assert violations(problem, plan) == []
    assert float(found.cost) == pytest.approx(plan.cost.total_s + 900 * plan.cost.unserved_value)
    assert found.cost - found.bound < ONE_UNIT


def test_the_figure_of_a_day_leaves_out_what_no_plan_can_serve() -> None:
    far = a_shipment("far", required=True, pickup={"location": "L1", "time_windows": [[2000, 3000]]})
    data = a_problem(shipments=[a_shipment(), far], objective=PRICED)
    figure = bound_of_day(data, labels=1000)
    assert figure["bound"] == figure["cost"] == 40 + 100


def test_room_is_shared_by_all_routes() -> None:
    deliveries = [{"location": "L2", "receiver": "r"}]
    data: Json = a_problem(
        receivers=[{"id": "r", "room": {"kg": 2}}],
        vehicles=[a_vehicle("v1"), a_vehicle("v2")],
        shipments=[a_shipment(f"s{n}", deliveries=deliveries) for n in range(3)],
        objective=PRICED,
    )
    bound, cost, _ = without_a_plan(problem_from_dict(data), labels=10_000)
    assert bound == cost == 40 + 100


@pytest.mark.parametrize("objective", [{}, {"vehicles": "first"}])
def test_a_problem_without_a_price_of_value_has_no_bound(objective: Json) -> None:
    with pytest.raises(ValueError, match="value_s"):
        Setting(problem_from_dict(a_problem(objective=objective)))


def test_a_problem_of_very_many_shipments_has_no_bound() -> None:
    data = a_problem(shipments=[a_shipment(f"s{n}") for n in range(63)], objective=PRICED)
    with pytest.raises(ValueError, match="62 shipments"):
        Setting(problem_from_dict(data))


def test_the_bound_of_each_small_day_is_a_figure() -> None:
    names = [name for name in SINGLES if Only("figure=bound").takes_figure(name)]
    assert names == [f"bound rich-small-{number}" for number in range(1, 13)]
    assert not any(Only("figure=start").takes_figure(name) for name in names)


def test_a_small_day_stands_beside_its_bound() -> None:
    rows = [a_row(instance="rich-small-1", size=12, best=None, cost=1010.0)]
    found = {"bound": 1000.0, "relaxed": 990.0, "cost": 1000.0}
    line = "| rich-small-1 | 12 | 1,000 | 1,000 | 1,010 | 1.00 % | proven | 1.00 % |"
    assert small_table(rows, {"bound rich-small-1": found}).splitlines()[2] == line
    assert "| 0.51 % | 0.51 % |" in small_table(rows, {"bound rich-small-1": found | {"bound": 1004.9, "cost": 1015.0}})
    assert small_table(rows, {}) == "No run yet."
