"""A day that grows: places, loads and limits that nobody had before, more shipments than there was room for."""

from typing import Any

import pytest

from routing import InvalidProblem
from routing.problem import Location
from routing.travel import engine_named
from tests.routing.changes import TRIALS, a_live_day, as_shipment, steps
from tests.routing.problems import a_shipment, a_vehicle
from tests.routing.test_live_day import APART, TWO


def on_the_map() -> list[dict[str, Any]]:
    """Six places some 8 km apart, with a stopping time."""
    return [{"id": f"L{n}", "lat": 47 + n / 15, "lon": -1.5, "setup_s": 60} for n in range(6)]


def test_a_new_place_has_the_drives_of_the_engine() -> None:
    shift = [0, 30_000]
    vehicles = [a_vehicle(shift=shift), a_vehicle("v2", start="L5", shift=shift, speed_factor=0.5)]
    day = a_live_day(locations=on_the_map(), matrix=None, vehicles=vehicles)
    for number in (6, 7):
        day.add_place(Location(f"L{number}", lat=47 + number / 15, lon=-1.5, setup_s=90))
    day.insert(as_shipment(at="L7", to="L6"), TRIALS)
    assert day.problem.matrix == engine_named("great-circle").matrix(day.problem.locations)
    assert [order for order in steps(day).values() if "+new" in order]


def test_drives_that_are_told_lead_to_a_new_place() -> None:
    day = a_live_day()
    day.add_place(Location("new", setup_s=7), ([5] * 6, [5] * 6, [50] * 6, [50] * 6))
    day.insert(as_shipment(at="new", to="L3"), TRIALS)
    assert "+new" in steps(day)["v1"]
    assert len(day.problem.locations) == 7
    with pytest.raises(InvalidProblem, match="id: 'new' is there already"):
        day.add_place(Location("new", lat=1, lon=1))
    with pytest.raises(InvalidProblem, match="lat: is missing"):
        day.add_place(Location("other"))


def test_a_place_too_far_for_the_kernels_is_no_fault() -> None:
    day = a_live_day()
    day.add_place(Location("far"), ([2**45] * 6, [2**45] * 6, [50] * 6, [50] * 6))
    assert [each.code.value for each in day.insert(as_shipment(at="far"), TRIALS).unassigned] == ["windows_unreachable"]
    day.insert(as_shipment(name="near"), TRIALS)
    assert set(steps(day)["v1"]) == {"+s1", "-s1", "+near", "-near"}


def test_a_load_that_nobody_had_before_is_carried_by_whoever_has_the_capacity() -> None:
    vehicles = [a_vehicle(), a_vehicle("v2", capacity={"kg": 1, "crates": 2})]
    day = a_live_day(vehicles=vehicles)
    day.lose("v1", TRIALS)
    assert day.insert(as_shipment(load={"crates": 2}), TRIALS).unassigned == ()
    assert day.insert(as_shipment(name="big", load={"crates": 3}), TRIALS).unassigned[0].code.value == "too_large"
    assert set(steps(day)) == {"v2"}


def test_a_day_takes_more_shipments_than_it_was_made_for() -> None:
    day = a_live_day(vehicles=[a_vehicle(capacity={"kg": 500}, shift=[0, 9000])])
    for number in range(150):
        change = day.insert(
            as_shipment(name=f"n{number}", at=f"L{number % 5}", to="L5"), TRIALS if number > 147 else None
        )
        assert change.unassigned == ()
    assert len(steps(day)["v1"]) == 302


def test_the_same_seed_and_changes_lead_to_the_same_plan() -> None:
    plans = []
    for _ in range(2):
        day = a_live_day(vehicles=TWO, shipments=APART)
        for number in range(5):
            day.insert(as_shipment(name=f"n{number}", at=f"L{number}", to=f"L{(2 * number) % 6}"), TRIALS)
        plans.append(day.plan())
    assert plans[0] == plans[1]


def test_ride_limits_that_come_later_are_kept() -> None:
    objective = {"cost": "distance"}
    day = a_live_day(objective=objective, shipments=[a_shipment("s1", at="L1", to="L5")])
    day.insert(as_shipment(at="L2", to="L4", max_ride_s=20), TRIALS)
    assert steps(day) == {"v1": ["+s1", "+new", "-new", "-s1"]}
    assert day.insert(as_shipment(name="short", at="L2", to="L4", max_ride_s=19), TRIALS).unassigned[0].code.value == (
        "ride_too_long"
    )
