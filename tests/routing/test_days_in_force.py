"""Days under way: what is done, locked, on board, told, and late."""

from typing import Any

from routing import violations
from routing.plan import Late
from tests.routing.problems import a_problem, a_shipment, a_vehicle, codes, order, solved


def a_day(**changes: Any) -> dict[str, Any]:
    """A vehicle that left place 0 at time 0 and is free at place 1 from time 10."""
    return {"vehicle": "v1", "position": "L1", "time": 10, "started": 0, "distance_m": 100} | changes


def lawful(day: dict[str, Any], **changes: Any) -> Any:
    """The plan of a problem with one day in force, checked."""
    problem, plan = solved(a_problem(in_force=[day], **changes))
    assert violations(problem, plan) == []
    return plan


def test_the_route_begins_where_the_vehicle_is_free() -> None:
    start = lawful(a_day()).routes[0].steps[0]
    assert (start.location, start.departure_s >= 10) == ("L1", True)


def test_what_is_on_board_is_only_delivered_by_its_vehicle() -> None:
    vehicles = [a_vehicle(), a_vehicle("v2", start="L2", end="L2")]
    plan = lawful(a_day(done=[["pickup", "s1", 10]]), vehicles=vehicles)
    assert [route.vehicle for route in plan.routes] == ["v1"]
    assert order(plan) == ["-s1"]
    assert plan.routes[0].steps[0].load == {"kg": 1000}


def test_what_is_delivered_is_neither_planned_nor_missing() -> None:
    plan = lawful(a_day(done=[["pickup", "s1", 5], ["delivery", "s1", 0, 8]]))
    assert (plan.routes, plan.unassigned) == ((), ())


def test_limits_count_what_is_done() -> None:
    assert codes(lawful(a_day(), vehicles=[a_vehicle(max_distance_m=400)])) == {}
    assert codes(lawful(a_day(), vehicles=[a_vehicle(max_distance_m=399)])) == {"s1": "windows_unreachable"}
    twice = [a_shipment("s1"), a_shipment("s2", at="L3", to="L3")]
    done = [["pickup", "s2", 2], ["delivery", "s2", 0, 3]]
    assert codes(lawful(a_day(done=done), vehicles=[a_vehicle(max_stops=3)], shipments=twice)) == {}
    assert codes(lawful(a_day(done=done), vehicles=[a_vehicle(max_stops=2)], shipments=twice)) == {"s1": "crowded_out"}


def test_the_longest_duration_counts_since_the_start() -> None:
    assert codes(lawful(a_day(time=50), vehicles=[a_vehicle(max_duration_s=80)])) == {}
    assert codes(lawful(a_day(time=51), vehicles=[a_vehicle(max_duration_s=80)])) == {"s1": "crowded_out"}


def test_locked_steps_come_first_and_in_their_order() -> None:
    shipments = [a_shipment("s1"), a_shipment("s2", at="L5", to="L4")]
    plan = lawful(a_day(locked=[["pickup", "s2"], ["delivery", "s2", 0]]), shipments=shipments)
    assert order(plan)[:2] == ["+s2", "-s2"]


def test_a_locked_step_that_is_late_is_driven_at_once_and_listed() -> None:
    late = a_shipment(pickup={"location": "L3", "time_windows": [[0, 20]]})
    plan = lawful(a_day(locked=[["pickup", "s1"]]), shipments=[late])
    assert plan.routes[0].late == (Late(shipment="s1", type="pickup", late_s=10),)
    assert plan.routes[0].steps[1].start_s == 30


def test_what_is_on_board_and_late_is_delivered_before_anything_is_fetched() -> None:
    late = a_shipment("old", deliveries=[{"location": "L5", "time_windows": [[0, 40]]}])
    plan = lawful(a_day(done=[["pickup", "old", 5]]), shipments=[late, a_shipment("new")])
    assert order(plan) == ["-old", "+new", "-new"]
    assert plan.routes[0].late == (Late(shipment="old", type="delivery", late_s=10),)


def test_a_ride_counts_from_a_pickup_that_is_done() -> None:
    plan = lawful(a_day(done=[["pickup", "s1", 5]]), shipments=[a_shipment(max_ride_s=12)])
    assert plan.routes[0].late == (Late(shipment="s1", type="delivery", late_s=3),)


def test_what_nobody_can_take_stays_on_board() -> None:
    way = {"location": "L2", "receiver": "full"}
    plan = lawful(
        a_day(done=[["pickup", "s1", 5]]),
        receivers=[{"id": "full", "room": {"kg": 0}}],
        shipments=[a_shipment(deliveries=[way])],
    )
    assert codes(plan) == {"s1": "on_board"}


def test_room_counts_what_is_done_and_locked() -> None:
    way = {"location": "L2", "receiver": "near"}
    shipments = [a_shipment(f"s{n}", deliveries=[way]) for n in range(3)]
    done = [["pickup", "s0", 2], ["delivery", "s0", 0, 4], ["pickup", "s1", 5]]
    receivers = [{"id": "near", "room": {"kg": 2}}]
    plan = lawful(a_day(done=done, locked=[["delivery", "s1", 0]]), receivers=receivers, shipments=shipments)
    assert codes(plan) == {"s2": "crowded_out"}


