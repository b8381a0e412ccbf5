"""The check finds every kind of fault in a plan that was lawful."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from routing import violations
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from tests.routing.problems import a_problem, a_shipment, a_vehicle, solved

Json = dict[str, Any]


def the_problem() -> Json:
    way = {"location": "L3", "receiver": "r1", "time_windows": [[0, 500]], "service_s": 5}
    shipments = [
        a_shipment(deliveries=[way], skills=["chilled"], max_ride_s=200),
        a_shipment("s2", deliveries=[way, way | {"location": "L4"}]),
        a_shipment("s3", load={"kg": 99}),
    ]
    places = [{"id": f"L{n}", "setup_s": 3} for n in range(6)]
    return a_problem(
        locations=places,
        shipments=shipments,
        receivers=[{"id": "r1", "room": {"kg": 2}}],
        vehicles=[
            a_vehicle(skills=["chilled"], max_stops=4, max_duration_s=400, max_distance_m=5000),
            a_vehicle("v2"),
        ],
    )


def the_plan() -> Json:
    _, plan = solved(the_problem())
    return plan_to_dict(plan)


def shifted(plan: Json, seconds: int) -> None:
    for step in plan["routes"][0]["steps"]:
        for name in ("arrival_s", "start_s", "departure_s"):
            step[name] += seconds


def test_the_plan_of_the_solver_is_lawful() -> None:
    assert violations(problem_from_dict(the_problem()), plan_from_dict(the_plan())) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda problem: problem["vehicles"][0].update(skills=[]), "lacks a skill"),
        (lambda problem: problem["vehicles"][0].update(capacity={"kg": 1.5}), "more kg on board"),
        (lambda problem: problem["vehicles"][0].update(max_stops=1), "max_stops"),
        (lambda problem: problem["vehicles"][0].update(max_duration_s=20), "max_duration_s"),
        (lambda problem: problem["vehicles"][0].update(max_distance_m=20), "max_distance_m"),
        (lambda problem: problem["vehicles"][0].update(shift=[0, 30]), "after the shift"),
        (lambda problem: problem["vehicles"][0].update(shift=[999, 1000]), "leaves before its shift"),
        (lambda problem: problem["vehicles"][0].update(start="L5", end="L0"), "is not a start"),
        (lambda problem: problem["vehicles"][0].update(end="L5"), "is not an end"),
        (lambda problem: problem["vehicles"][0].update(speed_factor=2.0), "departure before plus the drive"),
        (lambda problem: problem["vehicles"][0].update(fixed_cost_s=7), "cost.total_s"),
        (lambda problem: problem["receivers"][0].update(room={"kg": 1}), "for a room of 1"),
        (lambda problem: problem["shipments"][0].update(max_ride_s=5), "late"),
        (lambda problem: problem["shipments"][0]["pickup"].update(time_windows=[[0, 0]]), "late"),
        (lambda problem: problem["shipments"][0]["pickup"].update(time_windows=[[900, 901]]), "windows"),
        (lambda problem: problem["shipments"][0]["pickup"].update(service_s=9), "start plus the service"),
        (lambda problem: problem["shipments"][0]["pickup"].update(location="L5"), "is not at 'L5'"),
        (lambda problem: problem["shipments"][2].update(load={"kg": 1}), "too_large does not hold"),
        (lambda problem: problem["locations"][1].update(setup_s=50), "before arrival and setup"),
        (lambda problem: problem["objective"].update(cost="distance"), "cost.total_s"),
        (lambda problem: problem["shipments"].append(a_shipment("s4")), "unassigned 0 times"),
    ],
)
def test_a_rule_that_is_made_harder_is_broken(change: Callable[[Json], object], said: str) -> None:
    problem = the_problem() | {"objective": {}}
    change(problem)
    faults = violations(problem_from_dict(problem), plan_from_dict(the_plan()))
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan["routes"][0].update(duration_s=1), "distance and duration are"),
        (lambda plan: plan["routes"][0].update(distance_m=1), "distance and duration are"),
        (lambda plan: plan["cost"].update(unserved_value=5.0), "cost.unserved_value"),
        (lambda plan: plan["cost"].update(unserved_required=1), "cost.unserved_required"),
        (lambda plan: plan["cost"].update(vehicles=2), "cost.vehicles"),
        (lambda plan: plan["unassigned"].clear(), "unassigned 0 times"),
        (lambda plan: plan["unassigned"].append(plan["unassigned"][0]), "unassigned 2 times"),
        (lambda plan: plan["unassigned"][0].update(code="on_board"), "on_board is for what is on board"),
        (lambda plan: plan["unassigned"][0].update(code="not_worth_it"), "value has no price"),
        (lambda plan: plan["unassigned"][0].update(code="no_shift"), "no_shift does not hold"),
        (lambda plan: plan["unassigned"][0].update(shipment="who"), "unknown shipment"),
        (lambda plan: plan["routes"].append(copy.deepcopy(plan["routes"][0])), "second route"),
        (lambda plan: plan["routes"][0].update(vehicle="who"), "unknown vehicle"),
        (lambda plan: plan["routes"][0]["steps"].pop(), "is not an end"),
        (lambda plan: plan["routes"][0]["steps"].pop(1), "delivered before it is picked up"),
        (lambda plan: plan["routes"][0]["steps"].pop(-2), "picked up and not delivered"),
        (lambda plan: plan["routes"][0]["steps"][1].update(load={"kg": 7}), "load is not what is on board"),
        (lambda plan: plan["routes"][0]["late"].append({"shipment": "s1", "type": "pickup", "late_s": 3}), "late"),
        (lambda plan: shifted(plan, -2000), "leaves before its shift"),
        (lambda plan: shifted(plan, 2000), "after the shift"),
        (lambda plan: shifted(plan, 490), "late"),
        (lambda plan: plan["routes"][0]["steps"][-1].update(start_s=1), "times do not follow"),
    ],
)
def test_a_plan_that_is_tampered_with_is_found_out(change: Callable[[Json], object], said: str) -> None:
    plan = the_plan()
    change(plan)
    faults = violations(problem_from_dict(the_problem()), plan_from_dict(plan))
    assert any(said in fault for fault in faults), faults


def test_a_day_in_force_is_looked_at() -> None:
    day = {"vehicle": "v1", "position": "L5", "time": 700, "started": 0, "locked": [["pickup", "s2"]]}
    problem = the_problem() | {"in_force": [day]}
    faults = violations(problem_from_dict(problem), plan_from_dict(the_plan()))
    assert any("is not a start at 'L5'" in fault for fault in faults)
    day |= {"position": "L0", "time": 0, "locked": [["pickup", "s2"], ["delivery", "s2", 1]]}
    faults = violations(problem_from_dict(problem), plan_from_dict(the_plan()))
    assert any("does not begin with its locked steps" in fault for fault in faults)


def test_locked_steps_without_a_route_are_missed() -> None:
    day = {"vehicle": "v2", "position": "L0", "time": 0, "locked": [["pickup", "s3"]]}
    faults = violations(problem_from_dict(the_problem() | {"in_force": [day]}), plan_from_dict(the_plan()))
    assert any("its locked steps are missing" in fault for fault in faults)


def test_without_a_matrix_the_drives_of_the_plan_are_asked_for_and_no_others() -> None:
    places = [{"id": f"L{n}", "lat": 47 + n / 1000, "lon": -1.5, "setup_s": 3} for n in range(20_000)]
    data = the_problem() | {"locations": places}
    small = data | {"locations": places[:6]}
    del data["matrix"], small["matrix"]
    _, plan = solved(small)
    assert violations(problem_from_dict(data), plan) == []
    moved = data | {"locations": [places[0], {**places[1], "lat": 47.5}, *places[2:]]}
    faults = violations(problem_from_dict(moved), plan)
    assert any("departure before plus the drive" in fault for fault in faults)


def test_a_plan_whose_sums_leave_64_bits_is_checked_all_the_same() -> None:
    data = a_problem(shipments=[a_shipment(deliveries=[{"location": "L2", "cost_s": 2**63 - 1}], required=True)])
    problem, plan = solved(data, iterations=2)
    assert plan.cost.total_s > 2**63
    assert violations(problem, plan_from_dict(plan_to_dict(plan))) == []


def test_an_alternative_below_zero_is_told() -> None:
    problem, plan = solved(a_problem())
    route = plan.routes[0]
    steps = tuple(replace(step, delivery=-2) if step.type == "delivery" else step for step in route.steps)
    assert violations(problem, replace(plan, routes=(replace(route, steps=steps),)))
