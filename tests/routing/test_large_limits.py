"""Large days that the kernels cannot plan: an answer at once, bounded in memory, or the number that is in the way."""

import threading
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from routing import InvalidProblem, Problem, solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.large import limits
from routing.large import solve as large
from routing.large.sources import OfCircle
from routing.problem import Location
from routing.travel.great_circle import GreatCircle
from tests.routing.large_problems import Json, region, solved_in_pieces
from tests.routing.problems import a_problem, a_shipment

HUGE = 1 << 43


class Forbidden(GreatCircle):
    """Fails where the drives between all places are asked for."""

    def matrix(self, locations: Any) -> Any:
        raise AssertionError(f"the whole matrix of {len(locations)} places")


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Json:
    """A day that is large here, and beyond the search in Python."""
    monkeypatch.setattr(large, "LARGE", 50)
    monkeypatch.setattr(limits, "MOST_WHOLE", 60)
    return region(Random(18))


def planned(data: Json) -> tuple[Problem, Any]:
    problem = problem_from_dict(data)
    return problem, solve(problem, stop.after_iterations(1), engine=Forbidden())


@pytest.mark.parametrize("missing", ["vehicles", "shipments"])
def test_a_day_without_vehicles_or_shipments_is_answered_at_once(day: Json, missing: str) -> None:
    problem, plan = planned(day | {missing: []})
    assert violations(problem, plan) == []
    assert len(plan.unassigned) == len(problem.shipments)
    assert not plan.routes


def test_ten_thousand_places_without_a_vehicle_are_answered_at_once() -> None:
    data = region(Random(1), shipments=9_992, vehicles=0)
    problem, plan = planned(data)
    assert {each.code.value for each in plan.unassigned} == {"no_vehicle_skill"}
    assert plan.cost.unserved_value == len(problem.shipments) == 9_992


@pytest.mark.parametrize(
    ("way", "value", "path"),
    [
        ("shipments.7.pickup.service_s", HUGE, "shipments[7].pickup.service_s"),
        ("shipments.7.pickup.time_windows", [[0, 5], [9, HUGE]], "shipments[7].pickup.time_windows[1][1]"),
        ("shipments.7.load", {"kg": HUGE}, "shipments[7].load.kg"),
        ("shipments.7.deliveries.1.cost_s", HUGE, "shipments[7].deliveries[1].cost_s"),
        ("vehicles.3.shift", [-HUGE, 5], "vehicles[3].shift[0]"),
        ("vehicles.3.fixed_cost_s", HUGE, "vehicles[3].fixed_cost_s"),
        ("vehicles.3.speed_factor", 1e-6, "vehicles[3].speed_factor"),
        ("objective.change_s", HUGE, "objective.change_s"),
        ("shipments.7.value", 1e18, "shipments"),
        ("locations.0.setup_s", HUGE, "locations[0].setup_s"),
    ],
)
def test_a_number_that_is_too_large_for_the_kernels_is_named(day: Json, way: str, value: Any, path: str) -> None:
    *parts, last = [int(part) if part.isdigit() else part for part in way.split(".")]
    place: Any = day
    for part in parts:
        place = place[part]
    place[last] = value
    with pytest.raises(InvalidProblem) as caught:
        planned(day)
    assert caught.value.path == path
    assert "for a day of more than 60 places" in caught.value.fault


def test_a_smaller_day_with_such_a_number_is_searched_as_a_whole(day: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WHOLE", 100)
    day["shipments"][7]["pickup"]["service_s"] = HUGE
    problem = problem_from_dict(day)
    plan = solve(problem, stop.after_iterations(0))
    assert violations(problem, plan) == []
    assert "s7" in {each.shipment for each in plan.unassigned}


def test_a_slow_vehicle_is_no_reason_to_refuse_a_day(day: Json) -> None:
    for vehicle in day["vehicles"]:
        vehicle["speed_factor"] = 0.018
    problem, plan = solved_in_pieces(day)
    assert violations(problem, plan) == []


def test_no_drive_by_great_circle_is_longer_than_is_claimed() -> None:
    random = np.random.default_rng(1)
    for width in (0.0, 0.01, 1.0, 30.0, 90.0):
        degrees = random.uniform(-width, width, size=(30, 2)) * [1.0, 2.0]
        places = [Location(str(number), *spot) for number, spot in enumerate(degrees.tolist())]
        source = OfCircle(places)
        seconds, metres = source.among(np.arange(30))
        assert max(seconds.max(), metres.max()) <= source.longest


def test_many_shipments_make_a_day_large_however_few_places_they_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 70)
    at_few_places = a_problem(shipments=[a_shipment(f"s{number}") for number in range(71)])
    assert large.is_large(problem_from_dict(at_few_places))
    assert not large.is_large(problem_from_dict(at_few_places | {"shipments": at_few_places["shipments"][:70]}))


def test_an_engine_of_ones_own_that_tells_nonsense_is_refused_with_the_path(day: Json) -> None:
    class Backwards(GreatCircle):
        name = "backwards"

        def matrix(self, locations: Any) -> Any:
            told = super().matrix(locations)
            return replace(told, durations_s=[[-5] * len(locations)] * len(locations))

    with pytest.raises(InvalidProblem, match=r"^matrix\.durations_s\[0\]"):
        solve(problem_from_dict(day), stop.after_iterations(1), engine=Backwards())


def test_what_the_callers_own_parts_raise_ends_the_threads_too(day: Json) -> None:
    def raises(_progress: object) -> None:
        raise KeyError("of the caller's")

    before = set(threading.enumerate())
    with pytest.raises(KeyError):
        solve(problem_from_dict(day), stop.after_iterations(10**9), threads=2, progress=raises)
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()