def test_what_must_be_driven_may_end_after_the_shift_but_nothing_is_added() -> None:
    shipments = [a_shipment("s1", at="L4", to="L5"), a_shipment("s2", at="L1", to="L1")]
    plan = lawful(a_day(locked=[["pickup", "s1"]]), vehicles=[a_vehicle(shift=[0, 60])], shipments=shipments)
    assert order(plan) == ["+s1", "-s1"]
    assert codes(plan) == {"s2": "crowded_out"}


def test_a_change_of_what_people_were_told_costs() -> None:
    vehicles = [a_vehicle("v1", start="L1", end="L1"), a_vehicle("v2", start="L5", end="L5")]
    day = {
        "vehicle": "v2",
        "position": "L5",
        "time": 0,
        "planned": [["pickup", "s1"], ["delivery", "s1", 0]],
    }
    cheap = lawful(day, vehicles=vehicles, objective={"change_s": 59})
    assert (cheap.routes[0].vehicle, cheap.cost.total_s) == ("v1", 20 + 59)
    dear = lawful(day, vehicles=vehicles, objective={"change_s": 61})
    assert (dear.routes[0].vehicle, dear.cost.total_s) == ("v2", 80)


def test_a_vehicle_whose_day_is_over_takes_nothing() -> None:
    assert codes(lawful(a_day(time=1001))) == {"s1": "crowded_out"}


def test_a_door_that_opens_too_late_for_the_ride_is_late_and_not_entered_before() -> None:
    ways = [{"location": "L1", "time_windows": [[100, 200]]}, {"location": "L3"}]
    shipment = a_shipment(max_ride_s=20, deliveries=ways)
    day = {"vehicle": "v1", "position": "L0", "time": 5, "started": 0, "done": [["pickup", "s1", 0]]}
    problem, plan = solved(a_problem(shipments=[shipment], in_force=[day]))
    assert violations(problem, plan) == []
    assert [(late.shipment, late.late_s) for late in plan.routes[0].late] == [("s1", 15)]


def test_of_what_is_on_board_and_late_the_ride_of_what_is_locked_counts_too() -> None:
    ways = [{"location": "L2", "time_windows": [[0, 30]]}, {"location": "L5"}]
    day = {"vehicle": "v1", "position": "L1", "time": 30, "started": 0, "locked": [["pickup", "s1"]]}
    plan = lawful(day, shipments=[a_shipment(max_ride_s=5, deliveries=ways)])
    # L2 is reached at 40, 10 s after it closes and 5 s after the ride should be over; L5 at 70, 35 s after that.
    assert plan.routes[0].late == (Late("s1", "delivery", 10),)


def test_of_what_is_equally_late_the_cheapest_is_driven() -> None:
    ways = [{"location": "L2"}, {"location": "L1", "cost_s": 500}]
    # The 100 m that it may drive are driven already, so that whatever it does is set, though nothing is late.
    day = a_day(done=[["pickup", "s1", 5]])
    plan = lawful(day, vehicles=[a_vehicle(max_distance_m=100)], shipments=[a_shipment(deliveries=ways)])
    assert plan.cost.total_s == 30


FULL = {"vehicle": "v1", "position": "L3", "time": 10, "started": 0, "done": [["pickup", "old", 5]]}


def a_full_vehicle(new: dict[str, Any], *, cost_s: int) -> Any:
    """The plan where one kilo is all that fits, and what is on board goes to L2, or dearer to L4, where `new` is fetched."""
    ways = [{"location": "L2"}, {"location": "L4", "cost_s": cost_s}]
    old = a_shipment("old", at="L3", deliveries=ways)
    vehicle = a_vehicle(start="L3", end="L3", capacity={"kg": 1})
    return lawful(FULL, vehicles=[vehicle], shipments=[old, new], objective={"cost": "distance"})


def test_what_fills_the_vehicle_goes_where_the_next_is_fetched() -> None:
    plan = a_full_vehicle(a_shipment("new", at="L4", to="L5"), cost_s=150)
    assert (plan.cost.total_s, codes(plan)) == (100 + 150 + 100 + 200, {})


def test_a_required_one_is_not_left_behind_for_the_cheapest_way_of_what_is_on_board() -> None:
    pickup = {"location": "L4", "time_windows": [[0, 25]]}
    plan = a_full_vehicle(a_shipment("new", at="L4", to="L5", required=True, pickup=pickup), cost_s=15)
    assert codes(plan) == {}


def test_of_many_on_board_the_one_that_is_late_anyway_makes_no_other_late() -> None:
    closes = {f"s{n}": (f"L{n // 2}", 10 + 10 * (n // 2)) for n in range(2, 10)}
    places = {"s1": ("L5", 5), **closes}
    ways = {name: [{"location": place, "time_windows": [[0, at]]}] for name, (place, at) in places.items()}
    shipments = [a_shipment(name, deliveries=way) for name, way in ways.items()]
    day = {"vehicle": "v1", "position": "L0", "time": 10, "started": 0, "done": [["pickup", name, 0] for name in ways]}
    plan = lawful(day, vehicles=[a_vehicle(capacity={"kg": 100})], shipments=shipments)
    # The others are in time on the way out to L5, which is reached at 60.
    assert plan.routes[0].late == (Late("s1", "delivery", 55),)
