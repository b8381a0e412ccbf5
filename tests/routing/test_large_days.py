"""Large days: cut into neighbourhoods, joined, and lawful whatever the cut; here with small days cut all the same."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import Plan, Problem, Progress, solve, stop, violations
from tests.routing.large_problems import random_towns, region, solved_in_pieces
from tests.routing.random_problems import day_under_way


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_every_plan_joined_from_pieces_is_lawful(seed: int) -> None:
    problem, plan = solved_in_pieces(random_towns(Random(seed)), seed=seed)
    assert violations(problem, plan) == []


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_every_plan_of_a_day_under_way_joined_from_pieces_is_lawful(seed: int) -> None:
    random = Random(seed)
    data = random_towns(random)
    _, morning = solved_in_pieces(data, iterations=100)
    problem, plan = solved_in_pieces(day_under_way(random, data, morning))
    assert violations(problem, plan) == []


@pytest.mark.parametrize("seed", range(4))
def test_pieces_share_the_room_of_a_receiver(seed: int) -> None:
    problem, plan = solved_in_pieces(region(Random(seed), room_kg=5), iterations=2000)
    assert violations(problem, plan) == []
    brought = dict.fromkeys((receiver.id for receiver in problem.receivers), 0)
    for step in _steps(plan, "delivery"):
        shipment = problem.shipments[problem.shipment_index[step.shipment or ""]]
        brought[shipment.deliveries[step.delivery or 0].receiver or ""] += 1
    whole = solve(problem, stop.after_iterations(2000), seed=seed)
    assert max(brought.values()) == 5
    assert sum(brought.values()) >= 60 - len(whole.unassigned) - 2


def _steps(plan: Plan, kind: str) -> list:
    return [step for route in plan.routes for step in route.steps if step.type == kind]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pieces_cost_little_more_than_the_whole(seed: int) -> None:
    data = region(Random(seed), shipments=100, vehicles=30)
    problem, plan = solved_in_pieces(data, iterations=10_000, seed=seed, size=25)
    whole = solve(problem, stop.after_iterations(10_000), seed=seed)
    assert _price(problem, plan) <= 1.05 * _price(problem, whole)


def _price(problem: Problem, plan: Plan) -> float:
    return plan.cost.total_s + (problem.objective.value_s or 0) * plan.cost.unserved_value


def test_the_same_seed_and_iterations_give_the_same_plan_with_any_number_of_threads() -> None:
    data = region(Random(5), room_kg=6)
    plans = [solved_in_pieces(data, threads=threads)[1] for threads in (1, 2, 3)]
    assert len({(plan.routes, plan.unassigned, plan.stats.iterations) for plan in map(_hashable, plans)}) == 1


def _hashable(plan: Plan) -> Plan:
    from dataclasses import replace

    return replace(plan, routes=str(plan.routes))  # type: ignore[arg-type]


def test_another_seed_gives_another_plan() -> None:
    data = region(Random(5))
    assert len({str(solved_in_pieces(data, seed=seed)[1].routes) for seed in range(3)}) > 1


def test_fewest_routes_come_first_in_pieces_too() -> None:
    data = region(Random(6), shipments=80)
    objective = {"vehicles": "first", "cost": "distance"}
    shipments = [shipment | {"required": True} for shipment in data["shipments"]]
    problem, plan = solved_in_pieces(data | {"objective": objective, "shipments": shipments}, iterations=8000, size=25)
    whole = solve(problem, stop.after_iterations(8000))
    assert violations(problem, plan) == []
    assert plan.cost.unserved_required == whole.cost.unserved_required == 0
    assert plan.cost.vehicles <= whole.cost.vehicles + 1


def test_what_cannot_be_served_says_why() -> None:
    data = region(Random(7))
    shipments = data["shipments"]
    shipments[0] |= {"skills": ["frozen"]}
    shipments[1] |= {"load": {"kg": 9}}
    shipments[2]["pickup"] |= {"time_windows": [[20_000, 30_000]]}
    shipments[3]["pickup"] |= {"time_windows": [[17_990, 17_995]]}
    shipments[4] |= {"max_ride_s": 1}
    shipments[5] |= {"value": 0.001}
    for shipment in shipments[6:8]:
        shipment |= {"deliveries": [{"location": "A0", "receiver": "A0"}]}
    data["receivers"][0] = {"id": "A0", "room": {"kg": 0}}
    problem, plan = solved_in_pieces(data)
    assert violations(problem, plan) == []
    assert {each.shipment: each.code.value for each in plan.unassigned} == {
        "s0": "no_vehicle_skill",
        "s1": "too_large",
        "s2": "no_shift",
        "s3": "windows_unreachable",
        "s4": "ride_too_long",
        "s5": "not_worth_it",
        "s6": "no_room",
        "s7": "no_room",
    }


def test_no_iterations_are_enough_for_a_plan() -> None:
    problem, plan = solved_in_pieces(region(Random(8)), iterations=0)
    assert violations(problem, plan) == []
    assert len(plan.unassigned) < 20


def test_a_request_to_stop_is_heard_and_progress_is_told() -> None:
    told: list[Progress] = []
    asked = stop.on_request(lambda: bool(told))
    problem, plan = solved_in_pieces(region(Random(9)), stop=asked, progress=told.append)
    assert violations(problem, plan) == []
    assert told[0].served + told[0].unserved == 60
