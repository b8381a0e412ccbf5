"""Benchmark files: read, solved, written in the SINTEF form, and checked unscaled."""

import math
import signal
from collections.abc import Iterator

import pytest

from routing import solve, stop
from routing.checker.benchmark import benchmark_violations, total_distance
from routing.errors import InvalidInstance
from routing.formats import lilim, sartori
from routing.formats.benchmark import Instance, problem_of, routes_from_text, solution_text
from tests.routing.formats_text import LILIM, SARTORI


def test_a_lilim_file_is_read_in_its_own_unit() -> None:
    instance = lilim.instance_from_text(LILIM, name="tiny")
    assert (instance.vehicles, instance.capacity, instance.pairs) == (3, 10, [(1, 2), (3, 4)])
    assert instance.times[0][1] == 5.0


def test_a_sartori_file_is_read_with_its_matrix_and_route_time() -> None:
    instance = sartori.instance_from_text(SARTORI)
    assert (instance.name, instance.route_time, instance.capacity) == ("tiny-n4", 30, 10)
    assert instance.times[1][2] == 4


def test_a_benchmark_is_all_required_with_fewest_vehicles_first() -> None:
    problem = problem_of(sartori.instance_from_text(SARTORI))
    assert all(shipment.required for shipment in problem.shipments)
    assert (problem.objective.vehicles, problem.objective.cost) == ("first", "distance")


@pytest.mark.parametrize(
    ("instance", "vehicles", "distance"),
    [
        (lilim.instance_from_text(LILIM), 1, 5 + 5 + math.hypot(3, 8) + 5 + 4),
        (sartori.instance_from_text(SARTORI), 2, 36),
    ],
)
def test_a_benchmark_is_solved_to_its_best(instance: Instance, vehicles: int, distance: float) -> None:
    plan = solve(problem_of(instance), stop.after_iterations(200), seed=1)
    routes = routes_from_text(solution_text(instance, plan))
    assert benchmark_violations(instance, routes) == []
    assert len(routes) == vehicles
    assert total_distance(instance, routes) <= distance + 1e-6


def test_a_fleet_without_end_is_cut_to_the_vehicles_that_can_have_something_to_do() -> None:
    instance = lilim.instance_from_text(LILIM.replace("3\t10\t1", "1000000000\t10\t1"))
    assert len(problem_of(instance).vehicles) == len(instance.pairs)


def test_a_solution_may_have_header_lines() -> None:
    text = "Instance name : tiny\nAuthors : nobody\nSolution\nRoute 1 : 1 2\nRoute 2 : 3 4\n"
    assert routes_from_text(text) == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([[1, 2]], "request 3-4"),
        ([[2, 1], [3, 4]], "before its pickup"),
        ([[1, 4], [3, 2]], "in another route"),
        ([[1, 3, 2, 4], [1, 2]], "visited 2 and 2 times"),
        ([[1, 3, 2, 4]], "more than 10"),
        ([[1, 2, 9], [3, 4]], "there is no node 9"),
        ([[1, 2], [3, 4], [], []], "4 routes for 3 vehicles"),
    ],
)
def test_a_broken_solution_is_found_out(routes: list[list[int]], said: str) -> None:
    faults = benchmark_violations(lilim.instance_from_text(LILIM), routes)
    assert any(said in fault for fault in faults), faults


def test_the_route_time_bounds_a_route_from_departure_to_return() -> None:
    faults = benchmark_violations(sartori.instance_from_text(SARTORI), [[1, 2, 3, 4]])
    assert faults == ["Route 1: takes 35, longer than 30"]


def test_waiting_that_a_later_departure_avoids_is_not_route_time() -> None:
    late = SARTORI.replace("1 0.1 0.0 4 0 50 1 0 2", "1 0.1 0.0 4 40 50 1 0 2")
    assert benchmark_violations(sartori.instance_from_text(late), [[1, 2], [3, 4]]) == []


def test_a_window_is_kept_within_a_millionth() -> None:
    tight = LILIM.replace("1\t3\t4\t5\t0\t50", "1\t3\t4\t5\t0\t{closes}")
    good = lilim.instance_from_text(tight.format(closes=5))
    bad = lilim.instance_from_text(tight.format(closes=4.9))
    assert benchmark_violations(good, [[1, 2], [3, 4]]) == []
    assert any("late" in fault for fault in benchmark_violations(bad, [[1, 2], [3, 4]]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 10",
        "3 10 1\n0 0 0",
        LILIM.replace("0\t2\n", "0\t9\n"),
        LILIM.replace("0\t0\t0\t0\t0\t100", "0\t0\t0\t5\t0\t100"),
        LILIM.replace("-5", "-6"),
        LILIM.replace("3\t10\t1", "-3\t10\t1"),
        LILIM.replace("3\t10\t1", "3.5\t10\t1"),
        LILIM.replace("\t5\t", "\t5.5\t").replace("\t-5\t", "\t-5.5\t"),
        LILIM.replace("3\t4\t5", "3\tx\t5"),
        LILIM.replace("3\t4\t5", "3\tnan\t5"),
        LILIM.replace("0\t50\t2\t0\t2", "60\t50\t2\t0\t2"),
        LILIM.replace("3\t4\t5", "--5\t4\t5"),
        LILIM.replace("3\t4\t5", "1_0\t4\t5"),
        LILIM.replace("3\t4\t5", "٣\t4\t5"),
    ],
)
def test_a_lilim_file_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstance):
        lilim.instance_from_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        SARTORI.replace("SIZE: 5", "SIZE: 6"),
        SARTORI.replace("SIZE: 5", "SIZE: many"),
        SARTORI.replace("CAPACITY: 10", ""),
        SARTORI.replace("CAPACITY: 10", "CAPACITY: -10"),
        SARTORI.replace("SIZE: 5", "SIZE: 0"),
        SARTORI.replace("EDGES", "NOTHING"),
        SARTORI.replace("5 0 4 7 9", "5 0 4 7"),
        SARTORI.replace("5 0 4 7 9", "5 0 -4 7 9"),
        SARTORI.replace("3 0.0 0.1 5", "7 0.0 0.1 5"),
        SARTORI.replace("SIZE: 5", "SIZE: --5"),
        SARTORI.replace("5 0 4 7 9", "5 0 --4 7 9"),
        SARTORI.replace("5 0 4 7 9", "5 0 ² 7 9"),
        SARTORI.replace("5 0 4 7 9", "5 0 - 7 9"),
        SARTORI.replace("3 0.0 0.1 5", "3 0.0 0.1 ٥"),
    ],
)
def test_a_sartori_file_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstance):
        sartori.instance_from_text(text)


def test_a_solution_that_is_not_one_is_refused() -> None:
    with pytest.raises(InvalidInstance):
        routes_from_text("Route 1 : 1 two")


@pytest.fixture
def ends_in_time() -> Iterator[None]:
    """Fails a test that would run for minutes; by the processor's time, whatever else the machine does."""

    def give_up(*_: object) -> None:
        raise AssertionError("takes more than linear time")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 20)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("ends_in_time")
@pytest.mark.parametrize("line", ["Route" + " " * 200_000, "Route #" + " " * 200_000 + "x", "Route " + "1" * 200_000])
def test_a_long_line_of_a_solution_is_read_in_no_time(line: str) -> None:
    assert routes_from_text(line) == []


def test_a_route_may_have_a_hash_before_its_number() -> None:
    assert routes_from_text("route#1:1 2\n  Route # 2 :\nROUTE 3: 3 4") == [[1, 2], [], [3, 4]]
