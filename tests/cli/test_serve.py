"""`foodlink serve`: all of it on one machine, from an empty home to its end, twice."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from foodlink.database.engine import make_engine
from foodlink.demo.sign_ins import PASSWORD
from tests.server.processes import a_free_port, answers, ended, eventually, said, serving, started, using


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fl-") as folder:
        yield Path(folder, "home")


def test_the_demonstration_lives_through_kill_9_and_leaves_nothing_behind_at_its_end(home: Path) -> None:
    port = a_free_port()
    env = {"FOODLINK_HOME": str(home), "FOODLINK_BATCH_MINUTES": "240"}
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30, trust_env=False) as client,
        started("serve", "--demonstration", f"--port={port}", env=env) as first,
    ):
        serving(first, port)
        known = {"email": "coordination@demo.example", "password": PASSWORD}
        token = client.post("/auth/token", json=known).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        offers = {offer["id"] for offer in client.get("/offers").json()["items"]}
        assert offers
        first.kill()
        first.wait()
        with started("serve", "--demonstration", f"--port={port}", env=env) as again:
            said(again, "FoodLink:")  # before, what was killed may still answer
            assert offers <= {offer["id"] for offer in client.get("/offers").json()["items"]}
            assert ended(again, signal.SIGINT) == 0
    eventually(lambda: using(home) == set(), "no process is left")


def test_a_part_that_is_killed_is_started_again(home: Path) -> None:
    port = a_free_port()
    with started("serve", f"--port={port}", env={"FOODLINK_HOME": str(home)}) as service:
        serving(service, port)
        web = next(pid for pid in using(home) if b"\0web\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(web, signal.SIGKILL)
        eventually(lambda: web not in using(home), "it is gone")
        serving(service, port)
        assert ended(service) == 0
    eventually(lambda: using(home) == set(), "no process is left")


def test_on_a_database_that_is_not_current_nothing_is_served_and_nothing_stays(home: Path, fresh_url: str) -> None:
    engine = make_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0002_event_log'"))
    engine.dispose()
    port = a_free_port()
    env = {"FOODLINK_HOME": str(home), "FOODLINK_DATABASE_URL": fresh_url}
    with started("serve", f"--port={port}", env=env) as service:
        while service.poll() is None:
            assert not answers(port)
        _, told = service.communicate(timeout=60)
    assert service.returncode == 1
    assert told.count("\n") == 1
    assert "foodlink db upgrade" in told
    eventually(lambda: using(home) == set(), "no process is left")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_while_it_starts_it_leaves_nothing_behind(home: Path, number: signal.Signals) -> None:
    with started("serve", "--demonstration", f"--port={a_free_port()}", env={"FOODLINK_HOME": str(home)}) as service:
        eventually(lambda: len(using(home)) > 1, "the first part has been started")
        assert ended(service, number) == 0
    eventually(lambda: using(home) == set(), "no process is left")
