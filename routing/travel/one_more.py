"""The drives between one place more and those that are known, without asking for all drives again."""

from __future__ import annotations

from collections.abc import Sequence

from routing.problem import Location
from routing.travel import TravelEngine

AT_ONCE = 32
"""Known places in one matrix: the drives among them are asked for in vain, or are the engine's to remember."""

Drives = tuple[list[int], list[int], list[int], list[int]]
"""Seconds from the place to each other one, seconds from each to it, and metres likewise."""


def drives_of(engine: TravelEngine, place: Location, others: Sequence[Location]) -> Drives:
    """All drives from and to a place."""
    drives: Drives = ([], [], [], [])
    for first in range(0, len(others), AT_ONCE):
        matrix = engine.matrix((place, *others[first : first + AT_ONCE]))
        for part, rows in ((0, matrix.durations_s), (2, matrix.distances_m)):
            drives[part].extend(rows[0][1:])
            drives[part + 1].extend(row[0] for row in rows[1:])
    return drives
