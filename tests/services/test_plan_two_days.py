"""An offer that lasts for days: what one day's route carries is not the next day's to plan."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.lifecycle import ReservationStatus
from foodlink.domain.reservation import ReservationLine
from tests import builders
from tests.people import People
from tests.planning.a_day import DAY, TheDay, later, the_day

TOMORROW = DAY + timedelta(days=1)


def _bread_for_two_days(session: Session, people: People) -> None:
    """A lot of which Bob's association claims a part, until tomorrow noon; the rest is for the plan to allocate."""
    offer = builders.an_offer(
        session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=30)], lasts=timedelta(hours=28)
    )
    builders.a_reservation(session, offer.lots[0], people.association, kg=20)


def _riding(day: TheDay) -> list[tuple[object, ...]]:
    return [
        (route.day, route.version, load.line_id, load.status.value)
        for route in day.routes()
        for stop in route.stops
        for load in stop.loads
    ]


def _statuses(day: TheDay) -> set[ReservationStatus]:
    with day.sessions() as session:
        return {line.status for line in session.query(ReservationLine)}


def test_the_plan_of_tomorrow_leaves_what_rides_today(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread_for_two_days)
    day.plan()
    before = _riding(day)

    tomorrow = day.solve(at=later(1), day=TOMORROW)
    day.publish(tomorrow.id, at=later(2))

    assert tomorrow.proposal is not None
    assert (tomorrow.proposal["cargo"], tomorrow.proposal["routes"]) == ({}, [])
    assert _riding(day) == before
    assert _statuses(day) == {ReservationStatus.PLANNED}


def test_the_batch_of_today_leaves_what_rides_tomorrow(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread_for_two_days)
    day.plan(day=TOMORROW)
    before = _riding(day)
    assert {rides[0] for rides in before} == {TOMORROW}

    day.plan(at=later(1))

    assert _riding(day) == before
    assert _statuses(day) == {ReservationStatus.PLANNED}


def test_a_plan_solved_before_tomorrows_was_published_leaves_what_rides_tomorrow(fresh_sessions: Sessions) -> None:
    """Nobody drives today, so today's plan leaves it behind, and must not let it go from tomorrow's route."""

    def furnish(session: Session, people: People) -> None:
        _bread_for_two_days(session, people)
        people.driver.weekly = [shift for shift in people.driver.weekly if shift.weekday == TOMORROW.isoweekday()]

    day = the_day(fresh_sessions, furnish)
    today = day.solve()
    assert today.proposal is not None
    assert [one["line_id"] is not None for one in today.proposal["unassigned"]].count(True) == 1
    day.plan(at=later(1), day=TOMORROW)
    before = _riding(day)

    day.publish(today.id, at=later(2))

    assert _riding(day) == before
    assert _statuses(day) == {ReservationStatus.PLANNED}
