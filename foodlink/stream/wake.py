"""The one connection of a process that hears of new events, and comes back by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import psycopg

logger = logging.getLogger(__name__)

CHANNEL = "foodlink_events"
_LOOK_S = 10.0
"""Even unheard, the log is looked at this often: a notification that was lost costs seconds, never an event."""
_GATHER_S = 0.02
"""A pause after each time: a burst of commits wakes the process fifty times a second, not at every one of them."""
_RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)


async def keep_listening(url: str, heard: Callable[[], None]) -> None:
    """Call `heard` whenever the log has grown, and once after each time that the connection was made again."""
    tries = 0
    while True:
        try:
            async with await _connect(url) as connection:
                await connection.execute(f"listen {CHANNEL}")
                tries = 0
                await _hear(connection, heard)
        except (psycopg.Error, OSError) as error:
            pause = _RETRY_S[min(tries, len(_RETRY_S) - 1)]
            tries += 1
            logger.warning("the stream lost its connection to the database, next try in %s s: %s", pause, error)
            await asyncio.sleep(pause)


async def _hear(connection: psycopg.AsyncConnection, heard: Callable[[], None]) -> None:
    heard()
    while True:
        told = [one async for one in connection.notifies(timeout=_LOOK_S, stop_after=1)]
        if not told:
            await connection.execute("select 1")
        heard()
        await asyncio.sleep(_GATHER_S)


async def _connect(url: str) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(
        url,
        autocommit=True,
        connect_timeout=5,
        keepalives_idle=15,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=30_000,
        application_name="foodlink stream",
    )
