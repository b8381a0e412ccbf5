"""How often a search is cooled down, and when it ends because there is nothing more to find."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import solve, stop
from routing.formats.contract import problem_from_dict
from routing.search.course import IDLE_COOLINGS, LONGER, coolings
from tests.routing.random_problems import random_problem

ENOUGH = sum(LONGER**number for number in range(IDLE_COOLINGS + 2))
"""Of the shortest coolings: time for those that may be idle, the one before them and the one that they would save."""


@given(st.integers(0, 10**9))
def test_each_cooling_is_as_many_times_as_long_and_the_last_takes_what_is_left(shortest: int) -> None:
    ends = coolings(shortest)
    assert ends[-1] == 1.0
    *lengths, last = ((end - begin) * shortest for begin, end in itertools.pairwise((0.0, *ends)))
    assert lengths == pytest.approx([LONGER**number for number in range(len(lengths))])
    assert not lengths or last >= LONGER * lengths[-1]


def test_there_are_several_only_where_they_may_end_the_search_before_the_last() -> None:
    assert coolings(ENOUGH - 1) == (1.0,)
    assert len(coolings(ENOUGH)) == IDLE_COOLINGS + 2


@pytest.mark.parametrize("bound", [stop.after_iterations(1_000_000), stop.on_request(lambda: False)])
def test_a_search_with_nothing_more_to_find_ends_by_itself(bound: stop.Stop) -> None:
    problem = problem_from_dict(random_problem(Random(4), shipments=3))
    plan = solve(problem, bound, seed=1, threads=2)
    assert plan.stats.iterations < 700_000


def test_a_search_of_nothing_ends_by_itself() -> None:
    problem = problem_from_dict(random_problem(Random(4), shipments=3) | {"shipments": []})
    assert solve(problem, stop.on_request(lambda: False), seed=1, threads=2).routes == ()
