"""Bad input is refused with its path in the JSON, and never with a stack trace."""

import copy
import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from routing import InvalidProblem, solve, stop, violations
from routing.errors import InvalidPlan
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from routing.formats.reader import read_json
from tests.routing.problems import a_problem, a_shipment, solved
from tests.routing.random_problems import day_under_way, random_problem

Json = dict[str, Any]
STRANGE = (None, True, -1, 0, 7, 2**63 - 1, 2**64, 1e300, 0.12345, float("nan"), float("inf"), "", "L1", [], {}, [[]])


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


def test_what_is_done_cannot_be_locked_again() -> None:
    day = {"vehicle": "v1", "position": "L0", "time": 9, "started": 0, "done": [["pickup", "s1", 5]]}
    data = a_problem(in_force=[day | {"locked": [["pickup", "s1"]]}])
    assert refused(data) == "in_force[0].locked[0]: the pickup of 's1' is done already"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": NaN}', "NaN is not a number"),
        ('{"version": -Infinity}', "-Infinity is not a number"),
        ('{"version": 1, "version": 1}', "field 'version' is there twice"),
        ("[" * 200_000, "is nested too deeply"),
        ('{"a":' * 100_000, "is nested too deeply"),
        ("{", "is not JSON"),
        ("9" * 5000, "is not JSON"),
        ("", "is not JSON"),
    ],
)
def test_a_text_that_is_not_plain_json_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InvalidProblem) as caught:
        read_json(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def places_of(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a JSON document."""
    found = [path] if path else []
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return found + [each for key, value in inner for each in places_of(value, (*path, key))]


def mutated(random: Random, data: Any) -> Any:
    """The document with one value replaced, left out, or doubled."""
    data = copy.deepcopy(data)
    *way, last = random.choice(places_of(data))
    place = data
    for part in way:
        place = place[part]
    draw = random.random()
    if draw < 0.15:
        del place[last]
    elif draw < 0.25 and isinstance(place, list):
        place.append(place[last])
    elif draw < 0.35 and isinstance(place, dict):
        place["surprise"] = place[last]
    else:
        place[last] = random.choice(STRANGE)
    return data


@pytest.mark.parametrize("seed", range(20))
def test_mutated_problems_are_refused_or_solved_lawfully(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random)
    _, plan = solved(data, iterations=5)
    data = day_under_way(random, data, plan)
    for _ in range(20):
        try:
            problem = problem_from_dict(mutated(random, data))
        except InvalidProblem:
            continue
        answer = solve(problem, stop.after_iterations(2), seed=1)
        assert violations(problem, answer) == []
        json.dumps(plan_to_dict(answer), allow_nan=False)


def test_mutated_plans_are_refused_or_checked() -> None:
    random = Random(1)
    problem, plan = solved(a_problem(shipments=[a_shipment("s1"), a_shipment("s2", load={"kg": 99})]))
    for _ in range(300):
        with suppress(InvalidPlan):
            violations(problem, plan_from_dict(mutated(random, plan_to_dict(plan))))
