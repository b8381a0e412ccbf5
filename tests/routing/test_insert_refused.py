"""What is no plan of the problem, or no shipment of it, is refused with its path."""

from typing import Any

import pytest

from routing import InvalidPlan, InvalidProblem, insert
from routing.formats.contract import plan_from_dict, plan_to_dict
from tests.routing.changes import as_shipment, in_force
from tests.routing.problems import a_shipment


def changed_plan(**changes: Any) -> dict[str, Any]:
    """The plan of the line of places as JSON, with one route or step changed."""
    _, plan = in_force(shipments=[a_shipment("s1"), a_shipment("s2", load={"kg": 99})])
    data = plan_to_dict(plan)
    step, route = changes.pop("step", {}), changes.pop("route", {})
    data["routes"][0]["steps"][1] |= step
    data["routes"][0] |= route
    return data | changes


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        ({"route": {"vehicle": "X"}}, "routes[0].vehicle: unknown vehicle 'X'"),
        ({"step": {"shipment": "X"}}, "routes[0].steps[1].shipment: unknown shipment 'X'"),
        ({"step": {"location": "L5"}}, "routes[0].steps[1].location: the pickup of 's1' is not at 'L5'"),
        ({"step": {"type": "delivery", "delivery": 3}}, "routes[0].steps[1].delivery: 's1' has no delivery 3"),
        (
            {"step": {"type": "delivery", "delivery": 0, "location": "L2"}},
            "routes[0].steps[1]: 's1' is delivered before it is picked up",
        ),
        ({"routes": []}, "unassigned: shipment 's1' is neither here nor delivered by a route"),
        ({"unassigned": []}, "unassigned: shipment 's2' is neither here nor delivered by a route"),
        (
            {"unassigned": [{"shipment": "s1", "code": "too_large", "reason": ""}]},
            "unassigned[0].shipment: 's1' is delivered by a route",
        ),
        (
            {"unassigned": [{"shipment": "X", "code": "too_large", "reason": ""}]},
            "unassigned[0].shipment: unknown shipment 'X'",
        ),
    ],
)
def test_the_plan_of_another_problem_is_refused_with_its_path(plan: dict[str, Any], line: str) -> None:
    problem, _ = in_force(shipments=[a_shipment("s1"), a_shipment("s2", load={"kg": 99})])
    with pytest.raises(InvalidPlan) as caught:
        insert(problem, plan_from_dict(changed_plan(**plan)), as_shipment())
    assert str(caught.value) == line


def test_one_route_or_step_twice_is_refused() -> None:
    problem, plan = in_force()
    data = plan_to_dict(plan)
    route = data["routes"][0]
    for changes, line in (
        ({"routes": [route, route]}, "routes[1].vehicle: 'v1' is there twice"),
        (
            {"routes": [route | {"steps": route["steps"][:2] + route["steps"][1:]}]},
            "routes[0].steps[2]: the pickup of 's1' is there twice",
        ),
        (
            {"routes": [route | {"steps": route["steps"][:2]}]},
            "routes[0].steps[1]: 's1' is picked up and not delivered",
        ),
    ):
        with pytest.raises(InvalidPlan) as caught:
            insert(problem, plan_from_dict(data | changes), as_shipment())
        assert str(caught.value) == line


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ({"name": "s1"}, "id: 's1' is there already"),
        ({"at": "X"}, "pickup.location: unknown location 'X'"),
        ({"deliveries": [{"location": "L1"}, {"location": "X"}]}, "deliveries[1].location: unknown location 'X'"),
        ({"deliveries": [{"location": "L1", "receiver": "X"}]}, "deliveries[0].receiver: unknown receiver 'X'"),
        ({"deliveries": []}, "deliveries: is empty: there must be at least one"),
        ({"load": {"kg": -1}}, "load.kg: is negative"),
        ({"max_ride_s": -1}, "max_ride_s: is negative"),
        ({"value": -1}, "value: is negative"),
        (
            {"pickup": {"location": "L1", "time_windows": [[9, 3]]}},
            "pickup.time_windows[0]: closes before it opens",
        ),
    ],
)
def test_a_shipment_that_is_none_of_this_problem_is_refused_with_its_path(new: dict[str, Any], line: str) -> None:
    problem, plan = in_force()
    with pytest.raises(InvalidProblem) as caught:
        insert(problem, plan, as_shipment(**new))
    assert str(caught.value) == line
