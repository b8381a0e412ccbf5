import math

import numpy as np
import pytest

from foodlink.places.contours import Contour, ContourIndex
from foodlink.places.gazetteer import gazetteer
from foodlink.places.locate import locate


def a_contour(insee: str, west: float, south: float, east: float, north: float) -> Contour:
    ring = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)])
    return Contour(insee, ((ring,),))


NANTES = a_contour("44109", -1.65, 47.18, -1.48, 47.30)


@pytest.mark.parametrize(
    ("lat", "lon", "insee", "territory"),
    [
        (47.2184, -1.5536, "44109", "44"),
        (47.4711, -0.5518, "49007", "49"),
        (48.0706, -0.7734, "53130", "53"),
        (48.0060, 0.1996, "72181", "72"),
        (46.6705, -1.4269, "85191", "85"),
        (46.7260, -2.3470, "85113", "85"),
    ],
)
def test_without_contours_a_point_belongs_to_the_nearest_commune(
    lat: float, lon: float, insee: str, territory: str
) -> None:
    place = locate(lat, lon)
    assert place is not None
    assert (place.commune.insee, place.territory, place.by) == (insee, territory, "nearest")
    assert place.distance_km < 3


def test_a_village_of_a_large_new_commune_belongs_to_it() -> None:
    torfou = next(old for old in gazetteer().former if old.name == "Torfou")
    assert torfou.lat is not None
    assert torfou.lon is not None
    place = locate(torfou.lat, torfou.lon)
    assert place is not None
    assert (place.commune.name, place.distance_km) == ("Sèvremoine", 0.0)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (48.8566, 2.3522),
        (48.1173, -1.6778),
        (47.0, -3.5),
        (0.0, 0.0),
        (-47.2, 1.55),
        (-1.5536, 47.2184),
        (math.nan, -1.5),
        (47.2, math.inf),
        (91.0, 0.0),
        (47.2, 358.4464),
    ],
)
def test_far_from_every_commune_a_point_is_outside_every_territory(lat: float, lon: float) -> None:
    assert locate(lat, lon) is None


def test_how_far_the_nearest_commune_may_be_is_configurable() -> None:
    off_the_coast = (47.25, -2.62)
    place = locate(*off_the_coast, max_km=20)
    assert place is not None
    assert locate(*off_the_coast, max_km=place.distance_km + 0.01) == place
    assert locate(*off_the_coast, max_km=place.distance_km - 0.01) is None


def test_a_loaded_contour_goes_before_a_nearer_commune() -> None:
    herblain = gazetteer().by_insee["44162"]
    wide = a_contour("44109", -1.70, 47.15, -1.40, 47.35)
    place = locate(herblain.lat, herblain.lon, contours=ContourIndex([wide]))
    assert place is not None
    assert (place.commune.insee, place.by, place.distance_km) == ("44109", "contour", 0.0)


def test_outside_its_contour_a_commune_is_nobodys_nearest() -> None:
    index = ContourIndex([NANTES])
    beside = locate(47.2184, -1.70, contours=index)
    assert beside is not None
    assert beside.by == "nearest"
    assert beside.commune.insee != "44109"


def test_where_all_contours_are_loaded_a_quay_just_outside_them_still_counts_and_the_sea_does_not() -> None:
    contours = [NANTES] + [
        a_contour(commune.insee, 0.9, 46.2, 0.91, 46.21) for commune in gazetteer().communes if commune.insee != "44109"
    ]
    index = ContourIndex(contours)
    quay = locate(47.24, -1.653, contours=index)
    assert quay is not None
    assert (quay.commune.insee, quay.by) == ("44109", "contour")
    assert 0.2 < quay.distance_km < 0.25
    assert locate(47.24, -1.67, contours=index) is None


def test_no_contours_loaded_is_as_if_there_were_none() -> None:
    assert locate(47.2184, -1.5536, contours=ContourIndex([])) == locate(47.2184, -1.5536)
