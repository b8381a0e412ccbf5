"""Road engines over HTTP, against a server that answers as OSRM does: drives, limits, nulls, and what stands in for them."""

from __future__ import annotations

import json
from math import ceil
from typing import Any

import pytest

from routing.problem import Location, Matrix
from routing.travel.great_circle import GreatCircle
from routing.travel.osrm import Osrm
from routing.travel.road import UNREACHABLE, RoadEngine
from routing.travel.shortfall import Shortfall, TravelWarning
from routing.travel.web import Web
from tests.routing.osrm_server import OsrmServer, Trouble, an_osrm_server, rule

NANTES, ANGERS, LAVAL, LE_MANS = (47.2184, -1.5536), (47.4784, -0.5632), (48.0703, -0.7707), (48.0061, -0.1996)
YEU = (46.7100, 0.5000)
"""On the island of the server's country."""
LILLE = (50.6292, -3.0573)
"""Off its map."""
Point = tuple[float, float]


def places(*points: Point) -> list[Location]:
    """Locations called 0, 1, 2 …"""
    return [Location(str(number), *point) for number, point in enumerate(points)]


def an_engine(osrm: OsrmServer, lacked: list[Shortfall] | None = None, **changes: Any) -> RoadEngine:
    """An engine that is told of soon; what it lacks goes to `lacked`, and where nobody asks for that nothing may."""
    web = {"timeout_s": 5.0, "tries": 3, "backoff_s": 0.01} | changes.pop("web", {})
    warn = pytest.fail if lacked is None else lacked.append
    return RoadEngine(Osrm(Web(osrm.address, **web)), **{"warn": warn, "patience_s": 30.0} | changes)


def assert_by_rule(matrix: Matrix, *points: Point) -> None:
    """Every drive is the server's, seconds rounded up, metres rounded."""
    for row, start in enumerate(points):
        for column, end in enumerate(points):
            drive = (0.0, 0.0) if start == end else rule(start, end)
            expected = (UNREACHABLE, UNREACHABLE) if drive is None else (ceil(drive[0]), round(drive[1]))
            assert (matrix.durations_s[row][column], matrix.distances_m[row][column]) == expected


def test_drives_are_the_engine_s_own_whole_and_rounded_up() -> None:
    with an_osrm_server() as osrm:
        assert_by_rule(an_engine(osrm).matrix(places(NANTES, ANGERS, LAVAL)), NANTES, ANGERS, LAVAL)


def test_a_problem_with_one_place_or_two_in_one_asks_nothing() -> None:
    with an_osrm_server() as osrm:
        matrix = an_engine(osrm).matrix(places(NANTES, NANTES))
        assert (matrix.durations_s, osrm.paths) == ([[0, 0], [0, 0]], [])
        assert an_engine(osrm).matrix([]).durations_s == []


@pytest.mark.parametrize("limit", [100, 7, 1])
def test_a_large_matrix_is_asked_in_pieces_that_the_server_takes(limit: int) -> None:
    size = 150 if limit > 1 else 12
    points = [(46.5 + number / 100, -2 + number % 13 / 10) for number in range(size)]
    with an_osrm_server(max_table_size=limit) as osrm:
        assert_by_rule(an_engine(osrm).matrix(places(*points)), *points)
        assert sum(starts * ends for starts, ends in osrm.tables if starts * ends <= limit**2) >= size * (size - 1)
        assert max(len(path) for path in osrm.paths) < 8_000


def test_what_was_told_is_not_asked_again_and_a_new_place_only_for_its_own_drives() -> None:
    points = [(46.5 + number / 100, -2.0) for number in range(60)]
    with an_osrm_server() as osrm:
        engine = an_engine(osrm)
        first = engine.matrix(places(*points))
        asked = len(osrm.tables)
        assert engine.matrix(places(*points)) == first
        assert len(osrm.tables) == asked
        assert_by_rule(engine.matrix(places(*points, NANTES)), *points, NANTES)
        assert sorted(osrm.tables[asked:]) == [(1, 60), (60, 1)]


