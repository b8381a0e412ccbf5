"""Days under way against the slow twin: every plan of them is lawful, and none is better."""

from random import Random

import pytest

from routing import Plan, Problem, violations
from tests.routing.naive import best_objective, objective_of
from tests.routing.problems import Json, a_problem, a_shipment, a_vehicle, order, solved
from tests.routing.random_days import any_day
from tests.routing.random_problems import day_under_way, random_problem


def objective(problem: Problem, plan: Plan) -> tuple[float, ...]:
    """What the plan is worth, as the twin counts it."""
    left = {each.shipment for each in plan.unassigned}
    return objective_of(problem, left, plan.cost.total_s, plan.cost.vehicles)


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_of_a_small_day_under_way_is_better(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random)
    _, morning = solved(data, iterations=400)
    problem, plan = solved(day_under_way(random, data, morning))
    assert violations(problem, plan) == []
    assert objective(problem, plan) == pytest.approx(best_objective(problem))


@pytest.mark.parametrize("seed", range(100))
def test_no_plan_of_a_small_day_that_nobody_foresaw_is_better(seed: int) -> None:
    random = Random(seed)
    problem, plan = solved(any_day(random, random_problem(random)))
    assert violations(problem, plan) == []
    assert objective(problem, plan) == pytest.approx(best_objective(problem))


def best(day: Json, **changes: object) -> Plan:
    """The plan of a day under way, checked; nothing is left behind, and the twin finds none that costs less."""
    problem, plan = solved(a_problem(in_force=[day], **changes))
    assert violations(problem, plan) == []
    assert plan.unassigned == ()
    assert best_objective(problem) == (0, 0, 0, plan.cost.total_s)
    return plan


def test_what_is_on_board_waits_while_there_is_capacity_for_what_lies_ahead() -> None:
    shipments = [a_shipment("old", at="L2", to="L1"), a_shipment("new", at="L3", to="L3")]
    day = {"vehicle": "v1", "position": "L2", "time": 20, "started": 0, "done": [["pickup", "old", 20]]}
    ahead = best(day, shipments=shipments)
    assert order(ahead) == ["+new", "-new", "-old"]
    assert ahead.cost.total_s == 10 + 20 + 10
    full = best(day, shipments=shipments, vehicles=[a_vehicle(capacity={"kg": 1})])
    assert order(full) == ["-old", "+new", "-new"]
    assert full.cost.total_s == 10 + 20 + 30


def test_the_ride_of_what_is_on_board_counts_from_its_pickup() -> None:
    """At place 1 it is on board for 30 s by way of place 3, the other way for 10."""
    new = a_shipment("new", at="L3", to="L3")
    day = {"vehicle": "v1", "position": "L2", "time": 20, "started": 0, "done": [["pickup", "old", 15]]}
    costs = {
        ride: best(day, shipments=[a_shipment("old", at="L2", to="L1", max_ride_s=ride), new]).cost.total_s
        for ride in (35, 34)
    }
    assert costs == {35: 10 + 20 + 10, 34: 10 + 20 + 30}


def test_a_locked_step_is_driven_to_first_though_another_way_is_shorter() -> None:
    shipments = [a_shipment("s1", at="L2", to="L3"), a_shipment("s2", at="L5", to="L4")]
    day = {"vehicle": "v1", "position": "L1", "time": 10, "started": 0}
    free = best(day, shipments=shipments)
    assert order(free)[0] == "+s1"
    assert free.cost.total_s == 10 + 10 + 20 + 10 + 40
    locked = best(day | {"locked": [["pickup", "s2"]]}, shipments=shipments)
    assert order(locked) == ["+s2", "-s2", "+s1", "-s1"]
    assert locked.cost.total_s == 40 + 10 + 20 + 10 + 30


@pytest.mark.parametrize(("change_s", "vehicle", "total_s"), [(29, "near", 20 + 2 * 29), (31, "far", 80)])
def test_two_stay_as_people_were_told_where_telling_both_costs_more_than_it_saves(
    change_s: int, vehicle: str, total_s: int
) -> None:
    vehicles = [a_vehicle("near", start="L1", end="L1"), a_vehicle("far", start="L5", end="L5")]
    told = [["pickup", "s1"], ["pickup", "s2"], ["delivery", "s1", 0], ["delivery", "s2", 0]]
    day = {"vehicle": "far", "position": "L5", "time": 0, "planned": told}
    shipments = [a_shipment("s1"), a_shipment("s2")]
    plan = best(day, vehicles=vehicles, shipments=shipments, objective={"change_s": change_s})
    assert [route.vehicle for route in plan.routes] == [vehicle]
    assert plan.cost.total_s == total_s


def test_who_gets_it_stays_as_people_were_told_where_that_saves_less_than_telling() -> None:
    """Of two who could get it the far one was told, and costs 60 s of driving more."""
    ways = [{"location": "L2"}, {"location": "L5"}]
    day = {"vehicle": "v1", "position": "L0", "time": 0, "planned": [["pickup", "s1"], ["delivery", "s1", 1]]}
    costs = {
        change_s: best(day, shipments=[a_shipment(deliveries=ways)], objective={"change_s": change_s}).cost.total_s
        for change_s in (59, 61)
    }
    assert costs == {59: 40 + 59, 61: 100}
