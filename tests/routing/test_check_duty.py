"""What must be driven may be late, or break a limit: the check asks whether it had to."""

from typing import Any

import pytest

from routing import violations
from routing.formats.contract import plan_from_dict, problem_from_dict
from tests.routing.problems import a_problem, a_shipment, a_vehicle, order, solved

Json = dict[str, Any]


def two_on_board(*, windows: tuple[Any, Any] = (None, None), **limits: Any) -> Json:
    """Free at L1 at 100 with one for L2 and one for L5 on board; ten seconds from place to place."""
    shipments = []
    for name, place, window in zip(("near", "far"), ("L2", "L5"), windows, strict=True):
        way = {"location": place} | ({"time_windows": [window]} if window else {})
        shipments.append(a_shipment(name, deliveries=[way]))
    day = {
        "vehicle": "v1",
        "position": "L1",
        "time": 100,
        "started": 0,
        "done": [["pickup", "near", 0], ["pickup", "far", 0]],
    }
    return a_problem(vehicles=[a_vehicle(end=None, **limits)], shipments=shipments, in_force=[day])


def driven(*names: str, leaves: int = 100, late: tuple[tuple[str, int], ...] = ()) -> Json:
    """The plan that delivers what is on board in this order."""
    places = {"near": 2, "far": 5}
    at, here, metres = leaves, 1, 0
    held = float(len(names))
    steps = [{"type": "start", "location": "L1", "arrival_s": leaves, "load": {"kg": held}}]
    for name in names:
        at, metres = at + 10 * abs(places[name] - here), metres + 100 * abs(places[name] - here)
        here, held = places[name], held - 1
        load = {"kg": held} if held else {}
        steps.append({"type": "delivery", "location": f"L{here}", "arrival_s": at, "load": load})
        steps[-1] |= {"shipment": name, "delivery": 0}
    for step in steps:
        step |= {"start_s": step["arrival_s"], "departure_s": step["arrival_s"]}
    told = [{"shipment": name, "type": "delivery", "late_s": seconds} for name, seconds in late]
    totals = {"duration_s": at - leaves, "distance_m": metres}
    cost = {"unserved_required": 0, "unserved_value": 0, "vehicles": 1, "total_s": at - leaves}
    route = {"vehicle": "v1", "late": told, "steps": steps}
    return {"version": 1, "status": "solved", "cost": cost | totals, "routes": [route | totals], "unassigned": []}


def faults(problem: Json, plan: Json) -> list[str]:
    return violations(problem_from_dict(problem), plan_from_dict(plan))


def test_in_time_in_either_order_is_lawful() -> None:
    assert faults(two_on_board(), driven("near", "far")) == []
    assert faults(two_on_board(), driven("far", "near")) == []


def test_lateness_that_another_order_avoids_is_a_fault() -> None:
    problem = two_on_board(windows=([0, 120], None))
    assert faults(problem, driven("near", "far")) == []
    (fault,) = faults(problem, driven("far", "near", late=(("near", 50),)))
    assert "less late in another order" in fault


def test_lateness_that_no_order_avoids_is_lawful_where_it_is_least() -> None:
    problem = two_on_board(windows=([0, 105], [0, 145]))
    assert faults(problem, driven("near", "far", late=(("near", 5),))) == []
    assert any("less late" in fault for fault in faults(problem, driven("far", "near", late=(("near", 65),))))


@pytest.mark.parametrize("limit", [{"shift": [0, 150]}, {"max_duration_s": 150}, {"max_distance_m": 450}])
def test_a_limit_that_another_order_keeps_is_not_broken(limit: Json) -> None:
    problem = two_on_board(**limit)
    assert faults(problem, driven("near", "far")) == []
    (fault,) = faults(problem, driven("far", "near"))
    assert "another order, or leaving sooner" in fault


def test_a_limit_that_leaving_at_once_keeps_is_not_broken() -> None:
    (fault,) = faults(two_on_board(shift=[0, 150]), driven("near", "far", leaves=120))
    assert "leaving sooner" in fault


def test_a_limit_that_has_to_be_broken_is_broken_as_little_as_can_be() -> None:
    problem = two_on_board(shift=[0, 120])
    assert faults(problem, driven("near", "far")) == []
    (fault,) = faults(problem, driven("near", "far", leaves=130))
    assert "ends later than it must" in fault


@pytest.mark.parametrize("limit", [{}, {"shift": [0, 120]}, {"shift": [0, 150]}, {"max_distance_m": 100}])
def test_what_the_solver_makes_of_it_is_lawful(limit: Json) -> None:
    for windows in ((None, None), ([0, 120], None), ([0, 105], [0, 145]), ([0, 50], [0, 60])):
        problem, plan = solved(two_on_board(windows=windows, **limit), iterations=20)
        assert violations(problem, plan) == []
        assert order(plan) == ["-near", "-far"]
