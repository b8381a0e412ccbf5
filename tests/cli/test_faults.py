"""How a command fails: one line that says why and what to do, and the exit code of the contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from config.settings import InvalidSettings, Settings
from routing.travel import engine_named
from tests.cli.commands import call


def test_every_fault_of_the_environment_is_told_at_once_in_one_line() -> None:
    env = {
        "PORT": "99999",
        "FOODLINK_CLOCK": "tomorrow",
        "FOODLINK_DATABASE_URL": "mysql://x",
        "FOODLINK_WEB_THREADS": "0",
        "FOODLINK_TILES_URL": "tiles.example.org",
        "FOODLINK_GEOCODER": "https://data.geopf.fr",
    }
    refused = call("db", "upgrade", env=env)
    assert refused.exit_code == 2
    assert refused.stderr.count("\n") == 1
    assert all(name in refused.stderr for name in env)


@pytest.mark.parametrize(
    ("travel", "said"),
    [
        ("crow", "great-circle, osrm:URL"),
        ("osrm", "great-circle, osrm:URL"),
        ("osrm:localhost:5000", "an address"),
        ("osrm:http://localhost:port", "an address"),
        ("valhalla:ftp://localhost", "an address"),
        ("valhalla:https://name:secret@roads.example", "no password"),
        ("valhalla-tiles:/nowhere/tiles.tar", "no such file"),
    ],
)
def test_a_travel_engine_that_is_none_stops_the_start(travel: str, said: str) -> None:
    refused = call("db", "upgrade", env={"FOODLINK_TRAVEL": travel, "PORT": "99999"})
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert said in refused.stderr
    assert "PORT" in refused.stderr
    assert "secret" not in refused.stderr


def test_the_settings_take_for_an_engine_what_the_router_takes(tmp_path: Path) -> None:
    engines = ["great-circle", "osrm:http://127.0.0.1:5000", "valhalla:https://roads.example/valhalla/"]
    for engine in engines:
        settings = Settings.from_env({"FOODLINK_TRAVEL": engine, "FOODLINK_HOME": str(tmp_path)})
        assert engine_named(settings.travel).name == engine.rstrip("/")
        assert settings.travel_cache.parent == tmp_path


def test_tiles_without_their_library_stop_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiles = tmp_path / "tiles.tar"
    tiles.touch()
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(InvalidSettings, match=r"pip install 'foodlink\[valhalla\]'"):
        Settings.from_env({"FOODLINK_TRAVEL": f"valhalla-tiles:{tiles}"})


def test_a_database_that_does_not_answer_is_said_in_one_line() -> None:
    refused = call("db", "upgrade", env={"FOODLINK_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"})
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "FOODLINK_DATABASE_URL" in refused.stderr


def test_a_database_address_that_cannot_be_read_is_bad_input() -> None:
    for address in ("postgresql://u@h:port/x", "postgresql://u@h:99999/x"):
        refused = call("db", "upgrade", env={"FOODLINK_DATABASE_URL": address})
        assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
        assert "FOODLINK_DATABASE_URL" in refused.stderr


def test_a_home_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = call("db", "upgrade", env={"FOODLINK_HOME": str(tmp_path / "file" / "home")})
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert "FOODLINK_HOME" in refused.stderr


def test_figures_that_could_not_be_written_are_refused_before_a_day_is_played(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere" / "figures.json")
    refused = call("simulate", "--json", nowhere, env={"FOODLINK_HOME": str(tmp_path / "home")})
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "home").exists()


def test_an_unknown_command_is_wrong_use() -> None:
    assert call("bake", env={}).exit_code == 2


def test_the_help_names_every_command_of_the_contract() -> None:
    told = call("--help", env={})
    assert told.exit_code == 0
    for name in (
        "serve",
        "web",
        "scheduler",
        "worker",
        "db",
        "account",
        "places",
        "backup",
        "restore",
        "demo",
        "simulate",
    ):
        assert f"\n  {name} " in told.stdout, name
