"""The database of a command: the operator's own, or the embedded one, up for as long as any process of ours uses it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from config.settings import Settings
from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import make_engine
from foodlink.database.errors import told_in_one_line


class SchemaNotCurrent(Exception):
    """The database does not have this program's schema: run `foodlink db upgrade` with the newest program."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


def open_database(settings: Settings, *, pool_size: int | None = None) -> Engine:
    """An engine on the database that the settings name; the embedded one is started where it is down.

    `pool_size` is the number of connections kept, that of the web's threads unless told. A command wraps what it does in
    `in_use`, so that the embedded database stops with the last one.
    """
    url = settings.database_url
    if url is None:
        embedded = EmbeddedPostgres(settings.home)
        embedded.ensure_running()
        url = embedded.url()
    return make_engine(url, pool_size=pool_size or settings.web_threads)


def libpq_url(engine: Engine) -> str:
    """The engine's address as libpq and psycopg read it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextlib.contextmanager
def in_use(settings: Settings) -> Iterator[None]:
    """Say that this process uses the embedded database; the last one to leave stops it, whoever started it.

    Told by a lock on a file in FOODLINK_HOME that the system lets go of with the process, however it ends: what `kill -9`
    left running is stopped by whoever comes last after it. Does nothing for a database of the operator's own.
    """
    if settings.database_url is not None:
        yield
        return
    with told_in_one_line("FOODLINK_HOME cannot be used, choose a folder that can be written"):
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(_lock_of(settings), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for one who is just stopping it
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                EmbeddedPostgres(settings.home).stop()
    finally:
        os.close(lock)


def others_use_it(settings: Settings) -> bool:
    """Whether another process uses the embedded database now; False for a database of the operator's own."""
    if settings.database_url is not None or not _lock_of(settings).exists():
        return False
    lock = os.open(_lock_of(settings), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


@contextlib.contextmanager
def opened(settings: Settings, *, pool_size: int = 2) -> Iterator[Engine]:
    """An engine for one short command, which stops the embedded database if nobody else uses it."""
    with in_use(settings):
        engine = open_database(settings, pool_size=pool_size)
        try:
            yield engine
        finally:
            engine.dispose()


def make_current(engine: Engine, settings: Settings) -> None:
    """Migrate the embedded database, which is ours; of another, raise SchemaNotCurrent unless it is already current."""
    if schema.is_current(engine):
        return
    if settings.database_url is not None:
        raise SchemaNotCurrent
    schema.upgrade(engine)


def _lock_of(settings: Settings) -> Path:
    return settings.home / "in-use"
