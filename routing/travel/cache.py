"""Answers of road engines that are kept: in this process, or where whoever asks wants them (`disk_cache.py`)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Protocol

from routing.travel.table import Known, Point

MOST_DRIVES = 2_000_000
"""Kept in memory, some 300 MB at most; those of the starts that were looked up longest ago go first."""


class CacheUnusable(Exception):
    """What was kept cannot be read, or nothing can be added; the engine is asked as if there were no cache."""


class DriveCache(Protocol):
    """Drives between points, by the engine that told them; both calls raise CacheUnusable."""

    def known(self, engine: str, points: Sequence[Point]) -> Iterable[Known]:
        """What is kept of the drives among these points."""
        ...

    def keep(self, engine: str, points: Sequence[Point], drives: Sequence[Known]) -> None:
        """Keep drives among these points."""
        ...


class MemoryCache:
    """A cache for as long as the process lives; threads may share it."""

    def __init__(self, *, most_drives: int = MOST_DRIVES) -> None:
        self._ends: dict[tuple[str, Point], dict[Point, tuple[int, int]]] = {}
        self._most_drives = most_drives
        self._count = 0
        self._lock = threading.Lock()

    def known(self, engine: str, points: Sequence[Point]) -> list[Known]:
        """What is kept of the drives among these points."""
        found: list[Known] = []
        with self._lock:
            for start, point in enumerate(points):
                ends = self._ends.pop((engine, point), None)
                if ends is None:
                    continue
                self._ends[engine, point] = ends  # at the end: looked up last
                found += [(start, end, *ends[other]) for end, other in enumerate(points) if other in ends]
        return found

    def keep(self, engine: str, points: Sequence[Point], drives: Sequence[Known]) -> None:
        """Keep drives among these points."""
        with self._lock:
            for start, end, seconds, metres in drives:
                ends = self._ends.setdefault((engine, points[start]), {})
                self._count += points[end] not in ends
                ends[points[end]] = (seconds, metres)
            while self._count > self._most_drives and self._ends:
                self._count -= len(self._ends.pop(next(iter(self._ends))))
