"""Road engines against a real Valhalla, on a network of the tests' own: its drives, its refusals, its limits, its lines."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import httpx
import pytest

from routing.command import cli
from routing.problem import Location
from routing.travel import TravelEngine, engine_named
from routing.travel.disk_cache import DiskCache
from routing.travel.great_circle import GreatCircle
from routing.travel.road import UNREACHABLE
from routing.travel.shortfall import Shortfall
from tests.road_network import AVENUE, BAKERY, FERRY_PORT, MARKET, PARIS, SHELTER, Point, crossing, is_on_a_street
from tests.routing.problems import a_problem, a_shipment, a_vehicle
from tests.valhalla import Tiles, a_valhalla

pytestmark = pytest.mark.valhalla


def places(*points: Point) -> list[Location]:
    """Locations called a, b, c …"""
    return [Location("abcdefgh"[number], *point) for number, point in enumerate(points)]


@pytest.fixture(params=["valhalla", "valhalla-tiles"])
def told(request: pytest.FixtureRequest) -> tuple[TravelEngine, list[Shortfall]]:
    """The engine by its service, and by its tiles in this process; with what it lacked."""
    kept: list[Shortfall] = []
    where = {"valhalla": "valhalla", "valhalla-tiles": "valhalla_tiles"}[request.param]
    found = request.getfixturevalue(where)
    name = f"{request.param}:{found.tar if isinstance(found, Tiles) else found}"
    return engine_named(name, warn=kept.append), kept


Told = tuple[TravelEngine, list[Shortfall]]


def test_a_drive_is_the_service_s_own_rounded_up(told: Told, valhalla: str) -> None:
    engine, lacked = told
    stops = [BAKERY, SHELTER, MARKET]
    matrix = engine.matrix(places(*stops))
    for start, end in permutations(range(3), 2):
        question = {
            "locations": [{"lat": lat, "lon": lon} for lat, lon in (stops[start], stops[end])],
            "costing": "auto",
        }
        trip = httpx.post(f"{valhalla}/route", json=question, trust_env=False).json()["trip"]["summary"]
        # Its matrix and its route are two algorithms, half a second apart at times.
        assert 0 <= matrix.durations_s[start][end] - trip["time"] < 2
        assert matrix.distances_m[start][end] == pytest.approx(trip["length"] * 1000, abs=2)
    assert lacked == []


def test_the_way_there_is_not_the_way_back_on_a_one_way_street(told: Told) -> None:
    south, north = crossing(2, AVENUE), crossing(5, AVENUE)
    matrix = told[0].matrix(places((south[0] + 0.001, south[1]), (north[0] + 0.001, north[1])))
    assert matrix.distances_m[0][1] == pytest.approx(1334, abs=5)
    assert matrix.distances_m[1][0] > 2000


def test_where_no_road_leads_no_plan_goes_and_it_is_told(told: Told) -> None:
    engine, lacked = told
    matrix = engine.matrix(places(BAKERY, SHELTER, FERRY_PORT))
    assert [row[2] for row in matrix.durations_s] == [UNREACHABLE, UNREACHABLE, 0]
    assert matrix.distances_m[2] == [UNREACHABLE, UNREACHABLE, 0]
    assert 0 < matrix.durations_s[0][1] < 1000
    assert [(one.kind, one.drives, one.asked, one.places) for one in lacked] == [("no_road", 4, 6, ("c",))]


def test_off_the_map_the_great_circle_stands_in_and_it_is_told(told: Told) -> None:
    engine, lacked = told
    matrix, estimate = (
        engine.matrix(places(BAKERY, SHELTER, PARIS)),
        GreatCircle().matrix(places(BAKERY, SHELTER, PARIS)),
    )
    assert [row[2] for row in matrix.durations_s] == [row[2] for row in estimate.durations_s]
    assert matrix.distances_m[2] == estimate.distances_m[2]
    assert matrix.durations_s[0][1] != estimate.durations_s[0][1]
    assert [(one.kind, one.drives, one.asked, one.places) for one in lacked] == [("off_map", 4, 6, ("c",))]


def test_islands_towns_and_places_off_the_map_are_told_apart_in_one_matrix(told: Told) -> None:
    engine, lacked = told
    island = [FERRY_PORT, (FERRY_PORT[0] + 0.004, FERRY_PORT[1] + 0.006)]
    matrix = engine.matrix(places(BAKERY, island[0], PARIS, SHELTER, island[1], MARKET))
    reached = [[0 < seconds < UNREACHABLE for seconds in row] for row in matrix.durations_s]
    assert reached[0] == [False, False, True, True, False, True]
    assert reached[1] == [False, False, True, False, True, False]
    assert [(one.kind, one.drives, one.places) for one in lacked] == [
        ("off_map", 10, ("c",)),
        ("no_road", 12, ("b", "e")),
    ]


def test_a_matrix_beyond_its_limit_is_asked_in_pieces_and_so_is_a_long_way(told: Told) -> None:
    """The service of these tests takes 100 drives and a way of 4 stops; the library has Valhalla's own limits."""
    engine, lacked = told
    many = [crossing(row, column) for row in range(8) for column in range(7)]
    matrix = engine.matrix([Location(str(number), *point) for number, point in enumerate(many)])
    assert max(max(row) for row in matrix.durations_s) < 2000
    lines = engine.lines(many[:25])
    assert lines is not None
    assert [line is not None for line in lines] == [True] * 24
    assert lacked == []


