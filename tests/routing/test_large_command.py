"""The command on a large day: what it says, and what it writes for the check."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from routing.command import cli
from routing.large import solve as large
from routing.travel.shortfall import EachOnce, Shortfall
from tests.routing.large_problems import region

LARGE = 60
"""Places from which on a day is large here."""


@pytest.fixture
def day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A large day in a file."""
    monkeypatch.setattr(large, "LARGE", LARGE)
    path = tmp_path / "day.json"
    path.write_text(json.dumps(region(Random(16), shipments=LARGE)))
    return path


def solve(day: Path, *options: object) -> int:
    line = ["solve", day, "--iterations", "500", "--time-limit", "300", "-o", day.with_name("plan.json"), *options]
    return cli.main([str(word) for word in line])


def check(problem: Path, day: Path) -> int:
    return cli.main(["check", str(problem), str(day.with_name("plan.json"))])


def test_a_large_day_is_written_with_its_matrix_all_the_same(day: Path) -> None:
    written = day.with_name("written.json")
    assert solve(day, "--write-problem", written) == cli.SOLVED
    data = json.loads(written.read_text())
    assert len(data["matrix"]["durations_s"]) == len(data["locations"]) > LARGE
    assert [check(each, day) for each in (written, day)] == [cli.SOLVED, cli.SOLVED]


def test_the_very_largest_are_written_as_they_were_solved(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "MOST_WRITTEN", LARGE)
    written = day.with_name("written.json")
    assert solve(day, "--write-problem", written) == cli.SOLVED
    assert "matrix" not in json.loads(written.read_text())
    assert check(written, day) == cli.SOLVED


def test_a_road_engine_that_is_away_is_told_of_once(day: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert solve(day, "--travel", "osrm:http://127.0.0.1:1") == cli.SOLVED
    assert capsys.readouterr().err.count("warning: osrm:http://127.0.0.1:1 does not answer") == 1
    assert check(day, day) == cli.SOLVED


def test_a_shortfall_is_told_again_where_it_concerns_other_places() -> None:
    told: Counter[tuple[str, ...]] = Counter()
    tell = EachOnce(lambda shortfall: told.update([shortfall.places]))
    for places in (("a",), ("a",), ("a", "b"), ("b",)):
        tell(Shortfall("off_map", "engine", places=places))
    assert told == {("a",): 1, ("a", "b"): 1}
