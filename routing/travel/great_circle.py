"""Travel times without a road network: great circle, circuity, and speeds that grow with distance.

The formula and where its constants come from: `docs/routing.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.problem import Location, Matrix

Metres = NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, (2a + b) / 3."""

CIRCUITY = 1.24
"""Road metres for each metre of great circle, once on the way."""
ACCESS_CIRCUITY = 0.5
ACCESS_M = 600.0
"""The way out to the first through road: half the great circle more, at most 600 m."""

STARTING_S = 30.0
STARTING_M = 1_000.0
"""Pulling out and the first junctions: up to 30 s, reached after 1 km of road."""

SPEEDS: tuple[tuple[float, float], ...] = ((8_000, 40), (25_000, 60), (75_000, 75), (float("inf"), 90))
"""(road metres up to here, km/h on them): town, main road, trunk road, motorway."""


class GreatCircle:
    """The travel engine that needs nothing but coordinates."""

    name = "great-circle"

    def matrix(self, locations: Sequence[Location]) -> Matrix:
        """All pairs at once; durations are rounded up, distances to the metre."""
        degrees = [(location.lat or 0.0, location.lon or 0.0) for location in locations]
        seconds, metres = estimates(np.array(degrees, dtype=float).reshape(-1, 2))
        return Matrix(durations_s=seconds.tolist(), distances_m=metres.tolist())

    def lines(self, stops: Sequence[tuple[float, float]]) -> None:
        """None: it knows no roads."""
        del stops


def estimates(degrees: Metres) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Seconds, rounded up, and metres between all pairs of (latitude, longitude) rows."""
    return estimates_along(degrees[:, None], degrees[None, :])


def estimates_along(here: Metres, there: Metres) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same from each of `here` to the one beside it of `there`; (latitude, longitude) is the last axis."""
    road_m = road_metres(_haversine_m(here, there))
    seconds = np.ceil(drive_seconds(road_m) - 1e-9)
    return seconds.astype(np.int64), np.rint(road_m).astype(np.int64)


def great_circle_metres(degrees: NDArray[np.float64]) -> Metres:
    """Great circle in metres between all pairs of (latitude, longitude) rows, by the haversine formula."""
    return _haversine_m(degrees[:, None], degrees[None, :])


def _haversine_m(here: Metres, there: Metres) -> Metres:
    (lat, lon), (lat_there, lon_there) = (np.moveaxis(np.radians(each), -1, 0) for each in (here, there))
    half_lat = np.sin((lat - lat_there) / 2) ** 2
    half_lon = np.sin((lon - lon_there) / 2) ** 2
    chord = half_lat + np.cos(lat) * np.cos(lat_there) * half_lon
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def road_metres(great_circle_m: Metres) -> Metres:
    """Road metres for metres of great circle."""
    return CIRCUITY * great_circle_m + np.minimum(ACCESS_CIRCUITY * great_circle_m, ACCESS_M)


def drive_seconds(road_m: Metres) -> Metres:
    """Seconds for road metres: each stretch at the speed of its class, so that farther is never sooner."""
    seconds = STARTING_S * np.minimum(road_m / STARTING_M, 1.0)
    stretch_start = 0.0
    for stretch_end, speed_kmh in SPEEDS:
        metres = np.clip(road_m, stretch_start, stretch_end) - stretch_start
        seconds = seconds + metres / (speed_kmh / 3.6)
        stretch_start = stretch_end
    return seconds
