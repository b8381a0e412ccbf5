"""One at a time for each key, among the threads of this process.

Two who read the same row without a lock and then write it are in each other's way: the second one has to start over. That
seldom happens between processes; within one it is cheaper to wait. Nothing rests on it: the database guards what is written.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from threading import Lock

PATIENCE_S = 10.0
"""After that one goes on all the same: whoever is before may wait for the database."""


class Turns:
    """Who is at it, and who waits, by key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turns: dict[Hashable, tuple[Lock, int]] = {}

    @contextmanager
    def of(self, key: Hashable) -> Iterator[None]:
        """Wait for one's turn, and hold it while the block runs."""
        with self._lock:
            turn, count = self._turns.get(key, (Lock(), 0))
            self._turns[key] = turn, count + 1
        held = turn.acquire(timeout=PATIENCE_S)
        try:
            yield
        finally:
            if held:
                turn.release()
            with self._lock:
                count = self._turns[key][1] - 1
                if count:
                    self._turns[key] = turn, count
                else:
                    del self._turns[key]
