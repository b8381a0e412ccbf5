"""What is known of the drives between some points, while a road engine is asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Drive = tuple[int, int]
"""Whole seconds, rounded up, and whole metres."""
Known = tuple[int, int, int, int]
"""The places of a start and an end in a list of points, seconds and metres between them."""

NO_ROAD: Drive = (-1, -1)
"""No road leads there. From a point to itself: the point is off the engine's map."""
UNKNOWN = -2

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Point(NamedTuple):
    """Microdegrees: some 10 cm, as finely as road engines look, and exact, so that it can be a key."""

    lat: int
    lon: int

    @classmethod
    def of(cls, lat: float, lon: float) -> Point:
        """The point at these degrees."""
        return cls(round(lat * 1e6), round(lon * 1e6))

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat / 1e6, self.lon / 1e6


class Table:
    """Seconds and metres between all pairs of distinct points; `UNKNOWN` where nobody has told."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(points)
        self.seconds: Whole = np.full((len(points), len(points)), UNKNOWN, dtype=np.int64)
        self.metres: Whole = self.seconds.copy()

    def put(self, known: Iterable[Known]) -> None:
        """Write down drives."""
        rows = np.array(list(known), dtype=np.int64).reshape(-1, 4)
        self.seconds[rows[:, 0], rows[:, 1]] = rows[:, 2]
        self.metres[rows[:, 0], rows[:, 1]] = rows[:, 3]

    def put_no_road(self, pairs: Mask) -> None:
        """No road joins these pairs, unless something is known of them already."""
        where = pairs & (self.seconds == UNKNOWN)
        self.seconds[where], self.metres[where] = NO_ROAD

    def known(self, among: Mask) -> list[Known]:
        """The drives among these pairs of which something is known."""
        starts, ends = np.nonzero(among & (self.seconds != UNKNOWN))
        rows = np.stack([starts, ends, self.seconds[starts, ends], self.metres[starts, ends]], axis=1)
        return [(start, end, seconds, metres) for start, end, seconds, metres in rows.tolist()]

    @property
    def off_map(self) -> NDArray[np.bool_]:
        """The points that are off the engine's map."""
        return np.asarray(self.seconds.diagonal() == NO_ROAD[0])

    @property
    def unknown(self) -> Mask:
        """The pairs of different points of which nothing is known."""
        unknown: Mask = self.seconds == UNKNOWN
        np.fill_diagonal(unknown, val=False)
        return unknown

    @property
    def to_ask(self) -> Mask:
        """The pairs that the engine may know and has not told yet."""
        off = self.off_map
        return self.unknown & ~off[:, None] & ~off[None, :]
