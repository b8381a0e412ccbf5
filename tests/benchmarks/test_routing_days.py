"""The days that we make ourselves: the same for the same seed, and what the router takes."""

from __future__ import annotations

from pathlib import Path

from benchmarks.routing.insert_day import morning, under_way
from benchmarks.routing.instances import Case
from benchmarks.routing.large_day import large_day, large_part
from benchmarks.routing.rich_day import rich_day
from routing import violations
from routing.formats.contract import problem_from_dict
from tests.routing.problems import solved


def test_days_are_the_same_for_the_same_seed_and_valid() -> None:
    assert rich_day(seed=1) == rich_day(seed=1) != rich_day(seed=2)
    problem_from_dict(rich_day(seed=1))


def test_the_day_under_way_is_one_that_the_router_takes() -> None:
    given, coming = morning(seed=1)
    given["shipments"] = given["shipments"][:60]
    _, plan = solved(given, iterations=0)
    day = under_way(given, plan)
    problem, later = solved(day, iterations=0)
    assert any(each.locked for each in problem.in_force)
    assert violations(problem, later) == []
    problem_from_dict(given | {"shipments": coming})


def test_the_parts_of_the_large_day_are_the_large_day() -> None:
    day = large_day()
    parts = [large_part(number, parts=10) for number in range(10)]
    assert {len(part["shipments"]) for part in parts} == {1000}
    for name in ("shipments", "vehicles"):
        assert sorted(each["id"] for part in parts for each in part[name]) == sorted(each["id"] for each in day[name])
    problem_from_dict(parts[0])


def test_a_case_that_we_make_is_written_once(tmp_path: Path) -> None:
    case = Case("small", "contract", 1, made_by=lambda: {"version": 1})
    assert case.file(tmp_path).read_text() == '{"version": 1}'
