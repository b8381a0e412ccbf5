"""Great-circle distances in the database, in whole metres, so that what is shown is also what orders."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, func

from foodlink.places.sphere import EARTH_RADIUS_KM

_RADIUS_M = EARTH_RADIUS_KM * 1000
_METRES_PER_DEGREE = _RADIUS_M * math.pi / 180

Degrees = Any


def distance_m(lat: Degrees, lon: Degrees, *, near: tuple[float, float]) -> ColumnElement[int]:
    """From the point `near` (lat, lon) to those columns, by the haversine formula (Sinnott, Sky & Telescope 68, 1984)."""
    north = func.sin(func.radians(lat - near[0]) / 2)
    east = func.sin(func.radians(lon - near[1]) / 2)
    chord = north * north + math.cos(math.radians(near[0])) * func.cos(func.radians(lat)) * east * east
    return cast(func.round(2 * _RADIUS_M * func.asin(func.sqrt(func.least(1.0, chord)))), Integer)


def within_box(lat: Degrees, lon: Degrees, *, near: tuple[float, float], radius_m: float) -> ColumnElement[bool]:
    """The box in degrees around the circle, which an index can find; a little larger, never smaller."""
    south, west, north, east = box_around(near, radius_m)
    return and_(lat.between(south, north), lon.between(west, east))


def box_around(near: tuple[float, float], radius_m: float) -> tuple[float, float, float, float]:
    """South, west, north and east of that box."""
    margin = (radius_m + 1) / _METRES_PER_DEGREE
    farthest_lat = min(89.0, abs(near[0]) + margin)
    wide = margin / math.cos(math.radians(farthest_lat)) * 1.01
    return near[0] - margin, near[1] - wide, near[0] + margin, near[1] + wide


def towards(near: tuple[float, float], bearing: float, distance_m: float) -> tuple[float, float]:
    """The point (lat, lon) that one comes to from `near`, in that direction (radians from north to the east)."""
    lat, lon, angle = math.radians(near[0]), math.radians(near[1]), distance_m / _RADIUS_M
    there = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing))
    east = math.sin(bearing) * math.sin(angle) * math.cos(lat)
    turned = math.atan2(east, math.cos(angle) - math.sin(lat) * math.sin(there))
    return math.degrees(there), math.degrees(lon + turned)
