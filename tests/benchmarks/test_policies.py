"""A long comparison of policies survives a stop: what has been played is kept, and only what is missing is played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.policies.cases import Picked, cases
from benchmarks.policies.results import Results, key_of, version
from benchmarks.policies.table import table_of
from foodlink.domain.territory import DEPARTMENTS
from foodlink.simulate.options import Options
from foodlink.simulate.play import POLICIES

OPTIONS = Options(territory="44", days=7, seed=1)


def figures(rescued_kg: float) -> dict[str, Any]:
    names = ["offered_kg", "reachable_kg", "km", "volunteer_hours", "trips", "empty_trips", "gini"]
    policy = dict.fromkeys(names, 1000) | {"rescued_kg": rescued_kg, "violations": {"window": 1}}
    return {"policies": dict.fromkeys(POLICIES, policy)}


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return Results(tmp_path / "results" / "policies.jsonl", version="one")


def add(results: Results, options: Options, rescued_kg: float = 500.0) -> None:
    results.add(options, figures(rescued_kg), machine="here", wall_s=1.0)


def test_what_has_been_played_is_found_again(results: Results) -> None:
    assert results.documents() == {}
    add(results, OPTIONS)
    assert results.documents() == {"44 days=7 seed=1": figures(500.0)}


def test_another_version_of_the_code_is_played_anew(results: Results) -> None:
    add(results, OPTIONS)
    assert Results(results.path, version="two").documents() == {}


def test_another_setting_is_another_simulation() -> None:
    other = replace(OPTIONS, no_show=0.5)
    assert len({key_of(one) for one in (OPTIONS, replace(OPTIONS, seed=2), replace(OPTIONS, days=3), other)}) == 4


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_one_begins_anew(results: Results) -> None:
    add(results, OPTIONS)
    with results.path.open("a") as file:
        file.write('{"key": "44 days')
    add(results, replace(OPTIONS, seed=2))
    assert list(results.documents()) == ["44 days=7 seed=1", "44 days=7 seed=2"]


def test_two_comparisons_do_not_fill_one_file(results: Results) -> None:
    with results.alone(), pytest.raises(SystemExit), Results(results.path, version="one").alone():
        pass


def test_all_departments_and_three_seeds_are_played_seed_by_seed() -> None:
    chosen = cases(Picked.of(""), sweep=False)
    assert len(chosen) == 15
    assert [case.options.territory for case in chosen[:5]] == list(DEPARTMENTS)
    assert [case.options.seed for case in chosen] == [1] * 5 + [2] * 5 + [3] * 5
    assert {case.options.days for case in chosen} == {7}


def test_words_pick_departments_seeds_and_days() -> None:
    chosen = cases(Picked.of("44 53 seed=2 days=1"), sweep=False)
    assert [(one.options.territory, one.options.seed, one.options.days) for one in chosen] == [
        ("44", 2, 1),
        ("53", 2, 1),
    ]


@pytest.mark.parametrize("word", ["75", "seed=x", "week=1"])
def test_a_word_that_picks_nothing_is_named(word: str) -> None:
    with pytest.raises(SystemExit, match=word):
        Picked.of(word)


def test_the_table_is_the_mean_of_what_is_there_and_says_what_is_missing(results: Results) -> None:
    chosen = cases(Picked.of("44 53 seed=1 seed=2"), sweep=False)
    for case, rescued_kg in zip([one for one in chosen if one.options.territory == "44"], (400.0, 600.0), strict=True):
        add(results, case.options, rescued_kg)
    shown = table_of(chosen, results.documents())
    assert "44 Loire-Atlantique (mean of 2 seeds)" in shown
    assert "rescued     500 kg of    1000 (reachable    1000),     2000 km/t" in shown
    assert "violations 2" in shown
    assert "53 Mayenne (mean of 0 of 2 seeds)" in shown


def test_the_version_is_that_of_the_code_here() -> None:
    assert version() == version()
    assert len(version()) == 12
