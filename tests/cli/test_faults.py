"""How a command fails: one line that says why and what to do, and the exit code of the contract."""

from __future__ import annotations

from pathlib import Path

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
