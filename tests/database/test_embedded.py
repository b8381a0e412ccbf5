"""The embedded PostgreSQL: started once, stopped cleanly, reached by nobody else."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from foodlink.database.cluster import Cluster
from foodlink.database.embedded import EmbeddedDatabaseError, EmbeddedPostgres
from foodlink.database.processes import working_in
from tests.database.embedded_homes import a_server, ask, in_another_process, keep, kept


@pytest.fixture
def public() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """One server for the tests that leave it as it was."""
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    server = a_server(folder)
    server.ensure_running()
    yield server
    server.stop()
    shutil.rmtree(folder)


@pytest.fixture
def server(public: Path) -> Iterator[EmbeddedPostgres]:
    server = a_server(public)
    yield server
    server.stop()


def test_the_first_start_makes_the_database_foodlink(server: EmbeddedPostgres) -> None:
    url = server.ensure_running()
    assert url == server.url("postgres")
    assert server.is_running()
    assert ask(server, "SELECT current_database() || ' ' || current_user") == "foodlink foodlink"
    assert ask(server, "SELECT pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == "UTF8"
    assert ask(server, "SELECT upper('é')") == "É"
    assert ask(server, "SHOW timezone") == "UTC"


def test_no_port_is_opened_and_only_the_owner_reaches_the_socket(running: EmbeddedPostgres) -> None:
    assert ask(running, "SHOW listen_addresses") == ""
    sockets = Path(ask(running, "SHOW unix_socket_directories").strip('"'))
    assert sockets.stat().st_mode & 0o777 == 0o700


def test_what_is_committed_is_durable_unless_tests_ask_otherwise(public: Path) -> None:
    server = EmbeddedPostgres(public / "home", system_folder=public / "system")
    server.ensure_running()
    shown = [ask(server, f"SHOW {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
    server.stop()
    assert shown == ["on", "on", "on"]


def test_six_processes_that_ask_at_once_share_one_server(server: EmbeddedPostgres) -> None:
    code = "\n".join(
        (
            "import psycopg",
            "with psycopg.connect(server.ensure_running()) as connection:",
            "    print(connection.execute('SELECT pg_postmaster_start_time()').fetchone()[0])",
        )
    )
    asking = [in_another_process(server, code) for _ in range(6)]
    answers = [process.communicate(timeout=120)[0] for process in asking]
    assert [process.returncode for process in asking] == [0] * 6
    assert len(set(answers)) == 1


def test_the_server_outlives_the_interrupted_terminal_of_who_started_it(server: EmbeddedPostgres) -> None:
    code = "print(server.ensure_running(), flush=True)\nimport signal\nsignal.pause()"
    starter = in_another_process(server, code)
    assert starter.stdout is not None
    assert starter.stdout.readline().strip() == server.url("postgres")
    os.killpg(starter.pid, signal.SIGINT)
    starter.communicate(timeout=60)
    assert starter.returncode != 0
    assert ask(server, "SELECT 1") == "1"


def test_a_stop_by_another_process_leaves_nothing_running(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    keep(server, "before the stop")
    stopping = in_another_process(server, "server.stop()")
    stopping.communicate(timeout=60)
    assert stopping.returncode == 0
    assert not server.is_running()
    data = server.home / "postgres" / "18"
    assert list(working_in(data)) == []
    assert not (data / "postmaster.pid").exists()
    server.ensure_running()
    assert kept(server) == ["before the stop"]


def test_a_stop_does_not_wait_for_clients(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    with psycopg.connect(server.url()) as client:
        client.execute("SELECT 1")
        server.stop()
        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")


def test_stopping_what_does_not_run_is_quiet(server: EmbeddedPostgres) -> None:
    server.stop()
    assert not server.is_running()
    assert not server.home.exists()


def test_databases_are_made_copied_and_dropped(running: EmbeddedPostgres) -> None:
    running.create_database("a_model")
    with psycopg.connect(running.url("a_model")) as client:
        client.execute("CREATE TABLE kept AS SELECT 'in the template' AS words")
    running.create_database("une copie", template="a_model")
    assert running.database_exists("une copie")
    with psycopg.connect(running.url("une copie")) as client:
        assert client.execute("SELECT words FROM kept").fetchone() == ("in the template",)
    running.drop_database("une copie")
    assert not running.database_exists("une copie")
    running.drop_database("une copie")
    with pytest.raises(EmbeddedDatabaseError, match="une copie"):
        running.drop_database("une copie", if_exists=False)


def test_dropping_a_database_disconnects_who_is_in_it(running: EmbeddedPostgres) -> None:
    running.create_database("crowded")
    client = psycopg.connect(running.url("crowded"))
    running.drop_database("crowded")
    with pytest.raises(psycopg.OperationalError):
        client.execute("SELECT 1")
    client.close()


def test_its_own_tools_reach_it_and_tell_their_fault_in_one_line(running: EmbeddedPostgres) -> None:
    keep(running, "dumped")
    assert "dumped" in running.run_tool("pg_dump", "--data-only", "--inserts", "foodlink").stdout
    with pytest.raises(EmbeddedDatabaseError, match="no_such_database") as refused:
        running.run_tool("pg_dump", "no_such_database")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["deep" * 40, "a b+c", "50 %, épicerie"])
def test_any_path_can_be_a_home(public: Path, name: str) -> None:
    server = EmbeddedPostgres(public / name, durable=False, system_folder=public / "system")
    server.ensure_running()
    keep(server, name)
    assert kept(server) == [name]
    sockets = Cluster(server.home / "postgres", "18").socket_folder
    assert len(os.fsencode(sockets / ".s.PGSQL.5432")) <= 107
    server.stop()
    assert sockets == server.home / "postgres" or not sockets.exists()


def test_a_socket_folder_that_others_could_enter_is_refused(public: Path) -> None:
    server = EmbeddedPostgres(public / ("deep" * 40), durable=False, system_folder=public / "system")
    waiting = Cluster(server.home / "postgres", "18").socket_folder
    waiting.mkdir(mode=0o755)
    try:
        with pytest.raises(EmbeddedDatabaseError, match="closed to others"):
            server.ensure_running()
    finally:
        waiting.rmdir()


@pytest.mark.parametrize("named", ["17", "18"])
def test_data_of_another_major_version_are_refused_and_left_as_they_are(public: Path, named: str) -> None:
    server = a_server(public)
    data = server.home / "postgres" / named
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedDatabaseError, match=r"PostgreSQL 17.*foodlink backup.*foodlink restore") as refused:
        server.ensure_running()
    assert "\n" not in str(refused.value)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
    assert sorted(path.name for path in data.parent.iterdir()) == sorted([named, "lock"])


def test_a_home_that_cannot_be_made_is_told_in_one_line(public: Path) -> None:
    (public / "file").write_text("not a folder")
    with pytest.raises(EmbeddedDatabaseError, match="file") as refused:
        EmbeddedPostgres(public / "file" / "home").ensure_running()
    assert "\n" not in str(refused.value)


def test_a_server_that_does_not_start_says_why(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    server.stop()
    (server.home / "postgres" / "18" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedDatabaseError, match=r"did not start.*FATAL") as refused:
        server.ensure_running()
    assert "\n" not in str(refused.value)
