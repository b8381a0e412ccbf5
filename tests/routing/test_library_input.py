"""What is made in Python is held against the contract as well as what is read: each fault is named with its path."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from routing import InvalidProblem, LiveDay, Problem, solve, stop, violations
from routing.formats.contract import plan_from_dict, plan_to_dict, problem_from_dict
from routing.problem import DayUnderWay, Location, Matrix, Objective, Receiver, Task
from tests.routing.problems import a_problem, a_shipment, a_vehicle

NAN, INFINITE, TOO_LARGE = float("nan"), float("inf"), 2**63
HALF = "\ud800"
Bend = Callable[[Problem], Problem]


def shipment(**changes: Any) -> Bend:
    return lambda problem: replace(problem, shipments=(replace(problem.shipments[0], **changes),))


def pickup(**changes: Any) -> Bend:
    return lambda problem: shipment(pickup=replace(problem.shipments[0].pickup, **changes))(problem)


def delivery(**changes: Any) -> Bend:
    return lambda problem: shipment(deliveries=(replace(problem.shipments[0].deliveries[0], **changes),))(problem)


def vehicle(**changes: Any) -> Bend:
    return lambda problem: replace(problem, vehicles=(replace(problem.vehicles[0], **changes),))


def day(**changes: Any) -> Bend:
    return lambda problem: replace(problem, in_force=(DayUnderWay("v1", "L0", 100, **({"started": 0} | changes)),))


def place(**changes: Any) -> Bend:
    return lambda problem: replace(
        problem, locations=(replace(problem.locations[0], **changes), *problem.locations[1:])
    )


def durations(cell: Any) -> Bend:
    def bend(problem: Problem) -> Problem:
        assert problem.matrix is not None
        rows = [list(row) for row in problem.matrix.durations_s]
        rows[1][2] = cell
        return replace(problem, matrix=Matrix(rows, problem.matrix.distances_m))

    return bend


def objective(**changes: Any) -> Bend:
    return lambda problem: replace(problem, objective=Objective(**changes))


@pytest.mark.parametrize(
    ("bend", "line"),
    [
        (shipment(value=NAN), "shipments[0].value: is not a finite number of 64 bits"),
        (shipment(value=INFINITE), "shipments[0].value: is not a finite number of 64 bits"),
        (shipment(load={"kg": TOO_LARGE}), "shipments[0].load.kg: is not a finite number of 64 bits"),
        (shipment(load={"kg": 0.5}), "shipments[0].load.kg: is not a whole number"),
        (shipment(load={"kg": 1000 * 2**43 + 1}), "shipments[0].load.kg: is too large to have decimals"),
        (shipment(load={HALF: 1}), r"shipments[0].load: '\ud800' holds half a character"),
        (shipment(skills=frozenset([HALF])), r"shipments[0].skills: '\ud800' holds half a character"),
        (shipment(id=HALF), r"shipments[0].id: '\ud800' holds half a character"),
        (shipment(max_ride_s=INFINITE), "shipments[0].max_ride_s: is not a finite number of 64 bits"),
        (pickup(service_s=TOO_LARGE), "shipments[0].pickup.service_s: is not a finite number of 64 bits"),
        (pickup(time_windows=((0, INFINITE),)), "shipments[0].pickup.time_windows[0][1]: is not a finite number"),
        (delivery(cost_s=NAN), "shipments[0].deliveries[0].cost_s: is not a finite number of 64 bits"),
        (delivery(cost_s="free"), "shipments[0].deliveries[0].cost_s: is not a number"),
        (vehicle(speed_factor=NAN), "vehicles[0].speed_factor: is not a finite number of 64 bits"),
        (vehicle(speed_factor=-1.0), "vehicles[0].speed_factor: must be above zero"),
        (vehicle(speed_factor=1e-30), "vehicles[0].speed_factor: makes drives longer than 64 bits hold"),
        (vehicle(shift=(0, TOO_LARGE)), "vehicles[0].shift[1]: is not a finite number of 64 bits"),
        (vehicle(fixed_cost_s=0.5), "vehicles[0].fixed_cost_s: is not a whole number"),
        (vehicle(max_distance_m=True), "vehicles[0].max_distance_m: is not a number"),
        (place(setup_s=INFINITE), "locations[0].setup_s: is not a finite number of 64 bits"),
        (place(lat=NAN), "locations[0].lat: is not between -90 and 90"),
        (durations(NAN), "matrix.durations_s[1][2]: is not a finite number of 64 bits"),
        (durations(TOO_LARGE), "matrix.durations_s[1][2]: is not a finite number of 64 bits"),
        (durations(-1), "matrix.durations_s[1][2]: is negative"),
        (objective(value_s=-1.0), "objective.value_s: is negative"),
        (objective(value_s=NAN), "objective.value_s: is not a finite number of 64 bits"),
        (objective(change_s=-1), "objective.change_s: is negative"),
        (lambda problem: replace(problem, receivers=(Receiver("r", {"kg": -1}),)), "receivers[0].room.kg: is negative"),
        (day(started=INFINITE), "in_force[0].started: is not a finite number of 64 bits"),
        (day(distance_m=NAN), "in_force[0].distance_m: is not a finite number of 64 bits"),
        (day(done=(Task("pickup", "s1"),)), "in_force[0].done[0]: does not say when it started"),
        (day(done=(Task("pickup", "s1", start_s=NAN),)), "in_force[0].done[0]: is not a finite number"),  # type: ignore[arg-type]
        (
            day(locked=(Task("pickup", "s1"), Task("delivery", "s1"))),
            "in_force[0].locked[1]: does not say which delivery of 's1'",
        ),
    ],
)
def test_a_fault_is_named_as_the_problem_is_made(bend: Bend, line: str) -> None:
    problem = problem_from_dict(a_problem())
    with pytest.raises(InvalidProblem) as caught:
        bend(problem)
    assert str(caught.value).startswith(line)


@pytest.mark.parametrize(
    ("drives", "line"),
    [
        (([1] * 6, [1] * 5, [1] * 6, [1] * 6), "drives (seconds to it): has 5 numbers for 6 locations"),
        (([1] * 6, [NAN] * 6, [1] * 6, [1] * 6), "drives (seconds to it)[0]: is not a finite number of 64 bits"),
        (([1] * 6, [1] * 6, [1] * 6, [-1] * 6), "drives (metres to it)[0]: is negative"),
        (([2**61] * 6, [1] * 6, [1] * 6, [1] * 6), "drives: take the slowest vehicle longer than 64 bits hold"),
    ],
)
def test_a_place_with_drives_that_are_none_is_refused(drives: Any, line: str) -> None:
    problem = problem_from_dict(a_problem(vehicles=[a_vehicle(speed_factor=0.1)]))
    live = LiveDay(problem, solve(problem, stop.after_iterations(1)))
    with pytest.raises(InvalidProblem) as caught:
        live.add_place(Location("new"), drives)
    assert str(caught.value) == line


def test_what_is_asked_of_the_library_is_looked_at_too() -> None:
    problem = problem_from_dict(a_problem())
    plan = solve(problem, stop.after_iterations(1))
    with pytest.raises(ValueError, match="threads: is below 1"):
        solve(problem, stop.after_iterations(1), threads=-1)
    with pytest.raises(ValueError, match="threads: is below 1"):
        LiveDay(problem, plan, threads=0)
    with pytest.raises(InvalidProblem, match="change_s: is negative"):
        LiveDay(problem, plan, change_s=-5)
    with pytest.raises(InvalidProblem, match="id: is not a text"):
        LiveDay(problem, plan).insert(replace(problem.shipments[0], id=7))  # type: ignore[arg-type]


def test_loads_that_nobody_could_write_together_are_refused() -> None:
    heavy, light = a_shipment("s1", load={"kg": 10**13}), a_shipment("s2", load={"kg": 0.001})
    with pytest.raises(InvalidProblem) as caught:
        problem_from_dict(a_problem(shipments=[heavy, light]))
    assert str(caught.value) == "shipments[1].load.kg: makes a sum that is too large to have decimals"
    problem = problem_from_dict(a_problem(shipments=[heavy]))
    live = LiveDay(problem, solve(problem, stop.after_iterations(1)))
    with pytest.raises(InvalidProblem) as caught:
        live.check(problem_from_dict(a_problem(shipments=[light])).shipments[0])
    assert str(caught.value) == "load.kg: makes a sum that is too large to have decimals"


@pytest.mark.parametrize("loads", [(9 * 10**15, 10**12), (8796093022206, 0.001), (0.001, 8796093022207.998)])
def test_the_largest_loads_are_read_back_as_they_were_written(loads: tuple[float, float]) -> None:
    shipments = [a_shipment(f"s{n}", load={"kg": load}, required=True) for n, load in enumerate(loads)]
    vehicles = [a_vehicle(capacity={"kg": 9 * 10**15 + 10**12}, max_stops=2)]
    problem = problem_from_dict(a_problem(shipments=shipments, vehicles=vehicles))
    plan = solve(problem, stop.after_iterations(5))
    assert not plan.unassigned
    assert violations(problem, plan_from_dict(plan_to_dict(plan))) == []


def test_a_very_slow_vehicle_is_left_at_home_with_what_it_cannot_do() -> None:
    locked = [{"vehicle": "v1", "position": "L0", "time": 0, "locked": [["pickup", "s1"]]}]
    problem = problem_from_dict(a_problem(vehicles=[a_vehicle(speed_factor=1e-16)], in_force=locked))
    assert violations(problem, solve(problem, stop.after_iterations(1))) == []
