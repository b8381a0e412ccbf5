"""`foodlink web` as a process: its end, its database, its clock."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from foodlink.database.engine import Sessions, make_engine
from foodlink.demo.load import load
from foodlink.demo.sign_ins import PASSWORD
from foodlink.services.passwords import Passwords
from tests.server.processes import a_free_port, ended, eventually, serving, started, using

START = "2026-11-24T08:30:00+01:00"


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fl-") as folder:
        yield Path(folder, "home")


@pytest.fixture
def demonstration(fresh_url: str, fresh_sessions: Sessions) -> str:
    with fresh_sessions() as session:
        load(session, "44", seed=1, passwords=Passwords(cheap=True), at=datetime.fromisoformat(START))
    return fresh_url


def _service_time(port: int) -> datetime:
    """What the service's clock shows: when an offer is posted now."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30, trust_env=False) as client:
        known = {"email": "producteur@demo.example", "password": PASSWORD}
        token = client.post("/auth/token", json=known).json()["access_token"]
        day = datetime.fromisoformat(START)
        lot = {"category": "bakery", "description": "Pain", "quantity_kg": 2, "temperature": "ambient"}
        offer = {
            "title": "Pain",
            "lots": [lot],
            "available_from": str(day),
            "available_until": str(day + timedelta(hours=9)),
        }
        posted = client.post("/offers", json=offer, headers={"Authorization": f"Bearer {token}"})
        assert posted.status_code == 201, posted.text
        return datetime.fromisoformat(posted.json()["created_at"])


def test_every_process_of_a_demonstration_shows_the_clock_that_the_first_one_set(demonstration: str) -> None:
    first, second = a_free_port(), a_free_port()
    env = {"FOODLINK_DATABASE_URL": demonstration}
    with started("web", f"--port={first}", env=env | {"FOODLINK_CLOCK": START}) as one:
        serving(one, first)
        later = str(datetime.fromisoformat(START) + timedelta(hours=6))
        with started("web", f"--port={second}", env=env | {"FOODLINK_CLOCK": later}) as two:
            serving(two, second)
            times = [_service_time(first), _service_time(second), _service_time(first)]
    begins = datetime.fromisoformat(START)
    assert times == sorted(times)
    assert begins < times[0] < times[-1] < begins + timedelta(hours=1)


def test_a_clock_is_refused_where_there_is_no_demonstration(fresh_url: str) -> None:
    env = {"FOODLINK_DATABASE_URL": fresh_url, "FOODLINK_CLOCK": START}
    with started("web", f"--port={a_free_port()}", env=env) as web:
        _, said = web.communicate(timeout=60)
    assert web.returncode == 1
    assert said.count("\n") == 1
    assert "FOODLINK_CLOCK" in said


def test_a_demonstration_refuses_to_listen_beyond_this_machine(demonstration: str) -> None:
    with started(
        "web", "--host=0.0.0.0", f"--port={a_free_port()}", env={"FOODLINK_DATABASE_URL": demonstration}
    ) as web:
        _, said = web.communicate(timeout=60)
    assert web.returncode == 1
    assert said.count("\n") == 1
    assert "FOODLINK_ALLOW_DEMO" in said


def test_a_database_of_the_operator_s_own_is_not_migrated_by_starting(fresh_url: str) -> None:
    engine = make_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0002_event_log'"))
    engine.dispose()
    with started("web", f"--port={a_free_port()}", env={"FOODLINK_DATABASE_URL": fresh_url}) as web:
        _, said = web.communicate(timeout=60)
    assert web.returncode == 1
    assert "foodlink db upgrade" in said


def test_a_part_started_alone_brings_the_embedded_database_up_and_the_last_one_stops_it(home: Path) -> None:
    first, second = a_free_port(), a_free_port()
    env = {"FOODLINK_HOME": str(home)}
    with started("web", f"--port={first}", env=env) as one, started("web", f"--port={second}", env=env) as two:
        serving(one, first)
        serving(two, second)
        assert ended(one) == 0
        assert httpx.get(f"http://127.0.0.1:{second}/healthz", timeout=30, trust_env=False).status_code == 200
        assert using(home)
        assert ended(two, signal.SIGINT) == 0
        assert using(home) == set()


def test_what_kill_9_leaves_running_is_stopped_by_the_next_one(home: Path) -> None:
    port = a_free_port()
    env = {"FOODLINK_HOME": str(home)}
    with started("web", f"--port={port}", env=env) as one:
        serving(one, port)
        one.kill()
        one.wait()
        assert using(home), "the database outlives who used it"
    with started("db", "upgrade", env=env) as two:
        two.communicate(timeout=60)
    assert two.returncode == 0
    eventually(lambda: using(home) == set(), "no process is left")
