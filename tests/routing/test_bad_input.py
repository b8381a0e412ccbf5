"""Bad input is refused with its path in the JSON, and never with a stack trace."""

import copy
import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from routing import InvalidProblem, violations
from routing.errors import InvalidPlan
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from routing.formats.reader import read_json
from tests.routing.mutations import mutated
from tests.routing.problems import a_problem, a_shipment, solved

Json = dict[str, Any]


def refused(data: Json) -> str:
    """The line with which a problem is refused."""
    with pytest.raises(InvalidProblem) as caught:
        problem_from_dict(data)
    line = str(caught.value)
    assert "\n" not in line
    return line


def changed(path: str, value: Any) -> Json:
    """The plain problem with one thing changed, at a path such as `shipments.0.load`."""
    data = copy.deepcopy(a_problem(in_force=[{"vehicle": "v1", "position": "L0", "time": 0, "started": 0}]))
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = data
    for part in way:
        place = place[part]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("version", 2, "version: is not 1"),
        ("colour", 1, "unknown field 'colour'"),
        ("vehicles.0.colour", 1, "vehicles[0]: unknown field 'colour'"),
        ("vehicles.0.start", "X", "vehicles[0].start: unknown location 'X'"),
        ("vehicles.0.shift", [5, 4], "vehicles[0].shift: closes before it opens"),
        ("vehicles.0.shift", [5], "vehicles[0].shift: has 1 elements"),
        ("vehicles.0.speed_factor", 0, "vehicles[0].speed_factor: must be above zero"),
        ("vehicles.0.max_stops", -1, "vehicles[0].max_stops: is negative"),
        ("vehicles.0.max_stops", 1.5, "vehicles[0].max_stops: is not a whole number"),
        ("vehicles.0.id", 7, "vehicles[0].id: is not a string"),
        ("shipments.0.load", {"kg": -1}, "shipments[0].load.kg: is negative"),
        ("shipments.0.load", {"kg": 0.0001}, "shipments[0].load.kg: has more than three decimals"),
        ("shipments.0.load", {"kg": float("nan")}, "shipments[0].load.kg: is not a finite number of 64 bits"),
        ("shipments.0.load", {"kg": 2**63}, "shipments[0].load.kg: is not a finite number of 64 bits"),
        ("shipments.0.deliveries", [], "shipments[0].deliveries: is empty: there must be at least one"),
        ("shipments.0.required", 1, "shipments[0].required: is not true or false"),
        (
            "shipments.0.pickup.time_windows",
            [[9, 3]],
            "shipments[0].pickup.time_windows[0]: closes before it opens",
        ),
        ("shipments.0.deliveries.0.receiver", "X", "shipments[0].deliveries[0].receiver: unknown receiver 'X'"),
        ("matrix.durations_s", [[0]], "matrix.durations_s: has 1 rows for 6 locations"),
        ("matrix.durations_s.0", [0], "matrix.durations_s[0]: has 1 columns for 6 locations"),
        ("matrix.distances_m.2", [0, 0, -5, 0, 0, 0], "matrix.distances_m[2][2]: is negative"),
        ("locations.1.id", "L0", "locations[1].id: 'L0' is there twice"),
        ("locations.1.lat", 91, "locations[1].lat: is not between -90 and 90"),
        ("objective", {"value_s": 1, "vehicles": "first"}, "objective.value_s: cannot be combined with"),
        ("objective", {"cost": "money"}, "objective.cost: is none of duration, distance"),
        ("objective", {"value_s": -1}, "objective.value_s: is negative"),
        ("in_force.0.vehicle", "X", "in_force[0].vehicle: unknown vehicle 'X'"),
        ("in_force.0.position", "X", "in_force[0].position: unknown location 'X'"),
        ("in_force.0.started", 1, "in_force[0].started: is after time"),
        ("in_force.0.locked", [["pickup", "X"]], "in_force[0].locked[0]: unknown shipment 'X'"),
        ("in_force.0.locked", [["lunch", "s1"]], "in_force[0].locked[0][0]: is none of pickup, delivery"),
        ("in_force.0.locked", [["delivery", "s1", 0]], "in_force[0].locked[0]: 's1' is delivered before"),
        ("in_force.0.locked", [["delivery", "s1", 1]], "in_force[0].locked[0]: 's1' has no delivery 1"),
        ("in_force.0.done", [["pickup", "s1", 5]], "in_force[0].done[0]: is not between started and time"),
        ("in_force.0.done", [["pickup", "s1", 0], ["delivery", "s1", 0, -1]], "in_force[0].done[1]: is not between"),
    ],
)
def test_a_fault_is_named_with_its_path(path: str, value: Any, line: str) -> None:
    assert refused(changed(path, value)).startswith(line)


def test_a_missing_field_is_named() -> None:
    data = a_problem()
    del data["shipments"][0]["pickup"]
    assert refused(data) == "shipments[0]: field 'pickup' is missing"


