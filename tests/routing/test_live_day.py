"""A day that goes otherwise: cancellations, vehicles lost and late, reports; few people are told of changes."""

from typing import Any

import pytest

from routing import InvalidChange, LiveDay
from routing.problem import DayUnderWay, Task
from tests.routing.changes import TRIALS, a_live_day, as_shipment, in_force, steps
from tests.routing.problems import a_shipment, a_vehicle, codes

TWO = [a_vehicle("v1", start="L0", end="L0"), a_vehicle("v2", start="L5", end="L5")]
APART = [a_shipment("s1", at="L1", to="L2"), a_shipment("s2", at="L5", to="L4")]


def test_a_change_tells_the_routes_that_are_new_and_nobody_for_nothing() -> None:
    day = a_live_day(vehicles=TWO, shipments=APART)
    change = day.insert(as_shipment(at="L4", to="L3"), TRIALS)
    assert [route.vehicle for route in change.routes] == ["v2"]
    assert (change.told, change.idle, change.unassigned) == ((), (), ())
    assert steps(day)["v1"] == ["+s1", "-s1"]


@pytest.mark.parametrize(("change_s", "carrier"), [(39, "v2"), (41, "v1")])
def test_people_are_told_only_where_it_is_worth_it(change_s: int, carrier: str) -> None:
    """The second vehicle would do both in 40 s less, but people expect the first one."""
    shipments = [a_shipment("s1", at="L3", to="L4")]
    _, known = in_force(vehicles=TWO[:1], shipments=shipments)
    problem, _ = in_force(vehicles=TWO, shipments=shipments)
    day = LiveDay(problem, known, change_s=change_s)
    change = day.insert(as_shipment(at="L3", to="L4"), TRIALS)
    assert set(steps(day)) == {carrier}
    assert change.told == (("s1",) if carrier == "v2" else ())


def test_the_cost_counts_who_was_told_by_the_last_change_alone() -> None:
    day = a_live_day(vehicles=TWO, change_s=50)
    lost = day.lose("v1", TRIALS)
    assert lost.told == ("s1",)
    assert day.plan().cost.total_s == day.plan().cost.duration_s + 50
    day.insert(as_shipment(at="L5", to="L4"), TRIALS)
    assert day.plan().cost.total_s == day.plan().cost.duration_s


def test_without_a_price_in_the_problem_a_change_costs_five_minutes() -> None:
    assert a_live_day().problem.objective.change_s == 300
    assert a_live_day(objective={"cost": "distance"}).problem.objective.change_s == 3000
    assert a_live_day(objective={"change_s": 7}).problem.objective.change_s == 7


def test_a_cancelled_shipment_is_no_part_of_the_day_and_nobody_is_told() -> None:
    day = a_live_day(vehicles=TWO, shipments=APART)
    change = day.cancel("s2", TRIALS)
    assert (change.idle, change.told, change.routes) == (("v2",), (), ())
    assert steps(day) == {"v1": ["+s1", "-s1"]}
    assert [shipment.id for shipment in day.problem.shipments] == ["s1"]


def test_what_was_left_out_takes_the_place_of_what_is_cancelled() -> None:
    shipments = [
        a_shipment("s1", value=2),
        a_shipment("s2", at="L3", to="L4"),
    ]
    day = a_live_day(vehicles=[a_vehicle(max_stops=2)], shipments=shipments)
    assert codes(day.plan()) == {"s2": "crowded_out"}
    change = day.cancel("s1", TRIALS)
    assert [route.vehicle for route in change.routes] == ["v1"]
    assert steps(day) == {"v1": ["+s2", "-s2"]}


def test_a_cancelled_id_can_come_again() -> None:
    day = a_live_day()
    day.cancel("s1", TRIALS)
    day.insert(as_shipment(name="s1", at="L3", to="L4"), TRIALS)
    assert steps(day) == {"v1": ["+s1", "-s1"]}


def under_way(**changes: Any) -> dict[str, Any]:
    """A vehicle that left place 0 at time 0 and is free at place 1 from time 10."""
    return {"vehicle": "v1", "position": "L1", "time": 10, "started": 0, "distance_m": 100} | changes


def test_a_cancelled_shipment_is_locked_no_more_and_the_other_locked_steps_stay() -> None:
    shipments = [a_shipment("s1", at="L5", to="L4"), a_shipment("s2", at="L3", to="L2")]
    locked = [["pickup", "s2"], ["pickup", "s1"], ["delivery", "s1", 0]]
    day = a_live_day(in_force=[under_way(locked=locked)], shipments=shipments)
    day.cancel("s2", TRIALS)
    assert steps(day) == {"v1": ["+s1", "-s1"]}
    assert [task.shipment for task in day.problem.in_force[0].locked] == ["s1", "s1"]


def test_what_is_on_board_or_delivered_or_unknown_cannot_be_cancelled() -> None:
    shipments = [a_shipment("s1"), a_shipment("s2")]
    done = [["pickup", "s1", 1], ["delivery", "s1", 0, 2], ["pickup", "s2", 3]]
    day = a_live_day(in_force=[under_way(done=done)], shipments=shipments)
    for name, fault in (("s1", "picked up already"), ("s2", "picked up already"), ("s3", "unknown shipment")):
        with pytest.raises(InvalidChange, match=fault):
            day.cancel(name)
    assert steps(day) == {"v1": ["-s2"]}


