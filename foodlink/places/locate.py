"""The commune and the territory of a point."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from foodlink.places.contours import ContourIndex
from foodlink.places.gazetteer import Commune, gazetteer
from foodlink.places.sphere import distances_km

NEAREST_COMMUNE_KM = 10.0
"""How far the nearest commune may be where no official contour tells; a setting may say otherwise."""
CONTOUR_EDGE_KM = 0.5
"""How far outside every contour a point may be and still belong to the nearest: outlines in use are simplified, and
quays and bridges lie beyond them."""


@dataclass(frozen=True, slots=True)
class Located:
    """A point's commune, and how it was found; `distance_km` to the commune's point or outline, 0 within it."""

    commune: Commune
    by: Literal["contour", "nearest"]
    distance_km: float

    @property
    def territory(self) -> str:
        """The territory's code: that of the department."""
        return self.commune.department


def locate(
    lat: float, lon: float, *, contours: ContourIndex | None = None, max_km: float = NEAREST_COMMUNE_KM
) -> Located | None:
    """The commune and territory of a WGS 84 point, or None: outside every territory.

    By the official contours where they are loaded: within one, it is that commune's. Else by the nearest known
    place of a commune whose contour is not loaded, not farther than `max_km`; else by a contour that ends not more
    than `CONTOUR_EDGE_KM` away.
    """
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    communes = gazetteer().by_insee
    insee = contours.commune_at(lat, lon) if contours else None
    if insee is not None:
        return Located(communes[insee], "contour", 0.0)
    nearest = _nearest(lat, lon, without=contours.insees if contours else frozenset())
    if nearest is not None and nearest.distance_km <= max_km:
        return nearest
    edge = contours.nearest_edge(lat, lon, within_km=CONTOUR_EDGE_KM) if contours else None
    return Located(communes[edge[0]], "contour", edge[1]) if edge else None


def _nearest(lat: float, lon: float, *, without: frozenset[str]) -> Located | None:
    points = gazetteer().points
    away = distances_km(lat, lon, lats=points.lats, lons=points.lons)
    if without:
        loaded = np.fromiter((insee in without for insee in points.insees), bool, count=len(points.insees))
        away = np.where(loaded, np.inf, away)
    best = int(np.argmin(away))
    if not math.isfinite(away[best]):
        return None
    return Located(gazetteer().by_insee[points.insees[best]], "nearest", float(away[best]))
