"""The great-circle model: its formula on known distances, and its shape."""

import numpy as np
import pytest

from routing.errors import UnknownEngine
from routing.problem import Location
from routing.travel import engine_named
from routing.travel.great_circle import drive_seconds, great_circle_metres, road_metres

NANTES, ANGERS = (47.2184, -1.5536), (47.4784, -0.5632)


def test_a_quarter_of_the_equator_is_a_quarter_of_the_earth() -> None:
    metres = great_circle_metres(np.array([(0.0, 0.0), (0.0, 90.0)]))[0, 1]
    assert metres == pytest.approx(6_371_008.8 * np.pi / 2)


def test_the_same_place_takes_no_time() -> None:
    matrix = engine_named("great-circle").matrix([Location("a", *NANTES), Location("b", *NANTES)])
    assert matrix.durations_s == matrix.distances_m == [[0, 0], [0, 0]]


def test_nantes_to_angers_is_about_an_hour_and_ninety_kilometres() -> None:
    matrix = engine_named("great-circle").matrix([Location("a", *NANTES), Location("b", *ANGERS)])
    assert 85_000 < matrix.distances_m[0][1] < 105_000
    assert 60 < matrix.durations_s[0][1] / 60 < 95


def test_farther_is_never_sooner() -> None:
    road = road_metres(np.arange(0.0, 200_000.0, 100.0))
    assert (np.diff(road) > 0).all()
    assert (np.diff(drive_seconds(road)) > 0).all()


def test_speeds_grow_with_distance() -> None:
    metres = np.array([1_000.0, 10_000.0, 50_000.0, 150_000.0])
    assert (np.diff(metres / drive_seconds(metres)) > 0).all()


@pytest.mark.parametrize("name", ["osrm:http://localhost", "valhalla:x", "valhalla-tiles:y", "crow"])
def test_other_engines_are_refused(name: str) -> None:
    with pytest.raises(UnknownEngine, match="only great-circle is"):
        engine_named(name)
