"""Where drives are kept: in memory, in a file that processes share, and what a file that is none does."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from routing.travel import disk_cache
from routing.travel.cache import CacheUnusable, DriveCache, MemoryCache
from routing.travel.disk_cache import DiskCache
from routing.travel.osrm import Osrm
from routing.travel.road import RoadEngine
from routing.travel.shortfall import Shortfall
from routing.travel.table import NO_ROAD, Point
from routing.travel.web import Web
from tests.routing.osrm_server import an_osrm_server
from tests.routing.test_road_engine import ANGERS, LAVAL, NANTES, YEU, assert_by_rule, places

POINTS = [Point.of(47.2184, -1.5536), Point.of(-90, -180), Point.of(90, 180), Point.of(0, 0)]
DRIVES = [(0, 1, 10, 100), (1, 0, 11, 101), (2, 3, *NO_ROAD), (3, 3, 0, 0)]


@pytest.fixture(params=["memory", "disk"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> DriveCache:
    """One of the two caches, empty."""
    return MemoryCache() if request.param == "memory" else DiskCache(tmp_path / "drives.sqlite3")


def test_what_is_kept_is_known_among_the_points_that_are_asked_for(cache: DriveCache) -> None:
    assert list(cache.known("osrm:x", POINTS)) == []
    cache.keep("osrm:x", POINTS, DRIVES)
    assert sorted(cache.known("osrm:x", POINTS)) == DRIVES
    assert sorted(cache.known("osrm:x", [POINTS[1], POINTS[0]])) == [(0, 1, 11, 101), (1, 0, 10, 100)]
    cache.keep("osrm:x", POINTS[:2], [(0, 1, 12, 102)])
    assert (0, 1, 12, 102) in cache.known("osrm:x", POINTS)


def test_each_engine_has_its_own(cache: DriveCache) -> None:
    cache.keep("osrm:x", POINTS, DRIVES)
    assert list(cache.known("osrm:y", POINTS)) == []


def test_memory_forgets_the_starts_that_were_looked_up_longest_ago() -> None:
    cache = MemoryCache(most_drives=2)
    cache.keep("x", POINTS, [(0, 1, 1, 1), (1, 0, 2, 2)])
    cache.known("x", POINTS[:1])
    cache.keep("x", POINTS, [(2, 0, 3, 3)])
    assert sorted(cache.known("x", POINTS)) == [(0, 1, 1, 1), (2, 0, 3, 3)]


def test_a_file_forgets_what_is_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, today = DiskCache(tmp_path / "drives.sqlite3"), time.time()
    cache.keep("x", POINTS, DRIVES)
    monkeypatch.setattr(disk_cache.time, "time", lambda: today + disk_cache.KEPT_DAYS * 86_400)
    assert cache.known("x", POINTS) == []
    cache.keep("x", POINTS, DRIVES[:1])
    with sqlite3.connect(tmp_path / "drives.sqlite3") as database:
        assert database.execute("select count(*) from drives").fetchone() == (1,)
    database.close()


def test_processes_that_come_at_once_make_one_file(tmp_path: Path) -> None:
    """Threads with connections of their own are to SQLite as processes are."""
    faults: list[Exception] = []

    def keep(number: int) -> None:
        try:
            DiskCache(tmp_path / "drives.sqlite3").keep(f"x{number}", POINTS, DRIVES)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert all(len(DiskCache(tmp_path / "drives.sqlite3").known(f"x{number}", POINTS)) == 4 for number in range(8))


@pytest.mark.parametrize(
    "content", [b"not a database, but longer than the header of one would be", b"SQLite format 3\0oh"]
)
def test_a_file_that_is_none_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(content)
    with pytest.raises(CacheUnusable, match=r"problem\.json"):
        DiskCache(file).known("x", POINTS)
    with pytest.raises(CacheUnusable):
        DiskCache(file).keep("x", POINTS, DRIVES)
    assert file.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "accounts.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("create table drives (x)")
    database.close()
    before = file.read_bytes()
    with pytest.raises(CacheUnusable, match="something else"):
        DiskCache(file).keep("x", POINTS, DRIVES)
    assert file.read_bytes() == before


def test_a_cache_that_cannot_be_used_costs_a_word_and_nothing_else(tmp_path: Path) -> None:
    lacked: list[Shortfall] = []
    cache = DiskCache(tmp_path / "no" / "such" / "folder" / "drives.sqlite3")
    with an_osrm_server() as osrm:
        engine = RoadEngine(Osrm(Web(osrm.address)), cache=cache, warn=lacked.append)
        assert_by_rule(engine.matrix(places(NANTES, ANGERS)), NANTES, ANGERS)
    assert [one.kind for one in lacked] == ["no_cache"]
    assert "unable to open" in str(lacked[0])


def test_another_process_asks_nothing_of_what_the_file_knows(tmp_path: Path) -> None:
    lacked: list[Shortfall] = []
    stops = [NANTES, ANGERS, LAVAL, YEU]
    with an_osrm_server() as osrm:
        for _ in range(2):
            cache = DiskCache(tmp_path / "drives.sqlite3")
            engine = RoadEngine(Osrm(Web(osrm.address)), cache=cache, warn=lacked.append)
            assert_by_rule(engine.matrix(places(*stops)), *stops)
        assert len(osrm.paths) == 1
    assert [one.kind for one in lacked] == ["no_road", "no_road"]
