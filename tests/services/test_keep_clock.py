"""The shifted clock of a demonstration: set once, shared by all, refused elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.services.keep_clock import ClockOnlyForDemonstrations, adopted_clock, begin_clock
from tests.people import People

START = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
NIGHT = datetime(2026, 12, 25, 2, 0, tzinfo=UTC)


@pytest.fixture
def demonstration(session: Session, people: People) -> Session:
    assert people.alice.demonstration is False
    session.execute(update(Account).values(demonstration=True))
    return session


def test_the_clock_shows_its_start_at_that_moment(demonstration: Session) -> None:
    assert NIGHT + begin_clock(demonstration, START, at=NIGHT) == START


def test_who_comes_later_adopts_the_shift_and_not_a_start_of_its_own(demonstration: Session) -> None:
    shift = begin_clock(demonstration, START, at=NIGHT)
    assert adopted_clock(demonstration, START + timedelta(days=3)) == shift
    assert adopted_clock(demonstration, None) == shift


def test_a_service_that_begins_without_a_start_keeps_the_machine_s_time(demonstration: Session) -> None:
    begin_clock(demonstration, START, at=NIGHT)
    assert begin_clock(demonstration, None, at=NIGHT) == timedelta(0)
    assert adopted_clock(demonstration, None) == timedelta(0)


@pytest.mark.usefixtures("people")
def test_a_start_is_refused_where_people_have_accounts_of_their_own(session: Session) -> None:
    with pytest.raises(ClockOnlyForDemonstrations):
        begin_clock(session, START, at=NIGHT)
    with pytest.raises(ClockOnlyForDemonstrations):
        adopted_clock(session, START)