def test_null_is_a_drive_that_no_plan_takes_and_is_told() -> None:
    lacked: list[Shortfall] = []
    with an_osrm_server() as osrm:
        assert_by_rule(an_engine(osrm, lacked).matrix(places(NANTES, ANGERS, LAVAL, YEU)), NANTES, ANGERS, LAVAL, YEU)
    assert [(one.kind, one.drives, one.asked, one.places) for one in lacked] == [("no_road", 6, 12, ("3",))]
    assert str(lacked[0]).endswith("knows no road for 6 of 12 drives, which no plan takes: to or from '3'")


def test_a_place_off_the_map_costs_the_others_nothing() -> None:
    lacked: list[Shortfall] = []
    points = [NANTES, LILLE, ANGERS]
    with an_osrm_server() as osrm:
        engine = an_engine(osrm, lacked)
        matrix, estimate = engine.matrix(places(*points)), GreatCircle().matrix(places(*points))
        assert matrix.durations_s[1] == estimate.durations_s[1]
        assert [row[1] for row in matrix.distances_m] == [row[1] for row in estimate.distances_m]
        assert_by_rule(
            Matrix(
                *([[row[0], row[2]] for row in (one[0], one[2])] for one in (matrix.durations_s, matrix.distances_m))
            ),
            NANTES,
            ANGERS,
        )
        asked = len(osrm.tables)
        assert engine.matrix(places(*points)) == matrix
        assert len(osrm.tables) == asked
    assert [(one.kind, one.drives, one.asked, one.places) for one in lacked] == [("off_map", 4, 6, ("1",))] * 2


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(429, b'{"message": "slow down"}'),
        Trouble(429, headers={"Retry-After": "0"}),
        Trouble(429, headers={"Retry-After": "Tue, 24 Nov 2026 08:30:00 GMT"}),
        Trouble(503, b"<html>busy</html>"),
        Trouble(500),
    ],
    ids=["429", "429 after", "429 at", "503", "500"],
)
def test_trouble_that_passes_is_tried_again(trouble: Trouble) -> None:
    with an_osrm_server(trouble, trouble) as osrm:
        assert_by_rule(an_engine(osrm).matrix(places(NANTES, ANGERS)), NANTES, ANGERS)
        assert len(osrm.paths) == 3


def falls_back(osrm: OsrmServer, why: str, **changes: Any) -> None:
    """The engine gives the great circle's drives, and says why in one line."""
    lacked: list[Shortfall] = []
    matrix = an_engine(osrm, lacked, **changes).matrix(places(NANTES, ANGERS, LAVAL))
    assert matrix == GreatCircle().matrix(places(NANTES, ANGERS, LAVAL))
    assert [(one.kind, one.drives, one.asked) for one in lacked] == [("unanswered", 6, 6)]
    said = str(lacked[0])
    assert said.startswith(f"osrm:{osrm.address} does not answer (")
    assert said.endswith(": 6 of 6 drives are by the great circle")
    assert why in said


def test_after_its_tries_the_great_circle_stands_in() -> None:
    with an_osrm_server(*[Trouble(503)] * 3) as osrm:
        falls_back(osrm, "HTTP 503")
        assert len(osrm.paths) == 3


def test_a_pause_longer_than_there_is_time_is_not_waited_for() -> None:
    with an_osrm_server(Trouble(429, headers={"Retry-After": "600"})) as osrm:
        falls_back(osrm, "HTTP 429")
        assert len(osrm.paths) == 1


@pytest.mark.parametrize(
    "slow", [Trouble(pause_s=60.0), Trouble(body=b'{"code": "Ok"}' * 1000, drip_s=0.05)], ids=["silent", "dripping"]
)
def test_a_slow_engine_is_given_up(slow: Trouble) -> None:
    with an_osrm_server(slow, slow) as osrm:
        falls_back(osrm, "no answer in time", web={"timeout_s": 0.3, "tries": 2})


def test_a_matrix_takes_no_longer_than_one_has_patience() -> None:
    with an_osrm_server(Trouble(pause_s=60.0)) as osrm:
        falls_back(osrm, "", web={"timeout_s": 60.0}, patience_s=0.3)


def test_an_engine_that_is_not_there_is_told_by_what_the_system_says() -> None:
    with an_osrm_server() as osrm:
        pass
    falls_back(osrm, "Connection refused")


