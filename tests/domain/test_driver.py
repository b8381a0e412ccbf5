"""When a driver drives: the week's shifts, and days that differ."""

from __future__ import annotations

from datetime import date, time

import pytest

from foodlink.domain.driver import Driver, OneOffShift, WeeklyShift
from foodlink.local_time import PARIS

TUESDAY = date(2026, 11, 24)


def hours(driver: Driver, day: date) -> list[tuple[str, str]]:
    return [
        (f"{shift.starts_at.astimezone(PARIS):%H:%M}", f"{shift.ends_at.astimezone(PARIS):%H:%M}")
        for shift in driver.shifts_on(day)
    ]


def off(starts: int, ends: int) -> OneOffShift:
    return OneOffShift(day=TUESDAY, starts=time(starts), ends=time(ends), available=False)


def on(starts: int, ends: int) -> OneOffShift:
    return OneOffShift(day=TUESDAY, starts=time(starts), ends=time(ends), available=True)


@pytest.mark.parametrize(
    ("one_off", "expected"),
    [
        ([], [("08:00", "18:00")]),
        ([on(19, 21)], [("19:00", "21:00")]),
        ([off(12, 14)], [("08:00", "12:00"), ("14:00", "18:00")]),
        ([off(7, 20)], []),
        ([off(6, 9)], [("09:00", "18:00")]),
        ([off(19, 20)], [("08:00", "18:00")]),
        ([on(8, 12), off(10, 14)], [("08:00", "10:00")]),
    ],
)
def test_a_day_that_differs_goes_before_the_week(one_off: list[OneOffShift], expected: list[tuple[str, str]]) -> None:
    driver = Driver(weekly=[WeeklyShift(weekday=2, starts=time(8), ends=time(18))], one_off=one_off)
    assert hours(driver, TUESDAY) == expected
    assert hours(driver, date(2026, 12, 1)) == [("08:00", "18:00")]


def test_a_shift_keeps_its_local_hours_across_the_change_to_summer_time() -> None:
    driver = Driver(weekly=[WeeklyShift(weekday=7, starts=time(8), ends=time(12))])
    winter, summer = (driver.shifts_on(day)[0].starts_at for day in (date(2027, 3, 21), date(2027, 3, 28)))
    assert (winter.hour, summer.hour) == (7, 6)
