"""One shipment more in a plan in force: where it goes, what stays, and why it may stay behind."""

from random import Random
from typing import Any

import pytest

from routing import LiveDay, insert, stop, violations
from routing.formats.contract import problem_from_dict
from tests.routing.changes import TRIALS, as_shipment, in_force, inserted, with_shipment
from tests.routing.naive_changes import best_after, told_by, value_after
from tests.routing.problems import a_problem, a_shipment, a_vehicle, codes, order, solved
from tests.routing.random_problems import random_problem

TWO = [a_vehicle("v1", start="L0", end="L0"), a_vehicle("v2", start="L5", end="L5")]


def test_it_goes_where_it_costs_least() -> None:
    plan = inserted(as_shipment(at="L4", to="L5"), vehicles=TWO)
    assert [(route.vehicle, order(plan, n)) for n, route in enumerate(plan.routes)] == [
        ("v1", ["+s1", "-s1"]),
        ("v2", ["+new", "-new"]),
    ]


def test_it_may_go_between_the_steps_of_a_route() -> None:
    plan = inserted(as_shipment(at="L2", to="L3"), shipments=[a_shipment(at="L1", to="L4")])
    assert order(plan) == ["+s1", "+new", "-new", "-s1"]
    assert plan.cost.total_s == 80


def test_the_best_alternative_is_chosen_with_the_route() -> None:
    ways = [{"location": "L5"}, {"location": "L3", "cost_s": 10}]
    plan = inserted(as_shipment(at="L1", deliveries=ways))
    assert [step.delivery for step in plan.routes[0].steps if step.shipment == "new" and step.type == "delivery"] == [1]


def test_a_receiver_without_the_room_is_passed_over() -> None:
    ways = [{"location": "L2", "receiver": "near"}, {"location": "L5", "receiver": "far"}]
    shipments = [a_shipment(deliveries=ways[:1])]
    receivers = [{"id": "near", "room": {"kg": 1}}, {"id": "far"}]
    plan = inserted(as_shipment(deliveries=ways), receivers=receivers, shipments=shipments)
    assert [step.location for step in plan.routes[0].steps if step.shipment == "new"] == ["L1", "L5"]
    plan = inserted(as_shipment(deliveries=ways[:1]), receivers=receivers, shipments=shipments)
    assert codes(plan) == {"new": "crowded_out"}


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"skills": ["chilled"]}, "no_vehicle_skill"),
        ({"load": {"kg": 11}}, "too_large"),
        ({"load": {"crates": 1}}, "too_large"),
        ({"pickup": {"location": "L1", "time_windows": [[2000, 3000]]}}, "no_shift"),
        ({"pickup": {"location": "L5", "time_windows": [[0, 20]]}}, "windows_unreachable"),
        ({"max_ride_s": 5}, "ride_too_long"),
        ({"deliveries": [{"location": "L2", "receiver": "full"}]}, "no_room"),
        ({"pickup": {"location": "L5", "time_windows": [[50, 60]]}}, "crowded_out"),
    ],
)
def test_what_does_not_fit_is_left_with_its_reason(new: dict[str, Any], code: str) -> None:
    first = a_shipment(pickup={"location": "L3", "time_windows": [[55, 60]], "service_s": 900})
    receivers = [{"id": "full", "room": {"kg": 0}}]
    plan = inserted(as_shipment(**new), receivers=receivers, shipments=[first])
    assert codes(plan) == {"new": code}
    assert order(plan) == ["+s1", "-s1"]


def test_what_is_not_worth_the_drive_is_left() -> None:
    """The way on to place 5 takes 60 s more."""
    day = {"objective": {"value_s": 30}, "shipments": [a_shipment(value=9)]}
    assert codes(inserted(as_shipment(at="L5", to="L4", value=1), **day)) == {"new": "not_worth_it"}
    assert codes(inserted(as_shipment(at="L5", to="L4", value=3), **day)) == {}


def test_the_first_shipment_of_an_empty_day_is_carried() -> None:
    plan = inserted(as_shipment(), shipments=[])
    assert order(plan) == ["+new", "-new"]


def test_without_vehicles_it_is_left() -> None:
    assert codes(inserted(as_shipment(), vehicles=[], shipments=[])) == {"new": "no_vehicle_skill"}


def test_numbers_too_large_for_the_kernels_are_no_fault() -> None:
    far = 2**50
    plan = inserted(as_shipment(), vehicles=[a_vehicle(shift=[far, far + 1000])])
    assert sorted(order(plan)) == ["+new", "+s1", "-new", "-s1"]
    assert codes(plan) == {}
    late = {"location": "L1", "time_windows": [[0, 2**55]]}
    assert codes(inserted(as_shipment(pickup=late))) == {}


