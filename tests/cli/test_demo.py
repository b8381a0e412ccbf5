"""`foodlink demo load` and `foodlink simulate`, from outside."""

from __future__ import annotations

import json
import signal
import tempfile
import time
from pathlib import Path

from foodlink.database.embedded import EmbeddedPostgres
from tests.cli.commands import call, foodlink


def test_the_demonstration_is_loaded_into_an_empty_database_and_refused_into_another(fresh_url: str) -> None:
    env = {"FOODLINK_DATABASE_URL": fresh_url, "FOODLINK_CLOCK": "2026-11-24T08:30:00+01:00"}
    first = call("demo", "load", "--territory", "53", "--seed", "2", env=env)
    assert first.exit_code == 0, first.output
    assert "benevole@demo.example" in first.stdout
    again = call("demo", "load", "--territory", "53", "--seed", "2", env=env)
    assert again.exit_code == 1
    assert len(again.stderr.splitlines()) == 1
    assert "empty" in again.stderr


def test_another_territory_than_the_five_is_wrong_use(fresh_url: str) -> None:
    assert call("demo", "load", "--territory", "75", env={"FOODLINK_DATABASE_URL": fresh_url}).exit_code == 2


def test_a_simulation_writes_its_figures_and_prints_them_as_a_table(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    asked = ["--territory", "53", "--days", "1", "--thin", "--iterations", "1", "--batch-minutes", "240"]
    with tempfile.TemporaryDirectory(prefix="fl-") as home:
        done = call("simulate", *asked, "--json", str(file), env={"FOODLINK_HOME": home})
    assert done.exit_code == 0, done.output
    document = json.loads(file.read_text())
    assert (document["territory"], document["days"], document["seed"]) == ("53", 1, 1)
    assert set(document["policies"]) == {"foodlink", "first_come"}
    assert "km per tonne" in done.stdout


def test_a_simulation_that_is_told_to_end_leaves_nothing_running() -> None:
    with tempfile.TemporaryDirectory(prefix="fl-") as home:
        server = EmbeddedPostgres(Path(home))
        running = foodlink("simulate", "--days", "366", "--iterations", "1", env={"FOODLINK_HOME": home})
        deadline = time.monotonic() + 60
        while not server.is_running() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(2)
        running.send_signal(signal.SIGTERM)
        _, told = running.communicate(timeout=60)
        assert (running.returncode, server.is_running()) == (1, False)
    assert "Traceback" not in told
