"""Several threads that begin at the same moment, each with a session of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

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
