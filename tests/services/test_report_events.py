"""A driver's day as a phone reports it: what each report does to stops, lines, lots and the route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Forbidden, NotFound
from foodlink.domain.event import Event
from foodlink.domain.handover import ReportedEvent
from foodlink.domain.lifecycle import RestStatus
from foodlink.domain.notice import Notice
from foodlink.domain.offer import Lot
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Collection, Report, Route, Stop
from foodlink.ids import new_id
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People


@dataclass
class Day:
    """Ten kilos of bread for Bob, on Charlie's route, accepted."""

    session: Session
    people: People
    lot: Lot
    reservation: Reservation
    route: Route
    at: datetime

    @property
    def pickup(self) -> Stop:
        return self.route.stops[0]

    @property
    def delivery(self) -> Stop:
        return self.route.stops[-1]

    def report(
        self, *events: ReportedEvent, by: str = "charlie", received: timedelta = timedelta(hours=4)
    ) -> list[str]:
        answer = report_events(
            self.session, self.route.id, events=events, by=self.people.actor(by), at=self.at + received
        )
        self.details = [result.detail for result in answer.results]
        return [result.status.value for result in answer.results]

    def later(self, minutes: int) -> datetime:
        return self.at + timedelta(minutes=minutes)


@pytest.fixture
def day(session: Session, people: People, at: datetime) -> Day:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association, kg=10)
    route = a_route(session, people.driver, [reservation])
    return Day(session, people, offer.lots[0], reservation, route, at)


def states(day: Day) -> Sequence[str]:
    return [
        day.route.status.value,
        day.pickup.status.value,
        day.delivery.status.value,
        day.reservation.status.value,
        day.lot.offer.status.value,
    ]


def test_a_route_is_driven_from_the_first_arrival_to_the_last_delivery(day: Day) -> None:
    assert day.report(happened("arrived", day.pickup, at=day.later(70))) == ["accepted"]
    assert states(day) == ["under_way", "arrived", "planned", "planned", "planned"]
    assert day.report(happened("collected", day.pickup, at=day.later(80))) == ["accepted"]
    assert states(day) == ["under_way", "done", "planned", "collected", "collected"]
    assert day.report(happened("delivered", day.delivery, at=day.later(110))) == ["accepted"]
    assert states(day) == ["done", "done", "done", "delivered", "delivered"]
    assert (day.reservation.lines[0].collected_g, day.reservation.lines[0].delivered_g) == (10_000, 10_000)
    assert (day.route.started_at, day.route.ended_at) == (day.later(70), day.later(110))
    assert day.people.driver.last_heard_at == day.at + timedelta(hours=4)


def test_each_change_of_state_is_in_the_log_at_the_moment_it_happened(day: Day) -> None:
    day.report(
        happened("delivered", day.delivery, at=day.later(110)), happened("collected", day.pickup, at=day.later(80))
    )
    rows = day.session.execute(select(Event.new, Event.at, Event.by).where(Event.noun == "reservation")).all()
    assert [tuple(row) for row in rows[-2:]] == [
        ("collected", day.later(80), day.people.charlie.id),
        ("delivered", day.later(110), day.people.charlie.id),
    ]


def test_what_was_weighed_replaces_what_was_planned_and_the_delivery_follows_it(day: Day) -> None:
    day.report(happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 8.25)]))
    assert day.delivery.loads[0].quantity_g == 8_250
    day.report(happened("delivered", day.delivery, at=day.later(110)))
    collection = day.session.scalars(select(Collection)).one()
    assert (collection.collected_g, collection.delivered_g, collection.flags) == (8_250, 8_250, None)
    assert day.lot.left_g == 0


def test_more_than_planned_is_recorded_and_flagged(day: Day) -> None:
    assert day.report(happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 12)])) == ["accepted"]
    assert day.details == ["« Pain de la veille » : plus que prévu, c'est noté."]
    collection = day.session.scalars(select(Collection)).one()
    assert (collection.collected_g, collection.flags) == (12_000, {"more_than_planned_g": 2_000})
    told = day.session.scalars(select(Notice).where(Notice.kind == "measure_flagged")).one()
    assert told.account_id == day.people.dora.id


def test_no_more_is_delivered_than_was_on_board(day: Day) -> None:
    day.report(
        happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 8)]),
        happened("delivered", day.delivery, at=day.later(110), lots=[(day.lot, 9)]),
    )
    collection = day.session.scalars(select(Collection)).one()
    assert (collection.delivered_g, collection.flags) == (8_000, {"more_than_on_board_g": 1_000})


def test_an_event_counts_once_however_often_it_is_sent(day: Day) -> None:
    collected = happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 8)])
    assert day.report(collected, collected) == ["accepted", "duplicate"]
    assert day.report(collected) == ["duplicate"]
    assert day.reservation.lines[0].collected_g == 8_000


def test_a_second_report_of_a_stop_that_is_done_is_rejected(day: Day) -> None:
    day.report(happened("collected", day.pickup, at=day.later(80)))
    assert day.report(happened("collected", day.pickup, at=day.later(81), lots=[(day.lot, 3)])) == ["rejected"]
    assert day.details == ["Cet arrêt est déjà terminé."]
    assert day.reservation.lines[0].collected_g == 10_000


