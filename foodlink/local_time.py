"""Local days and hours: Europe/Paris, the time in which people open, drive and read a date on a label."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def local_day(at: datetime) -> date:
    """The calendar day in Europe/Paris on which the aware moment `at` lies."""
    return at.astimezone(PARIS).date()


def local_moment(day: date, at: time) -> datetime:
    """The aware UTC moment of a local wall-clock time on a local day; a time that summer time skips moves forward."""
    return datetime.combine(day, at, tzinfo=PARIS).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The moment at which the local day `day` ends, which is when a `use_by` of that day is over."""
    return local_moment(day + timedelta(days=1), time(0))
