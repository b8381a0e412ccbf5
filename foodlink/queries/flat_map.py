"""The flat map on which PostgreSQL's own geometry, and an index on it, finds offers: x to the east, y to the north, in degrees.

It is true to scale at 47 degrees north, where the territories are; elsewhere the index is less of a help, and as right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, cast, func, literal_column
from sqlalchemy.types import UserDefinedType

from foodlink.queries.distance import box_around, towards

Near = tuple[float, float]
Degrees = Any

_SCALE = 0.68
"""About the cosine of 47 degrees; a part of the index (`ix_offers_place`)."""
_CORNERS = 48
_ROUNDED_M = 2.0
_FARTHEST_NORTH = 60.0


class _Polygon(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "polygon"


def flat_point(lat: Degrees, lon: Degrees) -> ColumnElement[Any]:
    """Where those columns are on the map; written as the index is, for it to serve."""
    return func.point(lon * literal_column(str(_SCALE)), lat)


def order_from(lat: Degrees, lon: Degrees, *, near: Near) -> ColumnElement[float]:
    """The order on the map, the nearest to `near` (lat, lon) first, in which the index hands them out."""
    return flat_point(lat, lon).op("<->")(func.point(near[1] * _SCALE, near[0]))


def between(lat: Degrees, lon: Degrees, *, near: Near, from_m: float, to_m: float) -> ColumnElement[bool]:
    """Whether those columns are in the ring about `near`, from whole metres to whole metres; a little more, never less.

    PostgreSQL looks at what lies within the ring's hole in the index alone.
    """
    corners = list(_around(near, to_m))
    if from_m > _ROUNDED_M and _is_plain(near):
        corners += list(_within(near, from_m))
    drawn = ",".join(f"({lon * _SCALE!r},{lat!r})" for lat, lon in corners)
    inside: ColumnElement[bool] = flat_point(lat, lon).op("<@", is_comparison=True)(cast(f"({drawn})", _Polygon))
    return inside


def _around(near: Near, radius_m: float) -> Iterator[Near]:
    """The corners of a polygon around the circle, closed, so that another one can be cut out of it by the way there and back."""
    if _is_plain(near):
        # Half a metre that was rounded off, and what its sides bend on the map.
        yield from _polygon(near, (radius_m + 1) / math.cos(math.pi / _CORNERS) + 10)
    else:
        south, west, north, east = box_around(near, radius_m)
        yield from ((south, west), (north, west), (north, east), (south, east), (south, west))


def _within(near: Near, radius_m: float) -> Iterator[Near]:
    """The corners of a polygon within the circle, closed; the other way round, for PostgreSQL counts windings."""
    yield from reversed(list(_polygon(near, radius_m - _ROUNDED_M)))


def _polygon(near: Near, radius_m: float) -> Iterator[Near]:
    for corner in range(_CORNERS + 1):
        yield towards(near, 2 * math.pi * (corner % _CORNERS) / _CORNERS, radius_m)


def _is_plain(near: Near) -> bool:
    """Whether a circle is a circle on the map, as it is but for the poles."""
    return abs(near[0]) < _FARTHEST_NORTH
