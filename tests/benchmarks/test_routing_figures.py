"""The router's figures: what is missing is run, what is there is not run again, and the tables count it right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.routing.alone import run_alone
from benchmarks.routing.fill import counts
from benchmarks.routing.instances import Instances
from benchmarks.routing.plans_kept import is_better, keep
from benchmarks.routing.report import BEGIN, END, report, write_readme
from benchmarks.routing.results import Results, Row
from benchmarks.routing.run_one import search_figures
from benchmarks.routing.shown import shown, stand_in_lines
from benchmarks.routing.solvers import SCALE, peer_file
from benchmarks.routing.tables import first_plan_table, goal_table, medians, pace_line
from benchmarks.routing.wanted import Only, wanted
from tests.routing.formats_text import LILIM, SARTORI

COUNTS = {"100-200": 1, "400-600": 0, "1,000": 0}


def a_row(**changes: Any) -> Row:
    row = Row(
        instance="lr112",
        size=106,
        solver="foodlink",
        version="1",
        limit_s=10,
        seed=1,
        machine="here",
        at="2026-11-25T10:00:00+00:00",
        ok=True,
        wall_s=9.9,
        vehicles=9,
        distance=1003.77,
        best=(9, 1003.77),
    )
    return replace(row, **changes)


@pytest.fixture
def instances(tmp_path: Path) -> Instances:
    for form, text, line in (("lilim", LILIM, "tiny,4,1,20.5"), ("sartori", SARTORI, "tiny-n4,4,2,36.00")):
        folder = tmp_path / form
        folder.mkdir()
        (folder / "bks.csv").write_text(f"instance,nodes,vehicles,distance\n{line}\n")
        (folder / f"{line.split(',')[0]}.txt").write_text(text)
    return Instances(tmp_path)


def test_rows_come_back_as_they_were_added(tmp_path: Path) -> None:
    results = Results(tmp_path / "deep" / "rows.jsonl")
    rows = [a_row(), a_row(seed=2, ok=False, vehicles=None, distance=None, fault="did not end")]
    for row in rows:
        results.add(row)
    assert results.rows() == rows


def test_a_line_cut_off_by_a_kill_is_passed_over_and_the_next_one_kept(tmp_path: Path) -> None:
    results = Results(tmp_path / "rows.jsonl")
    results.add(a_row())
    with results.path.open("a") as file:
        file.write('{"instance": "lr1')
    results.add(a_row(seed=2))
    assert [row.seed for row in results.rows()] == [1, 2]


def test_two_benchmarks_do_not_fill_one_file_at_once(tmp_path: Path) -> None:
    results = Results(tmp_path / "rows.jsonl")
    with results.alone(), pytest.raises(SystemExit), results.alone():
        pass


@pytest.mark.parametrize(
    ("changes", "again", "slower_s", "stands"),
    [
        ({}, True, None, True),
        ({"ok": False}, False, None, True),
        ({"ok": False}, True, None, False),
        ({"pace_s": 0.2}, False, None, True),
        ({"pace_s": 0.2}, False, 0.1, False),
        ({"pace_s": 0.1}, False, 0.1, True),
        ({}, False, 0.1, True),
    ],
)
def test_a_run_that_failed_or_was_slowed_down_is_made_again_where_asked(
    changes: dict[str, Any], again: bool, slower_s: float | None, stands: bool
) -> None:
    assert counts(a_row(**changes), again=again, slower_s=slower_s) == stands


def test_the_tables_say_how_fast_the_machine_was() -> None:
    rows = [a_row(pace_s=pace) for pace in (0.3, 0.05, 0.1)]
    assert "took 0.100 s before a run in the median, 0.050 to 0.300 s" in pace_line([a_row(), *rows])
    assert "is not known" in pace_line([a_row()])


def test_the_report_shows_the_latest_version_that_was_measured(tmp_path: Path) -> None:
    results = Results(tmp_path / "rows.jsonl")
    assert report(results, Instances(tmp_path)) == "No run is in the results file yet."
    results.add(a_row(version="before", at="2026-11-24T10:00:00+00:00", vehicles=12))
    results.add(a_row(version="after", vehicles=10))
    text = report(results, Instances(tmp_path))
    assert "foodlink after" in text
    assert "1.00 ✗" in text


def test_a_run_that_the_usual_machine_lacks_is_shown_from_another_and_said() -> None:
    usual = [a_row(seed=seed) for seed in (1, 2)]
    elsewhere = [a_row(seed=seed, machine="there", vehicles=12) for seed in (2, 3)]
    rows = shown([*elsewhere, *usual])
    assert [(row.seed, row.machine) for row in rows] == [(1, "here"), (2, "here"), (3, "there")]
    assert stand_in_lines(rows) == ["On another machine (there) were run: lr112 (10 s)."]
    assert stand_in_lines(usual) == []


def test_the_tables_stand_between_their_marks(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write_readme(readme, "new")
    assert readme.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_figure_belongs_to_its_version_and_machine(tmp_path: Path) -> None:
    results = Results(tmp_path / "rows.jsonl")
    results.add_figure("start", {"p50_s": 0.4}, version="1", machine="here")
    assert results.figures("1", "here") == {"start": {"p50_s": 0.4}}
    assert results.figures("2", "here") == {}
    assert results.figures("1", "there") == {}
    assert results.figures("1", None) == {"start": {"p50_s": 0.4}}
    assert results.rows() == []


def test_every_run_is_wanted_once(instances: Instances) -> None:
    keys = [tuple(run.words().items()) for run in wanted(instances)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("tiny limit=10 solver=foodlink", 3),
        ("tiny* limit=10 solver=foodlink seed=2", 2),
        ("tiny,limit=60", 1),
        ("rich-1", 2),
        ("tiny limit=2 solver=foodlink solver=pyvrp", 2),
        ("figure=start", 0),
        ("figure=bound", 12),
        ("rich-small-3 limit=10", 1),
    ],
)
def test_only_picks_rows(instances: Instances, words: str, count: int) -> None:
    assert len(Only(words).choose(instances)) == count


def test_only_refuses_a_word_that_it_does_not_know() -> None:
    with pytest.raises(SystemExit):
        Only("colour=red")


def test_the_median_is_by_vehicles_first_and_a_plan_not_passed_is_last() -> None:
    rows = [a_row(seed=1, vehicles=10, distance=900), a_row(seed=2), a_row(seed=3, ok=False, vehicles=9, distance=1)]
    assert [row.seed for row in medians(rows)] == [1]


def test_the_slowest_first_plan_is_held_against_its_goal() -> None:
    rows = [a_row(size=210, limit_s=2, first_s=seconds) for seconds in (0.05, 0.1, 0.25)]
    others = [a_row(size=210, first_s=9.0), a_row(size=400, limit_s=2, first_s=9.0)]
    assert first_plan_table([*rows, *others]).splitlines()[2:] == ["| 200 | 3 | 0.10 | 0.25 ✗ | ≤ 0.2 |"]


def test_a_goal_is_met_or_not() -> None:
    lines = goal_table([a_row(seed=seed) for seed in (1, 2, 3)], COUNTS).splitlines()
    assert lines[2] == "| 100-200 | 10 s | 0.00 ✓ | ≤ 0.05 | +0.00 % ✓ | ≤ 0.5 % | 3 of 3 |"
    worse = goal_table([a_row(seed=seed, vehicles=10) for seed in (1, 2, 3)], COUNTS).splitlines()
    assert worse[2] == "| 100-200 | 10 s | 1.00 ✗ | ≤ 0.05 | – | ≤ 0.5 % | 3 of 3 |"


@pytest.mark.parametrize(
    ("changes", "better"),
    [({}, False), ({"distance": 1003.766}, False), ({"distance": 1003.7}, True), ({"vehicles": 8}, True)],
)
def test_better_than_the_best_known_is_more_than_rounding(changes: dict[str, Any], better: bool) -> None:
    assert is_better(a_row(**changes)) is better
    assert not is_better(a_row(**changes, ok=False))


def test_the_best_plan_better_than_the_best_known_is_kept(tmp_path: Path) -> None:
    plan, kept = tmp_path / "a.plan", tmp_path / "plans" / "lr112.sol"
    plan.write_text("Solution\nRoute 1 : 1 2\n")
    assert keep(a_row(distance=1000.0), plan, folder=kept.parent)
    assert not keep(a_row(distance=1001.0), plan, folder=kept.parent)
    assert keep(a_row(distance=999.0), plan, folder=kept.parent)
    assert "distance 999.0" in kept.read_text()
    assert kept.read_text().endswith("Route 1 : 1 2\n")


def test_what_the_command_says_of_its_search_is_read() -> None:
    said = "9 vehicles, distance 1003.77; first plan after 0.012 s, 1234 iterations in 9.8 s\n"
    assert search_figures(said) == {"first_s": 0.012, "iterations": 1234}


def test_a_peer_gets_whole_numbers_that_are_never_too_short(instances: Instances, tmp_path: Path) -> None:
    given = json.loads(peer_file(instances.public["tiny"], tmp_path).read_text())
    assert given["times"][0][1] == 5 * SCALE
    assert given["times"][1][3] == 40_000
    assert given["times"][1][4] == 30_000
    assert given["times"][2][3] >= 8.54400374 * SCALE
    assert json.loads(peer_file(instances.public["tiny-n4"], tmp_path).read_text())["route_time"] == 30


def test_a_command_that_does_not_end_is_ended() -> None:
    ended = run_alone(["sh", "-c", "echo began; sleep 60"], patience_s=0.3)
    assert (ended.code, ended.said) == (None, "began\n")
