"""Each rule of a problem, on a line of places ten seconds and a hundred metres apart."""

from typing import Any

import pytest

from routing import violations
from routing.units import to_thousandths
from tests.routing.naive import best_objective, objective_of
from tests.routing.problems import a_problem, a_shipment, a_vehicle, codes, order, solved

ASYMMETRIC = {
    "durations_s": [[0, 10, 99], [10, 0, 10], [99, 50, 0]],
    "distances_m": [[0, 1, 9], [1, 0, 1], [9, 5, 0]],
}


def best(**changes: Any) -> Any:
    """The plan of a problem, checked, and held against every plan there is: none is better."""
    problem, plan = solved(a_problem(**changes))
    assert violations(problem, plan) == []
    left = {each.shipment for each in plan.unassigned}
    assert objective_of(problem, left, plan.cost.total_s, plan.cost.vehicles) == best_objective(problem)
    return plan


def test_a_shipment_is_fetched_and_delivered_and_the_vehicle_comes_home() -> None:
    plan = best()
    assert order(plan) == ["+s1", "-s1"]
    assert (plan.cost.duration_s, plan.cost.distance_m, plan.cost.total_s) == (40, 400, 40)


def test_an_open_route_ends_at_its_last_step() -> None:
    plan = best(vehicles=[a_vehicle(end=None)])
    assert plan.cost.duration_s == 20
    assert plan.routes[0].steps[-1].type == "delivery"


def test_the_departure_is_as_late_as_the_windows_allow() -> None:
    shipment = a_shipment(pickup={"location": "L1", "time_windows": [[500, 600]]})
    assert best(shipments=[shipment]).cost.duration_s == 40


def test_of_several_windows_any_one_will_do() -> None:
    """The first of the pickup is over on arrival; from the second the third of the delivery is met with the least waiting."""
    pickup = {"location": "L1", "time_windows": [[0, 5], [100, 110]]}
    delivery = {"location": "L2", "time_windows": [[0, 60], [300, 310], [125, 130]]}
    plan = best(shipments=[a_shipment(pickup=pickup, deliveries=[delivery])])
    assert order(plan) == ["+s1", "-s1"]
    assert [step.start_s for step in plan.routes[0].steps] == [100, 110, 125, 145]
    assert plan.cost.total_s == 10 + 15 + 20


def test_setup_is_counted_once_at_a_place() -> None:
    places = [{"id": f"L{n}", "setup_s": 100} for n in range(6)]
    plan = best(locations=places, shipments=[a_shipment("s1"), a_shipment("s2")])
    assert plan.cost.duration_s == 40 + 2 * 100


def test_service_is_not_scaled_by_speed_and_drives_are_rounded_up() -> None:
    vehicle = a_vehicle(speed_factor=1.5)
    shipment = a_shipment(pickup={"location": "L1", "service_s": 5})
    assert best(vehicles=[vehicle], shipments=[shipment]).cost.duration_s == 7 + 5 + 7 + 14


def test_drives_are_rounded_up_from_the_decimal_that_was_written() -> None:
    matrix = {"durations_s": [[0, 21], [21, 0]], "distances_m": [[0, 1], [1, 0]]}
    shipment = a_shipment(at="L0", to="L1")
    plan = best(places=2, matrix=matrix, vehicles=[a_vehicle(speed_factor=0.7)], shipments=[shipment])
    assert plan.cost.duration_s == 60


def test_an_asymmetric_matrix_is_driven_in_its_own_direction() -> None:
    plan = best(places=3, matrix=ASYMMETRIC, shipments=[a_shipment(at="L1", to="L2")])
    assert plan.cost.duration_s == 10 + 10 + 99


def test_the_shift_bounds_departure_and_end() -> None:
    assert best(vehicles=[a_vehicle(shift=[0, 40])]).unassigned == ()
    assert codes(best(vehicles=[a_vehicle(shift=[0, 39])])) == {"s1": "windows_unreachable"}


BINDING: list[dict[str, Any]] = [
    {"capacity": {"kg": 10, "crates": 1}},
    {"max_stops": 3},
    {"max_duration_s": 90},
    {"max_distance_m": 900},
    {"shift": [0, 95]},
    {"skills": []},
]


