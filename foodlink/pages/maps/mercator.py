"""From degrees to the points of a drawing: Web Mercator, so that tiles of others fit behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

_TILE = 256
_DEEPEST = 15
_MARGIN = 36.0
_SMALLEST_SPAN_DEG = 0.06


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing of `width` by `height` points that shows the world at `scale` points a tile-0 pixel, from `left`, `top`."""

    width: float
    height: float
    scale: float
    left: float
    top: float

    def place(self, point: Point) -> tuple[float, float]:
        """Where a point of the world is in the drawing, rounded to a tenth."""
        x, y = _world(point)
        return round((x - self.left) * self.scale, 1), round((y - self.top) * self.scale, 1)

    def holds(self, point: Point) -> bool:
        """Whether the point is inside the drawing."""
        x, y = self.place(point)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def tiles(self, template: str) -> list[tuple[str, float, float, float]]:
        """The tiles behind the drawing: address, x, y and size of each; `template` holds {z}, {x} and {y}."""
        zoom = max(0, min(_DEEPEST, math.floor(math.log2(self.scale))))
        size = _TILE * self.scale / 2**zoom
        across = range(
            int(self.left * 2**zoom / _TILE), int((self.left + self.width / self.scale) * 2**zoom / _TILE) + 1
        )
        down = range(int(self.top * 2**zoom / _TILE), int((self.top + self.height / self.scale) * 2**zoom / _TILE) + 1)
        return [
            (
                template.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y)),
                round(x * size - self.left * self.scale, 2),
                round(y * size - self.top * self.scale, 2),
                round(size, 2),
            )
            for x in across
            for y in down
        ]


def frame_around(points: Sequence[Point], *, width: float = 760, height: float = 520) -> Frame:
    """A frame that shows all these points with a margin, and never less than some kilometres."""
    lats, lons = [point[0] for point in points], [point[1] for point in points]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    half = _SMALLEST_SPAN_DEG / 2
    west, north = _world((max(max(lats), middle[0] + half), min(min(lons), middle[1] - half)))
    east, south = _world((min(min(lats), middle[0] - half), max(max(lons), middle[1] + half)))
    scale = min((width - 2 * _MARGIN) / (east - west), (height - 2 * _MARGIN) / (south - north))
    left, top = (west + east) / 2 - width / 2 / scale, (north + south) / 2 - height / 2 / scale
    return Frame(width, height, scale, left, top)


def _world(point: Point) -> tuple[float, float]:
    """A point in pixels of tile 0, as the tiles of the web count them."""
    lat, lon = point
    sine = math.sin(math.radians(lat))
    x = _TILE * (0.5 + lon / 360)
    y = _TILE * (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi))
    return x, y
