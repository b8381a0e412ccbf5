"""Homes for the tests of the embedded PostgreSQL, and other processes and users who ask for it."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg

from foodlink.database import launcher as launcher_script
from foodlink.database import sandbox
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.sandbox import Identity

PROJECT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0
# Root runs PostgreSQL in either of two ways, an ordinary user in one: each machine tests those that it has.
WAYS = ["namespace", "account"] if IS_ROOT else ["directly"]


def a_server(public: Path, way: str = WAYS[0]) -> EmbeddedPostgres:
    """A server with a home of its own, closed to others, in `public`, which everybody may pass."""
    closed = public / "closed"
    closed.mkdir(mode=0o700, exist_ok=True)
    return EmbeddedPostgres(
        closed / "home", durable=False, namespaces=way != "account", system_folder=public / "system"
    )


def keep(server: EmbeddedPostgres, words: str) -> None:
    """Commit `words` into the database `foodlink`."""
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (words text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [words])


def kept(server: EmbeddedPostgres) -> list[str]:
    """What `keep` committed."""
    with psycopg.connect(server.url()) as connection:
        return [words for (words,) in connection.execute("SELECT words FROM kept ORDER BY words")]


def ask(server: EmbeddedPostgres, question: str) -> str:
    """One value, as text."""
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def in_another_process(server: EmbeddedPostgres, code: str) -> subprocess.Popen[str]:
    """A Python process, in a session of its own, that runs `code` with `server` at hand."""
    given = (
        f"EmbeddedPostgres(Path({str(server.home)!r}), False, {server.namespaces}, Path({str(server.system_folder)!r}))"
    )
    lines = (
        f"from foodlink.database.embedded import EmbeddedPostgres\nfrom pathlib import Path\nserver = {given}\n{code}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", lines], stdout=subprocess.PIPE, text=True, cwd=PROJECT, start_new_session=True
    )


def somebody_else() -> Identity:
    """An ordinary user who is not us: another account where it may read this checkout, else by a namespace."""
    nobody = sandbox.account(pwd.getpwnam("nobody").pw_uid)
    program = [sys.executable, "-c", "import foodlink.database.embedded"]
    return nobody if run_as_them(nobody, program, folder=Path("/tmp")) == "" else sandbox.in_namespace()


def run_as_them(identity: Identity, program: list[str], *, folder: Path) -> str | None:
    """What `program` prints when `identity` runs it in `folder` with our environment; None where it failed."""
    launcher = [sys.executable, "-I", "-S", launcher_script.__file__, identity.word, str(folder), "-", "-"]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path)))
    done = subprocess.run([*launcher, *program], capture_output=True, text=True, check=False, env=environment)
    return done.stdout if done.returncode == 0 else None
