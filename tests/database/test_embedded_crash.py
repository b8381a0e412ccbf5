"""The embedded PostgreSQL after `kill -9`: what was committed is there, and nobody else is taken for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.processes import working_in
from tests.database.embedded_homes import WAYS, a_server, ask, in_another_process, keep, kept


@pytest.fixture
def public() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module", params=WAYS)
def often_killed(request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    folder.chmod(0o755)
    server = a_server(folder, request.param)
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(often_killed: EmbeddedPostgres) -> EmbeddedPostgres:
    """A running server with nothing kept in it."""
    often_killed.ensure_running()
    with psycopg.connect(often_killed.url()) as client:
        client.execute("DROP TABLE IF EXISTS kept")
    return often_killed


def _data(server: EmbeddedPostgres) -> Path:
    return Path(ask(server, "SHOW data_directory"))


def _kill_postmaster(data: Path) -> None:
    os.kill(int((data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)


def test_what_was_committed_survives_a_killed_postmaster(server: EmbeddedPostgres) -> None:
    keep(server, "committed")
    _kill_postmaster(_data(server))
    server.ensure_running()
    assert kept(server) == ["committed"]


def test_everything_killed_at_once_recovers(server: EmbeddedPostgres) -> None:
    keep(server, "committed")
    for pid in list(working_in(_data(server))):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.ensure_running()
    assert kept(server) == ["committed"]


def test_a_process_that_got_the_old_number_is_not_taken_for_the_server(server: EmbeddedPostgres) -> None:
    data = _data(server)
    keep(server, "committed")
    _kill_postmaster(data)
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            pid_file = data / "postmaster.pid"
            pid_file.write_text("\n".join([str(stranger.pid), *pid_file.read_text().splitlines()[1:]]) + "\n")
            server.stop()
            server.ensure_running()
            assert kept(server) == ["committed"]
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_query_that_outlives_the_postmaster_does_not_bar_the_next_start(server: EmbeddedPostgres) -> None:
    data = _data(server)
    keep(server, "committed")
    endless = "import psycopg\nwith psycopg.connect(server.url()) as client:\n    print('on', flush=True)\n"
    endless += "    client.execute('SELECT count(*) FROM generate_series(1, 1000000000000)')"
    busy = in_another_process(server, endless)
    assert busy.stdout is not None
    assert busy.stdout.readline() == "on\n"
    running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 1%' AND state = 'active'"
    while ask(server, running) < "2":
        assert busy.poll() is None
    _kill_postmaster(data)
    server.ensure_running()
    busy.communicate(timeout=60)
    assert busy.returncode != 0
    assert kept(server) == ["committed"]


def test_a_start_killed_half_way_is_begun_anew(public: Path) -> None:
    server = a_server(public)
    half_made = server.home / "postgres" / "18.new" / "base"
    server.home.mkdir()
    half_made.parents[1].mkdir(mode=0o700)
    half_made.mkdir(parents=True)
    server.ensure_running()
    try:
        assert ask(server, "SELECT 1") == "1"
        assert not half_made.exists()
    finally:
        server.stop()


def test_a_first_start_killed_before_the_database_was_made_is_completed(public: Path) -> None:
    server = a_server(public)
    server.ensure_running()
    server.drop_database("foodlink")
    (server.home / "postgres" / "18" / "foodlink-database-made").unlink()
    try:
        server.ensure_running()
        with psycopg.connect(server.url()) as client:
            assert client.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
