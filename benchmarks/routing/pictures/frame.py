"""A frame of a map: where a place of the world is on the picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.routing.ground import COS_LAT, KM_A_DEGREE
from benchmarks.routing.pictures.svg import Point


@dataclass(frozen=True)
class Frame:
    """A rectangle of the picture, and the middle and the scale of what it shows."""

    left: float
    top: float
    width: float
    height: float
    middle: Point
    """Latitude and longitude."""
    px_a_km: float

    @classmethod
    def around(cls, spots: Iterable[Point], *, left: float, top: float, width: float, height: float) -> Frame:
        """The frame that shows all of the spots (latitude and longitude), with a margin."""
        lats, lons = zip(*spots, strict=True)
        middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        wide = (max(lons) - min(lons)) * KM_A_DEGREE * COS_LAT
        tall = (max(lats) - min(lats)) * KM_A_DEGREE
        return cls(left, top, width, height, middle, 0.93 * min(width / wide, height / tall))

    def point(self, spot: Point) -> Point:
        """Where a latitude and longitude are."""
        east = (spot[1] - self.middle[1]) * KM_A_DEGREE * COS_LAT
        north = (spot[0] - self.middle[0]) * KM_A_DEGREE
        return (
            self.left + self.width / 2 + east * self.px_a_km,
            self.top + self.height / 2 - north * self.px_a_km,
        )

    def holds(self, at: Point, *, margin: float = 0) -> bool:
        """Whether a point of the picture lies within."""
        x, y = at[0] - self.left, at[1] - self.top
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin
