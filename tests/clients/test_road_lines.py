"""Ways along the roads for maps: drawn by the engine, straight and without asking while it is away."""

from __future__ import annotations

import logging
import threading

import pytest

from foodlink.clients.road_lines import RoadLines
from tests.routing.osrm_server import Trouble, an_osrm_server

NANTES, ANGERS, YEU = (47.2184, -1.5536), (47.4784, -0.5632), (46.7100, 0.5000)


def test_without_a_road_engine_nobody_is_asked() -> None:
    lines = RoadLines("great-circle")
    assert not lines.on_roads
    assert lines.along([NANTES, ANGERS]) is None


def test_a_way_follows_the_roads_and_is_straight_where_there_is_none() -> None:
    with an_osrm_server() as osrm:
        way = RoadLines(f"osrm:{osrm.address}").along([NANTES, ANGERS, YEU])
    assert way == [NANTES, (ANGERS[0], NANTES[1]), ANGERS, ANGERS, YEU]


def test_an_engine_that_fails_is_left_in_peace_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    with an_osrm_server(Trouble(404)) as osrm, caplog.at_level(logging.WARNING):
        lines = RoadLines(f"osrm:{osrm.address}", cooldown_s=60.0)
        assert [lines.along([NANTES, ANGERS]) for _ in range(3)] == [None, None, None]
        assert len(osrm.paths) == 1
    assert "HTTP 404" in caplog.text


def test_after_the_while_it_is_asked_again() -> None:
    with an_osrm_server(Trouble(404)) as osrm:
        lines = RoadLines(f"osrm:{osrm.address}", cooldown_s=0.05)
        assert lines.along([NANTES, ANGERS]) is None
        threading.Event().wait(0.1)
        assert lines.along([NANTES, ANGERS]) is not None


def test_somebody_who_waits_for_a_map_waits_not_long() -> None:
    with an_osrm_server(Trouble(pause_s=60.0)) as osrm:
        assert RoadLines(f"osrm:{osrm.address}", patience_s=0.2).along([NANTES, ANGERS]) is None


def test_an_engine_that_cannot_be_had_draws_straight(caplog: pytest.LogCaptureFixture) -> None:
    assert RoadLines("valhalla-tiles:/nowhere.tar").along([NANTES, ANGERS]) is None
    assert "tells no lines" in caplog.text