@pytest.mark.parametrize("limit", BINDING, ids=lambda limit: next(iter(limit)))
def test_a_limit_that_binds_leads_to_the_best_plan_that_keeps_it(limit: dict[str, Any]) -> None:
    """Without it one round of the near vehicle brings all three; with it one that is dear to send out has to drive."""
    shipments = [
        a_shipment("s1", at="L1", to="L4", load={"kg": 1, "crates": 1}, skills=["chilled"]),
        a_shipment("s2", at="L2", to="L5", load={"kg": 1, "crates": 1}),
        a_shipment("s3", at="L1", to="L3", load={"kg": 1, "crates": 1}),
    ]
    free = {"skills": ["chilled"], "capacity": {"kg": 10, "crates": 3}}
    far = a_vehicle("far", start="L5", fixed_cost_s=300, **free)
    whole = best(vehicles=[a_vehicle(**free), far], shipments=shipments)
    kept = best(vehicles=[a_vehicle(**(free | limit)), far], shipments=shipments)
    assert (whole.cost.vehicles, whole.unassigned) == (1, ())
    assert kept.unassigned == ()
    assert kept.cost.total_s > whole.cost.total_s


@pytest.mark.parametrize("limit", [{"max_stops": 1}, {"max_duration_s": 39}, {"max_distance_m": 399}])
def test_a_limit_of_the_route_is_kept(limit: dict[str, int]) -> None:
    assert codes(best(vehicles=[a_vehicle(**limit)])) == {"s1": "windows_unreachable"}


def test_consecutive_steps_at_one_place_are_one_visit() -> None:
    shipments = [a_shipment("s1"), a_shipment("s2")]
    assert best(vehicles=[a_vehicle(max_stops=2)], shipments=shipments).unassigned == ()


def test_every_dimension_of_the_load_counts() -> None:
    shipments = [a_shipment(f"s{n}", load={"kg": 1, "crates": 1}) for n in range(3)]
    vehicle = a_vehicle(capacity={"kg": 10, "crates": 1}, max_duration_s=40)
    assert len(best(vehicles=[vehicle], shipments=shipments).unassigned) == 2


def test_a_dimension_that_a_vehicle_does_not_name_is_nothing_for_it() -> None:
    assert codes(best(shipments=[a_shipment(load={"litres": 1})])) == {"s1": "too_large"}


def test_loads_are_summed_exactly() -> None:
    shipments = [a_shipment(f"s{n}", load={"kg": 0.1}) for n in range(3)]
    vehicle = a_vehicle(capacity={"kg": 0.3}, max_duration_s=40)
    plan = best(vehicles=[vehicle], shipments=shipments)
    assert plan.unassigned == ()
    assert max(step.load.get("kg", 0) for step in plan.routes[0].steps) == to_thousandths(0.3)


def test_a_vehicle_needs_every_skill() -> None:
    shipment = a_shipment(skills=["chilled", "lift"])
    assert codes(best(vehicles=[a_vehicle(skills=["chilled"])], shipments=[shipment])) == {"s1": "no_vehicle_skill"}


def test_a_ride_is_kept_short_by_delaying_the_pickup() -> None:
    """Both are fetched at place 1, the other one by 460: too soon to fetch at once what is at its receiver's at 500."""
    delivery = {"location": "L2", "time_windows": [[500, 500]]}
    other = a_shipment("s2", to="L5", pickup={"location": "L1", "time_windows": [[420, 460]]})
    plan = best(shipments=[a_shipment(deliveries=[delivery], max_ride_s=30), other])
    assert order(plan) == ["+s2", "+s1", "-s1", "-s2"]
    start, fetched, picked, *delivered, end = (step.start_s for step in plan.routes[0].steps)
    assert 470 <= picked <= 490
    assert (start, fetched, *delivered, end) == (450, 460, 500, 530, 580)
    assert plan.cost.total_s == 10 + 40 + 30 + 50


def test_a_ride_that_is_too_long_even_alone_is_named() -> None:
    assert codes(best(shipments=[a_shipment(max_ride_s=9)])) == {"s1": "ride_too_long"}


def test_who_gets_it_is_decided_with_the_way_and_its_cost() -> None:
    ways = [{"location": "L5", "cost_s": 0}, {"location": "L2", "cost_s": 59}]
    assert best(shipments=[a_shipment(deliveries=ways)]).routes[0].steps[2].delivery == 1
    ways[1]["cost_s"] = 61
    assert best(shipments=[a_shipment(deliveries=ways)]).routes[0].steps[2].delivery == 0


