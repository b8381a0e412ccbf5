"""Several threads that begin at the same moment, each with a session of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions

_Result = TypeVar("_Result")


def at_once(sessions: Sessions, acts: Sequence[Callable[[Session], _Result]]) -> list[_Result | Exception]:
    """Do all of them at the same moment; what each came to, or the error that it met, in their order."""
    start = Barrier(len(acts))

    def run(act: Callable[[Session], _Result]) -> _Result | Exception:
        with sessions() as session:
            start.wait(timeout=30)
            try:
                return act(session)
            except Exception as error:
                return error

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def until_somebody_waits_for_a_lock(sessions: Sessions) -> None:
    """Wait until a statement of this database stands still because another transaction holds a row."""
    waiting = text(
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    )
    for _ in range(1_000):
        with sessions() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.02)
    raise TimeoutError("nobody waits")
