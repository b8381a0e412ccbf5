"""Which processes of the service run, told by advisory locks that a process holds for as long as it lives.

All long-running processes share one lock; the first one finds that nobody holds it. Starting is done one after the other, so
that what the first one decides for all (the shift of the clock) is decided before the second one asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine

from foodlink.database.connect import libpq_url

_STARTING = 4_407_003
_RUNNING = 4_407_004


class Presence:
    """A connection that shows, while it is open, that this process runs."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self.first = False
        """Whether no process of the service ran when this one began to start."""

    def _begin(self) -> None:
        self._call("pg_advisory_lock", _STARTING)
        self.first = self._call("pg_try_advisory_lock", _RUNNING)

    def started(self) -> None:
        """Show that this process runs, and let the next one start."""
        self._call("pg_advisory_lock_shared", _RUNNING)
        if self.first:
            self._call("pg_advisory_unlock", _RUNNING)
        self._call("pg_advisory_unlock", _STARTING)

    def _call(self, function: str, lock: int) -> bool:
        with self._connection.cursor() as cursor:
            row = cursor.execute(f"select {function}(%s)", [lock]).fetchone()
        return bool(row and row[0])


@contextmanager
def starting(engine: Engine) -> Iterator[Presence]:
    """Begin to start a long-running process; others that start wait until `started` is called."""
    url = libpq_url(engine)
    with psycopg.connect(url, autocommit=True, keepalives_idle=30, keepalives_interval=10) as connection:
        presence = Presence(connection)
        presence._begin()
        yield presence


def is_any(engine: Engine) -> bool:
    """Whether any long-running process of the service runs on this database."""
    with psycopg.connect(libpq_url(engine), autocommit=True) as connection:
        row = connection.execute("select pg_try_advisory_lock(%s)", [_RUNNING]).fetchone()
        return not (row and row[0])
