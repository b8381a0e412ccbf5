"""One planning of a territory at a time: a lock that PostgreSQL lets go of with the connection, however its process ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import text

from foodlink.database.engine import Sessions

_SPACE = 4_407_011


_TRY_EVERY_S = 0.5


class TerritoryBusy(Exception):
    """Another worker is planning this territory, and this one is to end."""


@contextmanager
def territory_lock(sessions: Sessions, territory: str, *, stop: Callable[[], bool]) -> Iterator[None]:
    """Wait for the territory's lock and hold it, on a connection of its own, outside any transaction.

    Raises TerritoryBusy where `stop` says that there is no more time to wait.

    The job engine already keeps two jobs of one lock apart; this holds even where a worker was given up for dead too soon.
    """
    key = {"space": _SPACE, "territory": territory}
    with sessions.kw["bind"].connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(text("select pg_try_advisory_lock(:space, hashtext(:territory))"), key):
            if stop():
                raise TerritoryBusy(territory)
            time.sleep(_TRY_EVERY_S)
        try:
            yield
        finally:
            connection.execute(text("select pg_advisory_unlock(:space, hashtext(:territory))"), key)
