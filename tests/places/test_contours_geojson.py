import json
from typing import Any

import pytest

from foodlink.places.contours_geojson import InvalidContours, contours_from_geojson
from foodlink.places.gazetteer import gazetteer

NANTES = [[[-1.65, 47.18], [-1.48, 47.18], [-1.48, 47.3], [-1.65, 47.3], [-1.65, 47.18]]]


def a_feature(code: Any = "44109", coordinates: Any = NANTES, *, kind: str = "Polygon", key: str = "code") -> Any:
    return {
        "type": "Feature",
        "properties": {key: code, "nom": "Nantes"},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def a_collection(*features: Any, **members: Any) -> Any:
    return {"type": "FeatureCollection", "features": list(features), **members}


def around(insee: str, *, side: float = 0.02) -> Any:
    """A square about the commune's point."""
    commune = gazetteer().by_insee[insee]
    west, south = commune.lon - side / 2, commune.lat - side / 2
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.mark.parametrize("key", ["code", "insee", "INSEE_COM"])
def test_the_code_is_read_under_the_names_that_publishers_use(key: str) -> None:
    (contour,) = contours_from_geojson(a_collection(a_feature(key=key)))
    assert (contour.insee, contour.bbox) == ("44109", (-1.65, 47.18, -1.48, 47.3))
    assert contour.contains(47.2172, -1.5534)


def test_a_multipolygon_with_holes_is_read() -> None:
    hole = [[-1.6, 47.2], [-1.5, 47.2], [-1.5, 47.25], [-1.6, 47.2]]
    island = [[[-1.4, 47.2], [-1.39, 47.2], [-1.39, 47.21], [-1.4, 47.2]]]
    (contour,) = contours_from_geojson(
        a_collection(a_feature(coordinates=[[*NANTES, hole], island], kind="MultiPolygon"))
    )
    assert not contour.contains(47.21, -1.53)
    assert contour.contains(47.29, -1.53)
    assert contour.contains(47.202, -1.392)


def test_communes_of_other_departments_are_left_out_and_contours_come_by_code() -> None:
    paris = a_feature("75056", [[[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]])
    angers = a_feature("49007", around("49007"))
    found = contours_from_geojson(a_collection(paris, angers, a_feature()))
    assert [contour.insee for contour in found] == ["44109", "49007"]


def test_delegated_communes_of_an_older_file_are_joined_to_that_of_today() -> None:
    torfou = next(old for old in gazetteer().former if old.name == "Torfou")
    assert torfou.lat is not None
    assert torfou.lon is not None
    west, south = torfou.lon - 0.01, torfou.lat - 0.01
    ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south]]
    file = a_collection(a_feature("49301", around("49301")), a_feature(torfou.code, [ring]))
    (contour,) = contours_from_geojson(file)
    assert contour.insee == "49301"
    assert len(contour.polygons) == 2
    assert contour.contains(torfou.lat - 0.005, torfou.lon + 0.005)


@pytest.mark.parametrize(
    ("document", "path", "words"),
    [
        ([], "", "FeatureCollection"),
        ({"type": "Feature"}, "", "FeatureCollection"),
        (a_collection(), "features", "not empty"),
        (a_collection(a_feature("75056")), "features", "no commune"),
        (a_collection(a_feature(), crs={"properties": {"name": "EPSG:2154"}}), "crs", "WGS 84"),
        (a_collection(a_feature(), crs="CRS84"), "crs", "WGS 84"),
        (a_collection(a_feature(), None), "features.1", "Feature"),
        (a_collection({"type": "Feature", "properties": None}), "features.0.properties", "object"),
        (a_collection(a_feature(key="nom")), "features.0.properties", "no INSEE code"),
        (a_collection(a_feature(44109)), "features.0.properties.code", "no INSEE code"),
        (a_collection(a_feature("44999")), "features.0.properties", "there is no commune 44999"),
        (a_collection(a_feature(), a_feature()), "features.1", "in features.0 already"),
        (a_collection(a_feature(kind="Point")), "features.0.geometry", "Polygon"),
        (a_collection(a_feature(coordinates=[])), "features.0.geometry.coordinates", "rings"),
        (
            a_collection(a_feature(coordinates=[], kind="MultiPolygon")),
            "features.0.geometry.coordinates",
            "polygons",
        ),
        (
            a_collection(a_feature(coordinates=[NANTES[0][:3]])),
            "features.0.geometry.coordinates.0",
            "four positions",
        ),
        (
            a_collection(a_feature(coordinates=[[*NANTES[0][:-1], [0.0, 47.0]]])),
            "features.0.geometry.coordinates.0",
            "not closed",
        ),
        (
            a_collection(a_feature(coordinates=[[[-1.5, 47.2], [-1.4, 47.2], [-1.3, 47.2], [-1.5, 47.2]]])),
            "features.0.geometry.coordinates.0",
            "no area",
        ),
        (
            a_collection(a_feature(coordinates=[[*NANTES[0][:2], ["-1", 47.0], NANTES[0][0]]])),
            "features.0.geometry.coordinates.0.2",
            "longitude, latitude",
        ),
        (
            a_collection(a_feature(coordinates=[[*NANTES[0][:2], [True, 47.0], NANTES[0][0]]])),
            "features.0.geometry.coordinates.0.2",
            "longitude, latitude",
        ),
        (
            a_collection(a_feature(coordinates=[[*NANTES[0][:2], [float("nan"), 47.0], NANTES[0][0]]])),
            "features.0.geometry.coordinates.0.2",
            "WGS 84",
        ),
        (
            a_collection(a_feature(coordinates=[[[355e3, 6689e3]] * 4])),
            "features.0.geometry.coordinates.0.0",
            "WGS 84",
        ),
        (
            a_collection(a_feature(coordinates=[[[10**400, 47.2]] * 4])),
            "features.0.geometry.coordinates.0",
            "WGS 84",
        ),
        (
            a_collection(a_feature(coordinates=[[[lat, lon] for lon, lat in NANTES[0]]])),
            "features.0.geometry",
            "swapped",
        ),
        (
            a_collection(a_feature(coordinates=[*NANTES, [[-3.0, 47.2], [-1.5, 47.2], [-1.5, 47.3], [-3.0, 47.2]]])),
            "features.0.geometry.coordinates.1",
            "hole",
        ),
    ],
)
def test_a_fault_is_named_with_its_path(document: Any, path: str, words: str) -> None:
    with pytest.raises(InvalidContours, match=words) as caught:
        contours_from_geojson(document)
    assert caught.value.path == path
    assert str(caught.value).startswith(path)


def test_the_old_member_crs_may_say_wgs_84() -> None:
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"):
        crs = {"properties": {"name": name}, "type": "name"}
        assert len(contours_from_geojson(a_collection(a_feature(), crs=crs))) == 1


def test_a_file_deep_in_nesting_is_refused() -> None:
    deep = json.loads("[" * 500 + "]" * 500)
    with pytest.raises(InvalidContours):
        contours_from_geojson(a_collection(a_feature(coordinates=deep)))
