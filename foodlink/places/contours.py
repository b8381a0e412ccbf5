"""Official contours of communes: which one holds a point."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from foodlink.places.sphere import EARTH_RADIUS_KM

Ring = npt.NDArray[np.float64]
"""A closed line, n x 2: longitude, latitude; the last position is the first again (RFC 7946, 3.1.6)."""
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180


@dataclass(frozen=True, eq=False)
class Contour:
    """The outline of one commune: polygons, each an outer ring and its holes."""

    insee: str
    polygons: tuple[tuple[Ring, ...], ...]
    _edges: tuple[npt.NDArray[np.float64], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        edges = tuple(np.concatenate([np.hstack((ring[:-1], ring[1:])) for ring in rings]) for rings in self.polygons)
        object.__setattr__(self, "_edges", edges)

    @property
    def department(self) -> str:
        """The department, as the code says it."""
        return self.insee[:2]

    @cached_property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        outer = np.concatenate([rings[0] for rings in self.polygons])
        west, south = outer.min(axis=0)
        east, north = outer.max(axis=0)
        return float(west), float(south), float(east), float(north)

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the point lies within a polygon and in none of its holes.

        Ray casting by the even-odd rule (Shimrat, Communications of the ACM 5, 1962), half-open in latitude, so that
        of two contours that share a border exactly one holds a point on it.
        """
        return any(_crossings(edges, lat, lon) % 2 == 1 for edges in self._edges)

    def edge_distance_km(self, lat: float, lon: float) -> float:
        """The distance in km to the outline, on a plane about the point: exact enough below some tens of km."""
        scale = np.array([math.cos(math.radians(lat)), 1.0]) * KM_PER_DEGREE
        edges = np.concatenate(self._edges)
        start = (edges[:, :2] - (lon, lat)) * scale
        along = (edges[:, 2:] - (lon, lat)) * scale - start
        length = np.maximum((along**2).sum(axis=1), 1e-18)
        share = np.clip(-(start * along).sum(axis=1) / length, 0.0, 1.0)
        nearest = start + along * share[:, None]
        return float(np.sqrt((nearest**2).sum(axis=1).min()))

    def geometry_json(self) -> str:
        """The geometry as a GeoJSON MultiPolygon, for storing."""
        coordinates = [[ring.tolist() for ring in rings] for rings in self.polygons]
        return json.dumps({"type": "MultiPolygon", "coordinates": coordinates}, separators=(",", ":"))

    @classmethod
    def from_geometry_json(cls, insee: str, geometry: str) -> "Contour":
        """A contour as `geometry_json` has written it."""
        coordinates = json.loads(geometry)["coordinates"]
        return cls(insee, tuple(tuple(np.array(ring, dtype=float) for ring in rings) for rings in coordinates))


class ContourIndex:
    """All loaded contours, searched by their boxes first."""

    def __init__(self, contours: Iterable[Contour]) -> None:
        self._contours: Sequence[Contour] = sorted(contours, key=lambda contour: contour.insee)
        self._boxes = np.array([contour.bbox for contour in self._contours], dtype=float).reshape(-1, 4)
        self.insees = frozenset(contour.insee for contour in self._contours)

    def __len__(self) -> int:
        return len(self._contours)

    def commune_at(self, lat: float, lon: float) -> str | None:
        """The INSEE code of the commune that holds the point; the first by code where outlines overlap."""
        for contour in self._near(lat, lon, lat_margin=0.0, lon_margin=0.0):
            if contour.contains(lat, lon):
                return contour.insee
        return None

    def nearest_edge(self, lat: float, lon: float, *, within_km: float) -> tuple[str, float] | None:
        """The commune whose outline is nearest and not farther than `within_km`, and that distance in km."""
        lat_margin = within_km / KM_PER_DEGREE
        lon_margin = lat_margin / max(math.cos(math.radians(lat)), 0.01)
        near = self._near(lat, lon, lat_margin=lat_margin, lon_margin=lon_margin)
        distances = [(contour.edge_distance_km(lat, lon), contour.insee) for contour in near]
        distance, insee = min(distances, default=(math.inf, ""))
        return (insee, distance) if distance <= within_km else None

    def _near(self, lat: float, lon: float, *, lat_margin: float, lon_margin: float) -> list[Contour]:
        west, south, east, north = self._boxes.T
        within = (
            (west - lon_margin <= lon)
            & (lon <= east + lon_margin)
            & (south - lat_margin <= lat)
            & (lat <= north + lat_margin)
        )
        return [self._contours[index] for index in np.flatnonzero(within).tolist()]


def _crossings(edges: npt.NDArray[np.float64], lat: float, lon: float) -> int:
    """How many edges (x1, y1, x2, y2) the ray from the point to the east crosses."""
    x1, y1, x2, y2 = edges.T
    spans = (y1 > lat) != (y2 > lat)
    x1, y1, x2, y2 = x1[spans], y1[spans], x2[spans], y2[spans]
    return int(np.count_nonzero(lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1)))
