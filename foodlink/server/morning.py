"""The demonstration's morning: what `make run` prepares, so that it lives a weekday from 08:30 at whatever hour one tries it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.database.engine import Sessions
from foodlink.local_time import PARIS, local_day, local_moment
from foodlink.queries.demonstration import has_accounts, is_demonstration, latest_moment

TERRITORY, SEED = "44", 1
OPENS, NOON = time(8, 30), time(11, 0)
_SATURDAY = 6


def prepare_morning(sessions: Sessions, settings: Settings, *, at: datetime) -> datetime | None:
    """Load the demonstration where the embedded database is empty; return when its clock starts, None for no demonstration.

    FOODLINK_CLOCK goes before. Else it starts on the weekday of the machine's moment `at`, or on the next one, at 08:30. A
    database that has been used goes on from its latest moment or, after 11:00 of that day, at 08:30 of the next weekday, for
    which that day's offers are loaded. Never loads anything into a database of the operator's own.
    """
    with sessions() as session:
        if has_accounts(session):
            return _go_on(session, settings, at) if is_demonstration(session) else None
        if settings.database_url is not None:
            return None
        return _begin(session, settings, at)


def weekday_from(day: date) -> date:
    """That day, or the Monday after it where it is on a weekend."""
    while day.isoweekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


def next_start(latest: datetime) -> tuple[datetime, bool]:
    """When a demonstration that came to the moment `latest` goes on, and whether that is a new day."""
    if latest.astimezone(PARIS).time() <= NOON:
        return latest, False
    return local_moment(weekday_from(local_day(latest) + timedelta(days=1)), OPENS), True


def _begin(session: Session, settings: Settings, at: datetime) -> datetime:
    from foodlink.demo.load import load, load_day  # most starts go on and load nothing
    from foodlink.services.passwords import Passwords

    start = settings.clock or _first_start(at)
    load(session, TERRITORY, seed=SEED, passwords=Passwords(cheap=settings.cheap_passwords), at=start)
    load_day(session, TERRITORY, local_day(start), seed=SEED, at=start)
    return start


def _go_on(session: Session, settings: Settings, at: datetime) -> datetime:
    if settings.clock is not None:
        return settings.clock
    latest = latest_moment(session)
    # Nothing has happened where a start was killed before its day was loaded.
    start, new_day = next_start(latest) if latest is not None else (_first_start(at), True)
    if new_day:
        _load_day(session, start)
    return start


def _first_start(at: datetime) -> datetime:
    return local_moment(weekday_from(local_day(at)), OPENS)


def _load_day(session: Session, start: datetime) -> None:
    from foodlink.demo.load import load_day, loaded_as

    loaded = loaded_as(session)
    if loaded is not None:
        load_day(session, loaded[0], local_day(start), seed=loaded[1], at=start)