def a_day(**changes: Any) -> dict[str, Any]:
    """A vehicle that left place 0 at time 0 and is free at place 1 from time 10."""
    return {"vehicle": "v1", "position": "L1", "time": 10, "started": 0, "distance_m": 100} | changes


def test_locked_steps_stay_first_whatever_comes() -> None:
    shipments = [a_shipment("s1", at="L5", to="L4"), a_shipment("s2", at="L3", to="L2")]
    day = a_day(locked=[["pickup", "s1"], ["delivery", "s1", 0]])
    plan = inserted(as_shipment(at="L1", to="L2"), in_force=[day], shipments=shipments)
    assert order(plan)[:2] == ["+s1", "-s1"]
    assert set(order(plan)[2:]) == {"+s2", "-s2", "+new", "-new"}


def test_what_is_on_board_stays_in_its_vehicle() -> None:
    day = a_day(done=[["pickup", "s1", 10]])
    vehicles = [a_vehicle(), a_vehicle("v2", start="L2", end="L2")]
    shipments = [a_shipment(deliveries=[{"location": "L5"}])]
    plan = inserted(as_shipment(at="L3", to="L4"), in_force=[day], vehicles=vehicles, shipments=shipments)
    assert [route.vehicle for route in plan.routes] == ["v1"]
    assert order(plan) == ["+new", "-new", "-s1"]


def test_what_people_count_on_is_not_dropped_for_more_value() -> None:
    vehicles = [a_vehicle(shift=[0, 60])]
    ahead = [a_shipment("s1", at="L3", to="L3", pickup={"location": "L3", "time_windows": [[30, 30]]})]
    new = {"at": "L1", "to": "L1", "pickup": {"location": "L1", "time_windows": [[30, 30]]}}
    plan = inserted(as_shipment(value=99, **new), vehicles=vehicles, shipments=ahead)
    assert codes(plan) == {"new": "crowded_out"}
    plan = inserted(as_shipment(required=True, **new), vehicles=vehicles, shipments=ahead)
    assert codes(plan) == {"s1": "crowded_out"}


def test_others_make_room_where_that_costs_less_than_leaving_it() -> None:
    """Only v1 can carry the new one, and is full: what it carries changes over, if people are told for less than it is worth."""
    vehicles = [a_vehicle(skills=["chilled"], max_stops=2), a_vehicle("v2", start="L3", end="L3")]
    problem, plan = in_force(vehicles=vehicles, objective={"value_s": 100, "change_s": 150})
    assert [route.vehicle for route in plan.routes] == ["v1"]
    new = as_shipment(skills=["chilled"], at="L3", to="L4", value=2)
    assert codes(insert(problem, plan, new, TRIALS)) == {"new": "crowded_out"}
    problem, plan = in_force(vehicles=vehicles, objective={"value_s": 100, "change_s": 50})
    moved = insert(problem, plan, new, TRIALS)
    assert {route.vehicle: order(moved, n) for n, route in enumerate(moved.routes)} == {
        "v1": ["+new", "-new"],
        "v2": ["+s1", "-s1"],
    }


def test_a_plan_that_is_late_by_now_is_mended_first() -> None:
    vehicles = [a_vehicle(), a_vehicle("v2", start="L5", end="L5")]
    shipments = [a_shipment(pickup={"location": "L1", "time_windows": [[0, 100]]})]
    _, plan = in_force(vehicles=vehicles, shipments=shipments)
    day = {"vehicle": "v1", "position": "L0", "time": 500}
    late = problem_from_dict(a_problem(vehicles=vehicles, shipments=shipments, in_force=[day]))
    found = insert(late, plan, as_shipment(), TRIALS)
    assert violations(with_shipment(late, as_shipment()), found) == []
    assert [route.vehicle for route in found.routes][-1] == "v2"
    assert LiveDay(late, plan).mended.told == ("s1",)


@pytest.mark.parametrize("seed", range(60))
def test_no_plan_is_better_for_those_who_know_the_one_before(seed: int) -> None:
    data = random_problem(Random(seed))
    problem, known = solved(data | {"shipments": data["shipments"][:-1]}, iterations=1000)
    later = problem_from_dict(data)
    day = LiveDay(problem, known, change_s=15)
    day.insert(later.shipments[-1], stop.after_iterations(3000))
    plan, told = day.plan(), told_by(known)
    assert violations(day.problem, plan) == []
    assert value_after(later, plan, told) == pytest.approx(best_after(later, told, change_s=15))
