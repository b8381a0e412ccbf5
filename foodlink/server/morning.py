"""The demonstration's morning: what `make run` prepares, so that it lives a weekday from 08:30 at whatever hour one tries it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.database.engine import Sessions
from foodlink.demo.load import load, load_day, loaded_as
from foodlink.local_time import PARIS, local_day, local_moment
from foodlink.queries.demonstration import has_accounts, is_demonstration, latest_moment
from foodlink.services.passwords import Passwords

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
            return _go_on(session, settings) if is_demonstration(session) else None
        if settings.database_url is not None:
            return None
        start = settings.clock or local_moment(weekday_from(local_day(at)), OPENS)
        load(session, TERRITORY, seed=SEED, passwords=Passwords(cheap=settings.cheap_passwords), at=start)
        load_day(session, TERRITORY, local_day(start), seed=SEED, at=start)
        return start


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


def _go_on(session: Session, settings: Settings) -> datetime | None:
    latest = latest_moment(session)
    if settings.clock is not None or latest is None:
        return settings.clock
    start, new_day = next_start(latest)
    loaded = loaded_as(session)
    if new_day and loaded is not None:
        load_day(session, loaded[0], local_day(start), seed=loaded[1], at=start)
    return start