def test_room_is_shared_by_all_that_a_receiver_gets() -> None:
    ways = [{"location": "L2", "receiver": "near"}, {"location": "L5", "receiver": "far"}]
    shipments = [a_shipment(f"s{n}", deliveries=ways) for n in range(2)]
    receivers = [{"id": "near", "room": {"kg": 1.5}}, {"id": "far"}]
    plan = best(receivers=receivers, shipments=shipments)
    assert sorted(step.location for step in plan.routes[0].steps if step.type == "delivery") == ["L2", "L5"]


def test_no_room_anywhere_is_named() -> None:
    way = {"location": "L2", "receiver": "full"}
    plan = best(receivers=[{"id": "full", "room": {"kg": 0.5}}], shipments=[a_shipment(deliveries=[way])])
    assert codes(plan) == {"s1": "no_room"}


def test_nobody_on_shift_in_the_windows_is_named() -> None:
    pickup = {"location": "L1", "time_windows": [[2000, 3000]]}
    assert codes(best(shipments=[a_shipment(pickup=pickup)])) == {"s1": "no_shift"}


def test_required_shipments_come_before_value() -> None:
    dear = a_shipment("dear", at="L5", to="L4", value=1000)
    must = a_shipment("must", at="L1", to="L2", value=0, required=True)
    plan = best(vehicles=[a_vehicle(max_stops=2)], shipments=[dear, must])
    assert codes(plan) == {"dear": "crowded_out"}


@pytest.mark.parametrize(("unserved", "left"), [("value", {"a", "b"}), ("count", {"heavy"})])
def test_value_or_number_is_served_first(unserved: str, left: set[str]) -> None:
    shipments = [a_shipment("heavy", load={"kg": 10}, value=9)]
    shipments += [a_shipment(name, load={"kg": 5}, value=4) for name in ("a", "b")]
    vehicle = a_vehicle(max_duration_s=40)
    plan = best(vehicles=[vehicle], shipments=shipments, objective={"unserved": unserved})
    assert set(codes(plan)) == left


def test_nothing_is_fetched_that_is_not_worth_the_drive() -> None:
    assert codes(best(objective={"value_s": 39})) == {"s1": "not_worth_it"}
    assert codes(best(objective={"value_s": 41})) == {}


@pytest.mark.parametrize("vehicles", ["cost", "first"])
def test_what_has_no_value_is_not_fetched_where_value_has_no_price(vehicles: str) -> None:
    shipments = [a_shipment("s1"), a_shipment("s2", at="L4", to="L5", value=0)]
    plan = best(shipments=shipments, objective={"vehicles": vehicles})
    assert (codes(plan), plan.cost.total_s) == ({"s2": "not_worth_it"}, 40)
    assert codes(best(shipments=shipments, objective={"vehicles": vehicles, "unserved": "count"})) == {}
    required = [shipments[0], shipments[1] | {"required": True}]
    assert codes(best(shipments=required, objective={"vehicles": vehicles})) == {}


def test_two_that_pay_only_together_are_served() -> None:
    vehicle = a_vehicle(fixed_cost_s=100)
    plan = best(vehicles=[vehicle], shipments=[a_shipment("s1"), a_shipment("s2")], objective={"value_s": 75})
    assert plan.unassigned == ()
    assert plan.cost.total_s == 140


def test_fewest_routes_come_before_cost_where_vehicles_are_first() -> None:
    vehicles = [a_vehicle("near", start="L1", end="L1"), a_vehicle("far", start="L5", end="L5")]
    shipments = [a_shipment("s1", at="L1", to="L1"), a_shipment("s2", at="L5", to="L5")]
    assert best(vehicles=vehicles, shipments=shipments).cost.vehicles == 2
    first = best(vehicles=vehicles, shipments=shipments, objective={"vehicles": "first"})
    assert (first.cost.vehicles, first.cost.total_s) == (1, 80)


def test_cost_by_distance_counts_metres() -> None:
    assert best(objective={"cost": "distance"}).cost.total_s == 400


def test_a_problem_without_vehicles_or_shipments_is_solved() -> None:
    assert codes(best(vehicles=[])) == {"s1": "no_vehicle_skill"}
    assert best(shipments=[]).routes == ()


def test_without_a_matrix_the_great_circle_fills_it_in() -> None:
    places = [{"id": f"L{n}", "lat": 47.2 + n / 100, "lon": -1.55} for n in range(6)]
    problem = a_problem(locations=places)
    del problem["matrix"]
    problem["vehicles"] = [a_vehicle(shift=[0, 10_000])]
    parsed, plan = solved(problem)
    assert violations(parsed, plan) == []
    assert plan.cost.distance_m > 0
