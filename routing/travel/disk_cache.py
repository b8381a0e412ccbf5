"""Answers of road engines in one SQLite file, which processes may share."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from routing.travel.cache import CacheUnusable
from routing.travel.table import Known, Point

KEPT_DAYS = 30
"""Roads change slowly, and engines get a new map every few weeks; whoever builds one deletes the file."""
PATIENCE_S = 2.0
"""For another process that is writing."""
_MARK = 0x466F4C64
"""`application_id` of our files, so that no other database is written into."""
_DAY_S = 86_400
_TABLES = (
    "create table engines (id integer primary key, name text not null unique)",
    """
    create table drives (
        engine integer not null, start integer not null, finish integer not null,
        seconds integer not null, metres integer not null, told_on integer not null,
        primary key (engine, start, finish)
    ) without rowid
    """,
)
_KNOWN = """
select a.place, b.place, d.seconds, d.metres
from asked a cross join asked b join drives d on d.start = a.point and d.finish = b.point
where d.engine = (select id from engines where name = ?) and d.told_on > ?
"""
_KEEP = """
insert into drives values ((select id from engines where name = ?), ?, ?, ?, ?, ?)
on conflict do update set seconds = excluded.seconds, metres = excluded.metres, told_on = excluded.told_on
"""


class DiskCache:
    """A cache in a file, which is made where there is none; its folder must be there."""

    def __init__(self, file: str | Path) -> None:
        self._file = Path(file)

    def known(self, engine: str, points: Sequence[Point]) -> list[Known]:
        """What is kept of the drives among these points, unless it is old."""
        if not self._file.exists():
            return []
        with self._opened() as database:
            database.execute("create temp table asked (point integer primary key, place integer)")
            places = ((_key(point), place) for place, point in enumerate(points))
            database.executemany("insert into asked values (?, ?)", places)
            return database.execute(_KNOWN, (engine, _today() - KEPT_DAYS)).fetchall()

    def keep(self, engine: str, points: Sequence[Point], drives: Sequence[Known]) -> None:
        """Keep drives among these points, and once a day forget those that are old."""
        keys, today = [_key(point) for point in points], _today()
        with self._opened() as database:
            database.execute("begin immediate")
            if database.execute("pragma user_version").fetchone()[0] != today:
                database.execute("delete from drives where told_on <= ?", (today - KEPT_DAYS,))
                database.execute(f"pragma user_version = {today:d}")
            database.execute("insert into engines (name) values (?) on conflict do nothing", (engine,))
            database.executemany(
                _KEEP, ((engine, keys[start], keys[end], time_s, far_m, today) for start, end, time_s, far_m in drives)
            )
            database.execute("commit")

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._file, timeout=PATIENCE_S, isolation_level=None)) as database:
                _prepare(database)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise CacheUnusable(f"{self._file}: {error}") from error


def _prepare(database: sqlite3.Connection) -> None:
    """Make the tables of a new file, once however many processes come at once; one that is another's is left alone."""
    if _mark(database) == _MARK:
        return
    database.execute("begin immediate")
    if _mark(database) == _MARK:
        database.execute("rollback")
        return
    if _mark(database) or database.execute("select count(*) from sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("is a database of something else")
    for statement in _TABLES:
        database.execute(statement)
    database.execute(f"pragma application_id = {_MARK}")
    database.execute("commit")
    with suppress(sqlite3.OperationalError):  # another process is quicker, or it is a file system without shared memory
        database.execute("pragma journal_mode = wal")


def _mark(database: sqlite3.Connection) -> int:
    mark: int = database.execute("pragma application_id").fetchone()[0]
    return mark


def _key(point: Point) -> int:
    """One integer for each point of the earth, in microdegrees."""
    return (point.lat + 90_000_000) * 360_000_001 + (point.lon + 180_000_000)


def _today() -> int:
    return int(time.time() // _DAY_S)
