"""The demonstration's morning, whatever the hour at which one tries it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from config.settings import Settings
from foodlink.database.engine import Sessions
from foodlink.demo.load import load
from foodlink.demo.sign_ins import emails
from foodlink.domain import event
from foodlink.domain.account import Account
from foodlink.domain.offer import Offer
from foodlink.local_time import PARIS, local_day
from foodlink.queries.demonstration import is_demonstration
from foodlink.server.morning import next_start, prepare_morning, weekday_from
from foodlink.services.passwords import Passwords
from tests.people import the_people

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def _settings(**environment: str) -> Settings:
    return Settings.from_env({"FOODLINK_PASSWORD_PROFILE": "cheap", "FOODLINK_GEOCODER": "off"} | environment)


def _local(start: datetime | None) -> str:
    assert start is not None
    return f"{start.astimezone(PARIS):%a %d %H:%M}"


@pytest.fixture
def prepare(fresh_sessions: Sessions) -> Callable[[], datetime | None]:
    return lambda: prepare_morning(fresh_sessions, _settings(), at=SUNDAY_NIGHT)


def _last_event_at(sessions: Sessions, moment: datetime) -> None:
    with sessions() as session:
        offer = session.scalars(select(Offer).limit(1)).one()
        event.record(offer, "seen", at=moment, by=None, territory="44")
        session.commit()


def test_an_empty_database_gets_the_demonstration_on_a_weekday_at_half_past_eight(
    prepare: Callable[[], datetime | None], fresh_sessions: Sessions
) -> None:
    assert _local(prepare()) == "Mon 23 08:30"
    with fresh_sessions() as session:
        assert is_demonstration(session)
        assert set(emails()) <= set(session.scalars(select(Account.email)))
        assert (session.scalar(select(func.count()).select_from(Offer)) or 0) > 2


def test_a_restart_goes_on_from_the_latest_moment(
    prepare: Callable[[], datetime | None], fresh_sessions: Sessions
) -> None:
    start = prepare()
    assert start is not None
    _last_event_at(fresh_sessions, start + timedelta(minutes=47))
    assert _local(prepare()) == "Mon 23 09:17"


def test_after_eleven_it_is_the_next_weekday_and_that_day_s_offers_are_there(
    prepare: Callable[[], datetime | None], fresh_sessions: Sessions
) -> None:
    start = prepare()
    assert start is not None
    _last_event_at(fresh_sessions, start + timedelta(hours=3))
    assert _local(prepare()) == "Tue 24 08:30"
    with fresh_sessions() as session:
        days = {local_day(until) for until in session.scalars(select(Offer.available_until))}
    assert date(2026, 11, 24) in days
    assert _local(prepare()) == "Tue 24 08:30"


def test_a_start_that_was_killed_before_its_day_was_loaded_is_begun_again(
    prepare: Callable[[], datetime | None], fresh_sessions: Sessions
) -> None:
    with fresh_sessions() as session:
        load(session, "44", seed=1, passwords=Passwords(cheap=True), at=SUNDAY_NIGHT)
    assert _local(prepare()) == "Mon 23 08:30"
    with fresh_sessions() as session:
        assert (session.scalar(select(func.count()).select_from(Offer)) or 0) > 2


def test_friday_afternoon_goes_on_on_monday() -> None:
    friday = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert _local(next_start(friday)[0]) == "Mon 30 08:30"
    assert weekday_from(date(2026, 11, 28)) == date(2026, 11, 30)


def test_eleven_itself_still_goes_on() -> None:
    eleven = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert next_start(eleven) == (eleven, False)


def test_the_operator_s_clock_goes_before(fresh_sessions: Sessions) -> None:
    settings = _settings(FOODLINK_CLOCK="2026-11-26T10:00:00+01:00")
    assert _local(prepare_morning(fresh_sessions, settings, at=SUNDAY_NIGHT)) == "Thu 26 10:00"


def test_nothing_is_ever_loaded_into_a_database_of_the_operator_s_own(fresh_sessions: Sessions) -> None:
    settings = _settings(FOODLINK_DATABASE_URL="postgresql://their/own")
    assert prepare_morning(fresh_sessions, settings, at=SUNDAY_NIGHT) is None
    with fresh_sessions() as session:
        assert session.scalars(select(Account)).all() == []


def test_people_s_own_accounts_are_served_by_the_machine_s_clock(fresh_sessions: Sessions) -> None:
    with fresh_sessions() as session:
        the_people(session)
        session.commit()
    assert prepare_morning(fresh_sessions, _settings(), at=SUNDAY_NIGHT) is None
