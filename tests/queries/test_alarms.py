"""What stands first on the coordinator's page, and from when on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.offer import Category, Temperature
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Route
from foodlink.queries.alarms import AlarmKind, alarms_of
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People

MINUTE = timedelta(minutes=1)


@pytest.fixture
def reservation(session: Session, people: People) -> Reservation:
    lot = builders.a_lot(category=Category.DAIRY, temperature=Temperature.CHILLED)
    builders.an_offer(session, people.bakery, by=people.alice, lots=[lot])
    return builders.a_reservation(session, lot, people.association, kg=10)


@pytest.fixture
def route(session: Session, people: People, reservation: Reservation) -> Route:
    return a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED)


def kinds(session: Session, at: datetime) -> list[str]:
    return [alarm.kind.value for alarm in alarms_of(session, "44", at=at)]


def test_a_lot_that_nobody_claimed_two_hours_before_its_end(session: Session, people: People, at: datetime) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice, lasts=timedelta(hours=3))
    assert kinds(session, at + 59 * MINUTE) == []
    (alarm,) = alarms_of(session, "44", at=at + 60 * MINUTE)
    assert (alarm.kind, alarm.offer_id, alarm.facts["left_g"]) == (AlarmKind.LOT_UNCLAIMED, offer.id, 10_000)
    assert kinds(session, at + 180 * MINUTE) == []
    builders.a_reservation(session, offer.lots[0], people.association, kg=10)
    assert kinds(session, at + 60 * MINUTE) == []
    assert alarms_of(session, "72", at=at + 60 * MINUTE) == []


def test_a_route_that_is_not_accepted_half_an_hour_before_its_start(
    session: Session, route: Route, at: datetime
) -> None:
    assert kinds(session, at + 29 * MINUTE) == []
    (alarm,) = alarms_of(session, "44", at=at + 30 * MINUTE)
    assert (alarm.kind, alarm.route_id, alarm.facts["driver"]) == (AlarmKind.ROUTE_UNACCEPTED, route.id, "Charlie")
    route.status = RouteStatus.ACCEPTED
    session.flush()
    assert kinds(session, at + 30 * MINUTE) == []


def test_who_is_asked_at_short_notice_has_time_to_answer_before_it_is_an_alarm(
    session: Session, route: Route, at: datetime
) -> None:
    route.starts_at, route.proposed_at = at + 12 * MINUTE, at
    session.flush()
    assert kinds(session, at) == []
    assert kinds(session, at + 4 * MINUTE) == []
    (alarm,) = alarms_of(session, "44", at=at + 5 * MINUTE)
    assert (alarm.kind, alarm.since, alarm.facts["proposed_at"]) == ("route_unaccepted", at + 5 * MINUTE, at)


def test_a_route_that_should_have_started_is_an_alarm_however_late_its_driver_was_asked(
    session: Session, route: Route, at: datetime
) -> None:
    route.starts_at, route.proposed_at = at + 2 * MINUTE, at
    session.flush()
    assert kinds(session, at + MINUTE) == []
    assert kinds(session, at + 2 * MINUTE) == ["route_unaccepted"]


def test_a_driver_who_was_asked_long_ago_gets_no_more_time_where_the_start_moves(
    session: Session, route: Route, at: datetime
) -> None:
    route.starts_at, route.proposed_at = at + 60 * MINUTE, at - 60 * MINUTE
    session.flush()
    assert kinds(session, at + 29 * MINUTE) == []
    assert kinds(session, at + 30 * MINUTE) == ["route_unaccepted"]


def test_a_driver_who_has_not_been_heard_of_for_an_hour(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    route.status = RouteStatus.ACCEPTED
    session.flush()
    assert kinds(session, at + 119 * MINUTE) == []
    assert kinds(session, at + 120 * MINUTE) == ["driver_silent"]
    arrived = happened("arrived", route.stops[0], at=at + 120 * MINUTE)
    report_events(session, route.id, events=[arrived], by=people.actor("charlie"), at=at + 120 * MINUTE)
    assert kinds(session, at + 179 * MINUTE) == []
    (alarm,) = alarms_of(session, "44", at=at + 180 * MINUTE)
    assert (alarm.driver_id, alarm.since) == (people.charlie.id, at + 120 * MINUTE)


def test_what_went_wrong_today_is_shown_today(session: Session, people: People, route: Route, at: datetime) -> None:
    lot, charlie = route.stops[0].loads[0].line.lot, people.actor("charlie")
    later = at + 90 * MINUTE
    events = [
        happened("collected", route.stops[0], at=later, lots=[(lot, 11, 3)]),
        happened("refused", route.stops[1], at=later + MINUTE, note="Chambre froide en panne"),
    ]
    report_events(session, route.id, events=events, by=charlie, at=later + 2 * MINUTE)
    route.stops[1].status = StopStatus.CANCELLED
    session.flush()
    strange = happened("arrived", route.stops[1], at=later + 2 * MINUTE)
    report_events(session, route.id, events=[strange], by=charlie, at=later + 3 * MINUTE)
    found = {alarm.kind: alarm for alarm in alarms_of(session, "44", at=later + 4 * MINUTE)}
    assert set(found) == {AlarmKind.FOOD_ON_BOARD, AlarmKind.MEASURE_FLAGGED, AlarmKind.REPORT_OFF_ROUTE}
    assert found[AlarmKind.FOOD_ON_BOARD].facts["quantity_g"] == 11_000
    assert found[AlarmKind.MEASURE_FLAGGED].driver_id == people.charlie.id
    assert found[AlarmKind.MEASURE_FLAGGED].facts["flags"] == {"more_than_planned_g": 1_000}
    assert kinds(session, later + timedelta(days=1)) == ["food_on_board"]
