"""The great-circle model: its formula on known distances, and its shape."""

import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from routing.errors import UnknownEngine
from routing.formats.contract import problem_from_dict
from routing.problem import Location
from routing.travel import engine_named, with_matrix
from routing.travel.great_circle import drive_seconds, great_circle_metres, road_metres
from tests.routing.problems import a_problem

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


@pytest.mark.parametrize(
    "name",
    [
        "",
        "crow",
        "osrm",
        "osrm:",
        "osrm:localhost:5000",
        "osrm:ftp://localhost",
        "osrm:file:///etc/passwd",
        "osrm:http://",
        "osrm:http://localhost:port",
        "osrm:http://localhost:99999",
        "osrm:http://name:secret@localhost",
        "osrm:http://localhost/?key=secret",
        "osrm:http://local host",
        "valhalla:http://localhost/\n",
        "valhalla:http://localhost#x",
        "valhalla:x",
    ],
)
def test_what_is_no_engine_is_refused(name: str) -> None:
    with pytest.raises(UnknownEngine):
        engine_named(name)


@pytest.mark.parametrize("name", ["osrm:http://127.0.0.1:5000", "valhalla:https://roads.example/valhalla"])
def test_an_engine_is_called_as_it_was_named(name: str) -> None:
    assert engine_named(name).name == name
    assert engine_named(name + "/").name == name


def test_tiles_without_their_library_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valhalla", None)
    with pytest.raises(UnknownEngine, match=r"pip install 'foodlink\[valhalla\]'"):
        engine_named("valhalla-tiles:tiles.tar")


@pytest.mark.valhalla
def test_a_file_that_is_no_tar_of_tiles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.tar").touch()
    (tmp_path / "text.tar").write_text("tiles")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "text.tar", arcname="2/000/789.txt")
    for name in ("empty.tar", "text.tar", "other.tar", "missing.tar", ""):
        with pytest.raises(UnknownEngine, match="tiles"):
            engine_named(f"valhalla-tiles:{tmp_path / name}")


def test_a_problem_that_has_its_matrix_asks_no_engine() -> None:
    problem = problem_from_dict(a_problem())
    assert with_matrix(problem, engine_named("osrm:http://127.0.0.1:1", warn=pytest.fail)) is problem