def test_others_take_over_from_a_vehicle_that_is_lost() -> None:
    day = a_live_day(vehicles=TWO, shipments=APART)
    change = day.lose("v1", TRIALS)
    assert (change.idle, change.told, change.unassigned) == (("v1",), ("s1",), ())
    assert set(steps(day)) == {"v2"}


def test_what_is_on_board_of_a_lost_vehicle_stays_there_and_is_listed() -> None:
    shipments = [a_shipment("s1"), a_shipment("s2", at="L3", to="L4"), a_shipment("s3", at="L5", to="L5")]
    day = a_live_day(
        vehicles=TWO,
        in_force=[under_way(done=[["pickup", "s1", 5]], locked=[["delivery", "s1", 0], ["pickup", "s2"]])],
        shipments=shipments,
    )
    change = day.lose("v1", TRIALS)
    assert [(each.shipment, each.code.value) for each in change.unassigned] == [("s1", "on_board")]
    assert set(change.told) == {"s1", "s2"}
    assert codes(day.plan()) == {"s1": "on_board"}
    assert set(steps(day)["v2"]) == {"+s2", "-s2", "+s3", "-s3"}
    assert day.insert(as_shipment(), TRIALS).unassigned == ()
    assert set(steps(day)) == {"v2"}


def test_what_only_a_lost_vehicle_could_carry_is_left_with_the_reason() -> None:
    vehicles = [a_vehicle(skills=["chilled"]), a_vehicle("v2")]
    later = {"location": "L1", "time_windows": [[10, 100]]}
    day = a_live_day(vehicles=vehicles, shipments=[a_shipment(skills=["chilled"], pickup=later)])
    assert [each.code.value for each in day.lose("v1", TRIALS).unassigned] == ["no_shift"]
    steps(day)
    with pytest.raises(InvalidChange, match="or lost"):
        day.lose("v1")


def test_a_late_driver_keeps_what_can_still_be_in_time() -> None:
    soon = {"location": "L1", "time_windows": [[0, 60]]}
    day = a_live_day(vehicles=TWO, shipments=[a_shipment("s1", pickup=soon), a_shipment("s2", at="L1", to="L2")])
    assert set(steps(day)) == {"v1"}
    change = day.delay("v1", 40, TRIALS)
    assert (change.told, set(steps(day))) == ((), {"v1"})
    change = day.delay("v1", 100, TRIALS)
    assert change.told == ("s1",)
    assert steps(day) == {"v1": ["+s2", "-s2"], "v2": ["+s1", "-s1"]}


def test_a_late_driver_can_be_somewhere_else() -> None:
    day = a_live_day()
    change = day.delay("v1", 30, TRIALS, position="L4")
    assert (change.routes[0].steps[0].location, change.routes[0].steps[0].departure_s >= 30) == ("L4", True)
    steps(day)
    with pytest.raises(InvalidChange, match="not free before 30"):
        day.delay("v1", 20)
    with pytest.raises(InvalidChange, match="position: unknown location 'X'"):
        day.delay("v1", 40, position="X")
    with pytest.raises(InvalidChange, match="unknown vehicle 'X'"):
        day.delay("X", 40)


def test_what_is_done_is_over_and_what_is_locked_comes_first() -> None:
    shipments = [a_shipment("s1", at="L1", to="L2"), a_shipment("s2", at="L3", to="L4")]
    day = a_live_day(shipments=shipments)
    done = (Task("pickup", "s1", start_s=10),)
    locked = (Task("pickup", "s2"),)
    change = day.report(DayUnderWay("v1", "L1", 10, started=0, done=done, locked=locked), TRIALS)
    assert change.told == ()
    assert steps(day) == {"v1": ["+s2", "-s2", "-s1"]}
    done = (*done, Task("pickup", "s2", start_s=30), Task("delivery", "s2", 0, 40), Task("delivery", "s1", 0, 60))
    change = day.report(DayUnderWay("v1", "L2", 60, started=0, done=done), TRIALS)
    assert (change.idle, change.told) == (("v1",), ())
    assert (day.plan().routes, day.plan().unassigned) == ((), ())


def test_whoever_picks_up_what_another_was_to_fetch_brings_it() -> None:
    day = a_live_day(vehicles=TWO, shipments=APART)
    change = day.report(DayUnderWay("v2", "L1", 50, started=0, done=(Task("pickup", "s1", start_s=50),)), TRIALS)
    assert (change.idle, change.told) == (("v1",), ("s1",))
    assert set(steps(day)["v2"]) == {"-s1", "+s2", "-s2"}


def test_a_report_that_contradicts_itself_is_refused_and_changes_nothing() -> None:
    day = a_live_day()
    with pytest.raises(InvalidChange, match="locked\\[0\\]: 's1' is delivered before it is picked up"):
        day.report(DayUnderWay("v1", "L1", 10, locked=(Task("delivery", "s1", 0),)))
    assert steps(day) == {"v1": ["+s1", "-s1"]}