TABLE = '{"code": "Ok", "durations": %s, "distances": [[0,1,1],[1,0,1],[1,1,0]]}'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>welcome</html>",
        "[]",
        "null",
        "{}",
        '{"code": "InvalidQuery", "message": "too old"}',
        '{"code": "Ok"}',
        TABLE % "[[0,1],[1,0]]",
        TABLE % "[[0,1,1],[1,0,1]]",
        TABLE % "[[0,1,1],[1,0,1],7]",
        TABLE % '[[0,"1",1],[1,0,1],[1,1,0]]',
        TABLE % "[[0,true,1],[1,0,1],[1,1,0]]",
        TABLE % "[[0,-1,1],[1,0,1],[1,1,0]]",
        TABLE % "[[0,NaN,1],[1,0,1],[1,1,0]]",
        TABLE % "[[0,1e99,1],[1,0,1],[1,1,0]]",
        TABLE % f"[[0,{'9' * 5000},1],[1,0,1],[1,1,0]]",
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_an_answer_that_is_none_is_as_no_answer(body: str) -> None:
    with an_osrm_server(Trouble(body=body.encode("latin-1"))) as osrm:
        falls_back(osrm, "")


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
def test_a_door_that_is_not_the_engine_s_is_told_and_not_tried_again(status: int) -> None:
    with an_osrm_server(Trouble(status, b"no", headers={"Location": "http://127.0.0.1:1/"})) as osrm:
        falls_back(osrm, f"HTTP {status} without JSON")
        assert len(osrm.paths) == 1


def test_what_came_before_the_engine_went_away_is_used() -> None:
    points = [(46.5 + number / 100, -2.0) for number in range(20)]
    lacked: list[Shortfall] = []
    with an_osrm_server() as osrm:
        engine = an_engine(osrm, lacked)
        engine.matrix(places(*points))
        osrm.troubles = [Trouble(500)] * 100
        matrix, estimate = engine.matrix(places(*points, NANTES)), GreatCircle().matrix(places(*points, NANTES))
    assert_by_rule(
        Matrix([row[:20] for row in matrix.durations_s[:20]], [row[:20] for row in matrix.distances_m]), *points
    )
    assert matrix.durations_s[20] == estimate.durations_s[20]
    assert [(one.kind, one.drives, one.asked) for one in lacked] == [("unanswered", 40, 420)]


def test_who_has_not_said_how_to_be_told_is_warned_by_python() -> None:
    with an_osrm_server(Trouble(404)) as osrm:
        engine = RoadEngine(Osrm(Web(osrm.address)))
        with pytest.warns(TravelWarning, match="2 of 2 drives are by the great circle"):
            engine.matrix(places(NANTES, ANGERS))


def test_lines_join_the_stops_and_each_leg_is_asked_once() -> None:
    with an_osrm_server() as osrm:
        engine = an_engine(osrm)
        lines = engine.lines([NANTES, ANGERS, LAVAL])
        assert lines == [
            [NANTES, (ANGERS[0], NANTES[1]), ANGERS],
            [ANGERS, (LAVAL[0], ANGERS[1]), LAVAL],
        ]
        assert engine.lines([NANTES, ANGERS, LAVAL]) == lines
        assert engine.lines([NANTES, ANGERS, LE_MANS, LE_MANS]) is not None
        assert osrm.routes == [3, 2]


def test_a_leg_without_a_road_has_no_line_and_the_others_have() -> None:
    with an_osrm_server() as osrm:
        lines = an_engine(osrm).lines([NANTES, ANGERS, YEU, LAVAL])
        assert lines is not None
        assert [line is None for line in lines] == [False, True, True]


@pytest.mark.parametrize("geometry", ["?", "~", "_p~iF", "é", "\u007f\u007f", "_" * 40, "_____________?_____________?"])
def test_lines_that_are_none_are_as_no_answer(geometry: str) -> None:
    body = json.dumps({"code": "Ok", "routes": [{"legs": [{"steps": [{"geometry": geometry}]}]}]})
    lacked: list[Shortfall] = []
    with an_osrm_server(Trouble(body=body.encode())) as osrm:
        assert an_engine(osrm, lacked).lines([NANTES, ANGERS]) is None
    assert [(one.kind, one.drives) for one in lacked] == [("unanswered", 1)]


def test_the_great_circle_knows_no_lines() -> None:
    assert GreatCircle().lines([NANTES, ANGERS]) is None  # type: ignore[func-returns-value]