def test_one_bad_event_does_not_stop_the_others_and_leaves_nothing_behind(day: Day) -> None:
    bad = happened("failed", day.delivery, at=day.later(60))
    assert day.report(bad, happened("collected", day.pickup, at=day.later(80))) == ["rejected", "accepted"]
    assert day.details == ["note : dites en un mot pourquoi.", None]
    assert day.session.get(Report, bad.event_id) is None
    assert day.delivery.status.value == "planned"


def test_a_rejected_event_is_accepted_when_it_is_sent_again_complete(day: Day) -> None:
    again = new_id()
    day.report(happened("failed", day.pickup, at=day.later(80), event_id=again))
    assert day.report(happened("failed", day.pickup, at=day.later(80), note="fermé", event_id=again)) == ["accepted"]


@pytest.mark.parametrize(
    ("kind", "stop", "minutes", "why"),
    [
        ("collected", "pickup", 246, "L'heure est en avance de plus de 5 minutes."),
        ("collected", "pickup", 240 - 7 * 24 * 60 - 1, "L'événement a plus de 7 jours."),
        ("delivered", "pickup", 80, "type : « delivered » ne se signale pas à cet arrêt."),
        ("collected", "delivery", 80, "type : « collected » ne se signale pas à cet arrêt."),
        ("refused", "pickup", 80, "type : « refused » ne se signale pas à cet arrêt."),
    ],
)
def test_an_event_that_cannot_be_is_rejected_with_its_reason(
    day: Day, kind: str, stop: str, minutes: int, why: str
) -> None:
    assert day.report(happened(kind, getattr(day, stop), at=day.later(minutes), note="x")) == ["rejected"]
    assert day.details == [why]


def test_five_minutes_ahead_and_seven_days_back_are_still_good(day: Day) -> None:
    ahead = happened("arrived", day.pickup, at=day.later(245))
    back = happened("arrived", day.pickup, at=day.later(240 - 7 * 24 * 60))
    assert day.report(ahead, back) == ["accepted", "accepted"]


def test_a_stop_of_another_route_and_a_lot_of_another_stop_are_rejected(day: Day) -> None:
    stranger = builders.a_lot(description="Ailleurs")
    events = [
        happened("arrived", None, at=day.later(80)),
        happened("collected", day.pickup, at=day.later(81), lots=[(day.lot, 1), (stranger, 2)]),
    ]
    assert day.report(*events) == ["rejected", "rejected"]
    assert day.details == [
        "stop_id : cet arrêt n'est pas de cette tournée.",
        "lots.1.lot_id : ce lot n'est pas à cet arrêt.",
    ]


def test_a_driver_who_reads_english_is_answered_in_english(day: Day) -> None:
    day.people.charlie.language = "en"
    day.report(happened("failed", day.pickup, at=day.later(80)))
    assert day.details == ["note: say in a word why."]


def test_a_delivery_known_before_its_collection_is_put_right_when_that_comes(day: Day) -> None:
    day.report(happened("delivered", day.delivery, at=day.later(110)))
    assert states(day) == ["done", "done", "done", "delivered", "delivered"]
    assert day.report(happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 8)])) == ["accepted"]
    assert day.report(happened("arrived", day.pickup, at=day.later(75))) == ["accepted"]
    line = day.reservation.lines[0]
    assert (line.collected_g, line.delivered_g) == (8_000, 8_000)
    assert (day.pickup.arrived_at, day.pickup.ended_at) == (day.later(75), day.later(80))
    assert day.session.scalars(select(Collection)).one().collected_at == day.later(80)


def test_a_pickup_that_fails_ends_its_lines_cancels_their_deliveries_and_asks_for_a_new_plan(day: Day) -> None:
    asked: list[jobs.Job] = []
    day.session.info[jobs.DEFER] = lambda _session, found: asked.extend(found)
    assert day.report(happened("failed", day.pickup, at=day.later(80), note="Rideau baissé")) == ["accepted"]
    assert states(day) == ["done", "failed", "cancelled", "failed", "failed"]
    assert day.lot.rest is RestStatus.FAILED
    assert (day.lot.reserved_g, day.lot.left_g) == (0, 0)
    assert day.reservation.reason == "Rideau baissé"
    assert {notice.account_id for notice in day.session.scalars(select(Notice))} == {
        day.people.alice.id,
        day.people.bob.id,
    }
    assert [(job.name, job.arguments) for job in asked] == [("replan_day", {"territory": "44", "day": "2026-11-24"})]


def test_nothing_of_a_lot_fails_that_lot(day: Day) -> None:
    assert day.report(happened("collected", day.pickup, at=day.later(80), lots=[(day.lot, 0)])) == ["accepted"]
    assert states(day) == ["done", "failed", "cancelled", "failed", "failed"]
    assert day.session.scalars(select(Collection)).all() == []


def test_a_driver_cannot_report_on_anothers_route_but_the_coordinator_can(day: Day) -> None:
    stranger = builders.an_account(day.session, "dan@example.org", role=day.people.charlie.role)
    arrived = happened("arrived", day.pickup, at=day.later(80))
    with pytest.raises(NotFound):
        report_events(day.session, day.route.id, events=[arrived], by=Actor.of(stranger), at=day.later(90))
    with pytest.raises(Forbidden):
        day.report(arrived, by="bob")
    assert day.report(arrived, by="dora") == ["accepted"]
    assert day.people.driver.last_heard_at is None


def test_the_unknown_route_is_not_found(day: Day) -> None:
    with pytest.raises(NotFound):
        report_events(day.session, new_id(), events=[], by=day.people.actor("charlie"), at=day.at)