def test_the_lines_of_a_way_follow_the_streets_from_stop_to_stop(told: Told) -> None:
    lines = told[0].lines([BAKERY, SHELTER, MARKET])
    assert lines is not None
    first, second = lines
    assert first is not None
    assert second is not None
    assert len(first) > 2
    assert all(is_on_a_street(point) for point in first + second)
    assert first[0] == pytest.approx(BAKERY, abs=0.001)
    assert first[-1] == second[0] == pytest.approx(SHELTER, abs=0.001)
    assert second[-1] == pytest.approx(MARKET, abs=0.001)


def test_a_leg_to_an_island_has_no_line_and_the_others_have(told: Told) -> None:
    lines = told[0].lines([BAKERY, SHELTER, FERRY_PORT, FERRY_PORT, MARKET, BAKERY])
    assert lines is not None
    assert [line is None for line in lines] == [False, True, False, True, False]


def test_the_command_plans_on_the_roads_and_its_written_problem_holds_them(
    valhalla: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = a_problem(
        locations=[
            {"id": name, "lat": lat, "lon": lon}
            for name, (lat, lon) in {"L0": MARKET, "L1": BAKERY, "L2": SHELTER, "L3": FERRY_PORT}.items()
        ],
        vehicles=[a_vehicle(shift=[0, 36_000])],
        shipments=[a_shipment("s1"), a_shipment("s2", at="L3", to="L2")],
    )
    del data["matrix"]
    problem, written, plan = tmp_path / "problem.json", tmp_path / "written.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(data))
    travel = ["--travel", f"valhalla:{valhalla}", "--write-problem", str(written)]
    code = cli.main(["solve", str(problem), "--iterations", "20", *travel, "-o", str(plan)])
    said = capsys.readouterr().err
    assert code == 0
    assert "warning: valhalla:" in said
    assert "knows no road for 6 of 12 drives" in said
    assert [(one["shipment"], one["code"]) for one in json.loads(plan.read_text())["unassigned"]] == [
        ("s2", "windows_unreachable")
    ]
    assert json.loads(written.read_text())["matrix"]["durations_s"][0][3] == UNREACHABLE
    assert cli.main(["check", str(written), str(plan)]) == 0


def test_a_service_that_goes_away_leaves_what_it_told_and_the_great_circle_for_the_rest(
    valhalla_tiles: Tiles, tmp_path: Path
) -> None:
    lacked: list[Shortfall] = []
    with a_valhalla(valhalla_tiles) as address:
        cache = DiskCache(tmp_path / "drives.sqlite3")
        before = engine_named(f"valhalla:{address}", cache=cache, warn=lacked.append).matrix(places(BAKERY, SHELTER))
        assert lacked == []
    engine = engine_named(f"valhalla:{address}", cache=cache, warn=lacked.append)
    assert engine.matrix(places(BAKERY, SHELTER)) == before
    assert lacked == []
    after, estimate = (
        engine.matrix(places(BAKERY, SHELTER, MARKET)),
        GreatCircle().matrix(places(BAKERY, SHELTER, MARKET)),
    )
    assert [row[:2] for row in after.durations_s[:2]] == before.durations_s
    assert after.durations_s[2] == estimate.durations_s[2]
    assert [(one.kind, one.drives, one.asked) for one in lacked] == [("unanswered", 4, 6)]
    assert "Connection refused" in str(lacked[0])


def test_the_library_leaves_no_file_behind(
    valhalla_tiles: Tiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine_named(f"valhalla-tiles:{valhalla_tiles.tar}").matrix(places(BAKERY, SHELTER))
    assert list(tmp_path.iterdir()) == []