def test_without_a_matrix_every_place_needs_coordinates() -> None:
    data = a_problem()
    del data["matrix"]
    assert refused(data) == "locations[0].lat: is missing, and there is no matrix"


def test_one_shipment_cannot_be_in_two_vehicles() -> None:
    data = a_problem(vehicles=[{"id": f"v{n}", "start": "L0", "shift": [0, 9]} for n in range(2)])
    data["in_force"] = [
        {"vehicle": f"v{n}", "position": "L0", "time": 0, "locked": [["pickup", "s1"]]} for n in range(2)
    ]
    assert refused(data) == "in_force[1].locked[0]: 's1' is in two vehicles"


def test_a_delivery_that_is_done_sooner_than_its_pickup_is_refused() -> None:
    done = [["pickup", "s1", 7], ["delivery", "s1", 0, 5]]
    data = a_problem(in_force=[{"vehicle": "v1", "position": "L0", "time": 9, "started": 0, "done": done}])
    assert refused(data) == "in_force[0].done[1]: started before the step that it comes after"


def test_what_is_done_is_told_in_the_order_of_time() -> None:
    done = [["pickup", "s2", 7], ["pickup", "s1", 5]]
    data = a_problem(shipments=[a_shipment("s1"), a_shipment("s2")])
    data["in_force"] = [{"vehicle": "v1", "position": "L0", "time": 9, "started": 0, "done": done}]
    assert refused(data) == "in_force[0].done[1]: started before the step that it comes after"


def test_what_is_done_cannot_be_locked_again() -> None:
    day = {"vehicle": "v1", "position": "L0", "time": 9, "started": 0, "done": [["pickup", "s1", 5]]}
    data = a_problem(in_force=[day | {"locked": [["pickup", "s1"]]}])
    assert refused(data) == "in_force[0].locked[0]: the pickup of 's1' is done already"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 200_000, "is nested too deeply"),
        ('{"a":' * 100_000, "is nested too deeply"),
        ("{", "is not JSON"),
        ("", "is not JSON"),
    ],
)
def test_a_text_that_is_not_plain_json_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_json(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "instead", "line"),
    [
        ('"kg": 1}', '"kg": NaN}', "shipments[0].load.kg: is not a finite number of 64 bits"),
        ('"kg": 1}', '"kg": -Infinity}', "shipments[0].load.kg: is not a finite number of 64 bits"),
        ('"kg": 1}', '"kg": 1e999}', "shipments[0].load.kg: is not a finite number of 64 bits"),
        ('"kg": 1}', f'"kg": {"9" * 5000}}}', "shipments[0].load.kg: is not a finite number of 64 bits"),
        ('"s1"', '"\\ud800"', r"shipments[0].id: '\ud800' holds half a character"),
        ('"kg": 1}', '"\\ud800": 1}', r"shipments[0].load: '\ud800' holds half a character"),
        ('"version": 1', '"version": 1, "\\udc00": 1', r"unknown field '\udc00'"),
        ('"kg": 1}', '"kg": 10000000000000.001}', "shipments[0].load.kg: is too large to have decimals"),
        ('"kg": 1}', '"kg": 1, "kg": 2}', "shipments[0].load: field 'kg' is there twice"),
        ('"version": 1', '"version": 1, "version": 1', "field 'version' is there twice"),
        ("[0, 10, 20, 30, 40, 50]", "[0, 10, NaN, 30, 40, 50]", "matrix.durations_s[0][2]: is not a finite number"),
    ],
)
def test_what_json_allows_and_we_do_not_is_named_with_its_path(written: str, instead: str, line: str) -> None:
    text = json.dumps(a_problem())
    assert refused(read_json(text.replace(written, instead, 1))).startswith(line)


def test_mutated_plans_are_refused_or_checked() -> None:
    random = Random(1)
    problem, plan = solved(a_problem(shipments=[a_shipment("s1"), a_shipment("s2", load={"kg": 99})]))
    for _ in range(300):
        with suppress(InvalidPlan):
            violations(problem, plan_from_dict(mutated(random, plan_to_dict(plan))))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, "5", True])
def test_a_sum_in_a_plan_is_a_finite_number(number: Any) -> None:
    _, plan = solved(a_problem())
    data = plan_to_dict(plan)
    data["cost"]["total_s"] = number
    with pytest.raises(InvalidPlan) as caught:
        plan_from_dict(data)
    assert str(caught.value).startswith("cost.total_s: is not a")


@pytest.mark.parametrize("bent", ["shipment", "location", "vehicle"])
def test_a_name_in_a_plan_that_no_file_can_hold_is_refused(bent: str) -> None:
    _, plan = solved(a_problem())
    text = json.dumps(plan_to_dict(plan)).replace(f'"{bent}": "', f'"{bent}": "\\udfff', 1)
    with pytest.raises(InvalidPlan) as caught:
        plan_from_dict(read_json(text, InvalidPlan))
    assert "holds half a character" in str(caught.value)
