"""Reading official contours from GeoJSON (RFC 7946), and saying where a file is wrong."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from foodlink.places.contours import KM_PER_DEGREE, Contour, Ring
from foodlink.places.gazetteer import DEPARTMENTS, Commune, gazetteer

CODE_PROPERTIES = ("code", "insee", "INSEE_COM", "insee_com", "code_insee")
"""Where publishers write the INSEE code: Etalab's contours, common extracts, IGN Admin Express."""
MAX_FEATURES = 50_000
"""France has 35,000 communes; more features than this is another kind of file."""
MAX_AWAY_KM = 30.0
"""A contour whose box ends farther than this from its commune's known point is another's, or its axes are swapped."""
_NO_DEGREES = "not in degrees of WGS 84 (longitude, latitude)"
_WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326")


class InvalidContours(ValueError):
    """The file is no collection of contours; `path` leads to the first fault, as `features.3.properties.code`.

    `others` are the faults of later features.
    """

    def __init__(self, path: str, message: str, *, others: Sequence["InvalidContours"] = ()) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message
        self.others = tuple(others)


def contours_from_geojson(document: object) -> list[Contour]:
    """The contours of the five departments in a FeatureCollection of communes, by INSEE code.

    Each feature is a Polygon or MultiPolygon in WGS 84 with its code under one of `CODE_PROPERTIES`. Communes of
    other departments are left out. Delegated communes of an older file are joined to the commune of today. Raises
    InvalidContours with the first fault of each feature, and where nothing of the five departments is in the file.
    """
    found: dict[str, Contour] = {}
    seen: dict[str, int] = {}
    faults: list[InvalidContours] = []
    for index, feature in enumerate(_features(document)):
        try:
            contour = _contour(feature, index, seen)
        except InvalidContours as fault:
            faults.append(fault)
            continue
        if contour is not None:
            before = found.get(contour.insee)
            found[contour.insee] = Contour(contour.insee, before.polygons + contour.polygons) if before else contour
    if faults:
        raise InvalidContours(faults[0].path, faults[0].message, others=faults[1:])
    if not found:
        raise InvalidContours("features", f"no commune of the departments {', '.join(DEPARTMENTS)}")
    return [found[insee] for insee in sorted(found)]


def _contour(feature: Any, index: int, seen: dict[str, int]) -> Contour | None:
    """The contour of one feature, None where it is of another department; `seen` says where each code was met."""
    path = f"features.{index}"
    code = _code(feature, path)
    if code[:2] not in DEPARTMENTS:
        return None
    if code in seen:
        raise InvalidContours(path, f"the commune {code} is in features.{seen[code]} already")
    seen[code] = index
    commune = _commune(code, path)
    contour = Contour(commune.insee, _polygons(feature.get("geometry"), f"{path}.geometry"))
    _check_place(contour, commune, path)
    return contour


def _features(document: object) -> list[Any]:
    if not isinstance(document, Mapping) or document.get("type") != "FeatureCollection":
        raise InvalidContours("", "the file is no GeoJSON FeatureCollection")
    if document.get("crs") is not None and not _is_wgs_84(document["crs"]):
        raise InvalidContours("crs", "the coordinates must be in WGS 84 (longitude, latitude)")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise InvalidContours("features", "must be a list that is not empty")
    if len(features) > MAX_FEATURES:
        raise InvalidContours("features", f"more than {MAX_FEATURES} features")
    return features


def _is_wgs_84(crs: object) -> bool:
    """Whether the member `crs` of the older GeoJSON (2008) names longitude and latitude in WGS 84."""
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    return isinstance(name, str) and name.endswith(_WGS_84)


def _code(feature: object, path: str) -> str:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        raise InvalidContours(path, "must be a Feature")
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        raise InvalidContours(f"{path}.properties", "must be an object")
    for name in CODE_PROPERTIES:
        code = properties.get(name)
        if code is not None:
            if not isinstance(code, str) or len(code) != 5 or not code.isalnum():
                raise InvalidContours(f"{path}.properties.{name}", f"{code!r} is no INSEE code")
            return code
    raise InvalidContours(f"{path}.properties", f"no INSEE code ({', '.join(CODE_PROPERTIES)})")


def _commune(code: str, path: str) -> Commune:
    carried = gazetteer()
    commune = carried.by_insee.get(code) or carried.by_former_code.get(code)
    if commune is None:
        raise InvalidContours(f"{path}.properties", f"there is no commune {code}")
    return commune


def _polygons(geometry: object, path: str) -> tuple[tuple[Ring, ...], ...]:
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise InvalidContours(path, "must be a Polygon or a MultiPolygon")
    coordinates, path = geometry.get("coordinates"), f"{path}.coordinates"
    if geometry["type"] == "Polygon":
        return (_polygon(coordinates, path),)
    if not isinstance(coordinates, list) or not coordinates:
        raise InvalidContours(path, "must be a list of polygons that is not empty")
    return tuple(_polygon(polygon, f"{path}.{index}") for index, polygon in enumerate(coordinates))


def _polygon(rings: object, path: str) -> tuple[Ring, ...]:
    if not isinstance(rings, list) or not rings:
        raise InvalidContours(path, "must be a list of rings that is not empty")
    outer, *holes = [_ring(ring, f"{path}.{index}") for index, ring in enumerate(rings)]
    for index, hole in enumerate(holes, start=1):
        if (hole.min(axis=0) < outer.min(axis=0)).any() or (hole.max(axis=0) > outer.max(axis=0)).any():
            raise InvalidContours(f"{path}.{index}", "the hole leaves the outer ring")
    return (outer, *holes)


def _ring(positions: object, path: str) -> Ring:
    if not isinstance(positions, list) or len(positions) < 4:
        raise InvalidContours(path, "a ring has at least four positions")
    for index, position in enumerate(positions):
        if not _is_position(position):
            raise InvalidContours(f"{path}.{index}", "must be a position [longitude, latitude]")
    try:
        ring = np.array([position[:2] for position in positions], dtype=float)
    except OverflowError as error:
        raise InvalidContours(path, _NO_DEGREES) from error
    outside = ~np.isfinite(ring).all(axis=1) | (np.abs(ring) > (180.0, 90.0)).any(axis=1)
    if outside.any():
        where = int(np.argmax(outside))
        raise InvalidContours(f"{path}.{where}", _NO_DEGREES)
    if (ring[0] != ring[-1]).any():
        raise InvalidContours(path, "the ring is not closed")
    if _area(ring) == 0.0:
        raise InvalidContours(path, "the ring has no area")
    return ring


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list)
        and 2 <= len(position) <= 4
        and all(isinstance(number, int | float) and not isinstance(number, bool) for number in position)
    )


def _area(ring: Ring) -> float:
    """Twice the signed area in square degrees, by the shoelace formula about the first position."""
    x, y = (ring - ring[0]).T
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))


def _check_place(contour: Contour, commune: Commune, path: str) -> None:
    west, south, east, north = contour.bbox
    lat_away = max(south - commune.lat, commune.lat - north, 0.0)
    lon_away = max(west - commune.lon, commune.lon - east, 0.0) * math.cos(math.radians(commune.lat))
    away_km = math.hypot(lat_away, lon_away) * KM_PER_DEGREE
    if away_km > MAX_AWAY_KM:
        raise InvalidContours(
            f"{path}.geometry",
            f"the contour is {away_km:.0f} km away from {commune.name}: are latitude and longitude swapped?",
        )
