"""A clock and a request end a search whatever number of iterations it was given."""

import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from routing import LiveDay, solve, stop
from routing.formats.contract import problem_from_dict
from routing.large import search as large_search
from routing.large import visit
from routing.ortools import partition
from routing.problem import Problem
from routing.search import crew, searcher, team
from routing.search.compiled import compile_problem
from routing.stop import Stop
from tests.routing.large_problems import region, solved_in_pieces
from tests.routing.problems import a_problem, a_shipment, a_vehicle, solved

HANG_S = 40.0
"""No machine is so slow; a slice of the iterations asked for would take many times as long."""
MANY = 2**53


def a_full_day(**changes: Any) -> Problem:
    """More than two vehicles can carry."""
    random = Random(3)
    shipments = [
        a_shipment(f"s{n}", at=f"L{random.randrange(6)}", to=f"L{random.randrange(6)}", value=1 + n % 3)
        for n in range(80)
    ]
    return problem_from_dict(
        a_problem(shipments=shipments, vehicles=[a_vehicle(name, shift=[0, 150]) for name in ("v1", "v2")], **changes)
    )


def a_clock() -> Stop:
    return stop.after_seconds(1.5)


def a_request() -> Stop:
    asked = threading.Event()
    threading.Timer(0.5, asked.set).start()
    return stop.on_request(asked.is_set)


@pytest.mark.parametrize("ending", [a_clock, a_request])
@pytest.mark.parametrize("objective", [{}, {"vehicles": "first"}, {"value_s": 30}])
def test_so_many_iterations_that_one_slice_would_take_hours_end_in_time(ending: Any, objective: Any) -> None:
    began = time.monotonic()
    plan = solve(a_full_day(objective=objective), stop.either(stop.after_iterations(MANY), ending()), threads=2)
    assert time.monotonic() - began < HANG_S
    assert plan.routes
    assert plan.stats.iterations < MANY


@pytest.mark.parametrize("ending", [a_clock, a_request])
@pytest.mark.parametrize("threads", [1, 2])
def test_a_change_of_a_day_with_so_many_trials_ends_in_time(ending: Any, threads: int) -> None:
    problem, plan = solved(a_problem(), iterations=10)
    new = problem_from_dict(a_problem(shipments=[a_shipment("new")])).shipments[0]
    day = LiveDay(problem, plan, threads=threads)
    began = time.monotonic()
    change = day.insert(new, stop.either(stop.after_iterations(MANY), ending()))
    assert time.monotonic() - began < HANG_S
    assert change.iterations < MANY


@pytest.mark.parametrize("ending", [a_clock, a_request])
def test_what_a_long_slice_of_a_neighbourhood_found_is_not_lost(ending: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "SLICES", 1)
    monkeypatch.setattr(visit, "SLICE_ITERATIONS", MANY)
    monkeypatch.setattr(large_search, "GRACE_S", HANG_S)  # not less than a loaded machine needs
    began = time.monotonic()
    _, plan = solved_in_pieces(region(Random(15)), stop=stop.either(stop.after_iterations(MANY), ending()))
    assert time.monotonic() - began < HANG_S
    assert 0 < plan.stats.iterations < MANY // 1000


def test_what_a_slice_is_cut_into_does_not_change_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = []
    for size in (7, 10**6):
        monkeypatch.setattr(searcher, "LEAST_PIECE", size)
        monkeypatch.setattr(searcher, "PIECE", size)
        monkeypatch.setattr(crew, "PIECE", size)
        plan = solve(a_full_day(), stop.after_iterations(4000), seed=1, threads=2)
        plans.append((plan.routes, plan.unassigned, plan.stats.iterations))
    assert plans[0] == plans[1]


@pytest.mark.parametrize("left_s", [None, 3.0, 0.1])
def test_the_choice_among_all_routes_has_what_is_left_of_the_clock(
    monkeypatch: pytest.MonkeyPatch, left_s: float | None
) -> None:
    given: list[float] = []
    monkeypatch.setattr(team, "FEW_COLUMNS", 0)
    monkeypatch.setattr(partition, "partition", lambda *_, seconds, **__: given.append(seconds))
    many = team.CHOICE_ITERATIONS
    searchers = team.Team(compile_problem(a_full_day()), seed=1, threads=1)
    searchers.first_plan()
    searchers.iterations = many
    clock = [] if left_s is None else [stop.after_seconds(1000, since=time.monotonic() - 1000 + left_s)]
    searchers.search(stop.either(stop.after_iterations(many), *clock), lambda *_: None)
    if left_s is None:
        assert given == [team.UNBOUNDED_S * team.CHOICE_OF_TIME]
    else:
        assert [seconds for seconds in given if seconds > left_s] == []
        assert bool(given) == (left_s > team.CHOICE_SHORTEST_S)


def test_a_request_is_heard_in_the_choice_though_all_iterations_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    heard: list[bool] = []

    def choice(*_: object, is_over: Callable[[], bool], **__: object) -> None:
        heard.append(is_over())
        asked.set()
        heard.append(is_over())

    monkeypatch.setattr(team, "FEW_COLUMNS", 0)
    monkeypatch.setattr(partition, "partition", choice)
    searchers = team.Team(compile_problem(a_full_day()), seed=1, threads=1)
    searchers.first_plan()
    searchers.iterations = team.CHOICE_ITERATIONS
    rules = stop.after_iterations(searchers.iterations), stop.on_request(asked.is_set)
    searchers.search(stop.either(*rules), lambda *_: None)
    assert heard == [False, True]


def test_a_request_ends_the_search_of_the_choice() -> None:
    asked, ended = threading.Event(), threading.Event()

    class Solver:
        def stop_search(self) -> None:
            ended.set()

    with partition._ended_by(Solver(), asked.is_set):
        assert not ended.wait(4 * partition.LOOKS_S)
        asked.set()
        assert ended.wait(HANG_S)
