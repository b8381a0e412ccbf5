"""What is not handed over, not cold enough, too old, or no longer on the route: each is recorded as what happened."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.errors import MoveNotAllowed
from foodlink.domain.handover import ReportedEvent
from foodlink.domain.lifecycle import CarryStatus, ReservationStatus, RestStatus, RouteStatus, StopStatus
from foodlink.domain.notice import Notice
from foodlink.domain.offer import Category, Lot, Temperature
from foodlink.domain.reservation import Carry, Reservation
from foodlink.domain.route import Collection, Report, Route, Stop
from foodlink.queries.on_board import lines_on_board
from foodlink.services.decline_route import decline_route
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People


class Day:
    """Two lots of the bakery for Bob and for Beth, on Charlie's route, accepted."""

    def __init__(self, session: Session, people: People, at: datetime, *lots: Lot) -> None:
        self.session, self.people, self.at = session, people, at
        offer = builders.an_offer(session, people.bakery, by=people.alice, lots=lots)
        self.lots = list(lots)
        self.bob = [builders.a_reservation(session, lot, people.association, kg=6) for lot in lots]
        self.beth = builders.a_reservation(session, lots[0], people.other_association, kg=4)
        self.offer = offer
        self.route: Route = a_route(session, people.driver, [*self.bob, self.beth])
        self.details: list[str | None] = []

    @property
    def stops(self) -> list[Stop]:
        return self.route.stops

    def report(self, *events: ReportedEvent, route: Route | None = None, by: str = "charlie") -> list[str]:
        answer = report_events(
            self.session,
            (route or self.route).id,
            events=events,
            by=self.people.actor(by),
            at=self.at + timedelta(hours=4),
        )
        self.details = [result.detail for result in answer.results]
        return [result.status.value for result in answer.results]

    def later(self, minutes: int) -> datetime:
        return self.at + timedelta(minutes=minutes)

    def collect_all(self) -> None:
        cold = [(lot, None, 3.0) for lot in self.lots if lot.temperature is not Temperature.AMBIENT]
        assert self.report(happened("collected", self.stops[0], at=self.later(80), lots=cold)) == ["accepted"]

    def carries(self) -> list[Carry]:
        return list(self.session.scalars(select(Carry).order_by(Carry.id)))


@pytest.fixture
def bread(session: Session, people: People, at: datetime) -> Day:
    return Day(
        session, people, at, builders.a_lot(kg=10), builders.a_lot(kg=6, description="Viennoiseries", position=1)
    )


@pytest.fixture
def milk(session: Session, people: People, at: datetime) -> Day:
    lot = builders.a_lot(
        kg=10,
        category=Category.DAIRY,
        description="Yaourts",
        temperature=Temperature.CHILLED,
        use_by=date(2026, 11, 24),
    )
    people.association.use_by_lead_h = 0
    return Day(session, people, at, lot)


def test_refused_food_stays_on_board_and_its_offer_is_not_delivered(bread: Day) -> None:
    bread.collect_all()
    assert bread.report(happened("refused", bread.stops[1], at=bread.later(100), note="Réserve pleine")) == ["accepted"]
    assert [(carry.quantity_g, carry.status) for carry in bread.carries()] == [(6_000, CarryStatus.ON_BOARD)] * 2
    assert [one.status for one in bread.bob] == [ReservationStatus.REFUSED] * 2
    assert bread.stops[1].status is StopStatus.REFUSED
    assert bread.offer.status.value == "collected"
    assert bread.lots[0].left_g == 0


def test_one_refused_lot_leaves_the_others_of_the_stop_to_be_delivered(bread: Day) -> None:
    bread.collect_all()
    stop = bread.stops[1]
    bread.report(happened("refused", stop, at=bread.later(100), lots=[(bread.lots[0], None)], note="Trop dur"))
    assert stop.status is StopStatus.PLANNED
    assert bread.report(happened("delivered", stop, at=bread.later(101))) == ["accepted"]
    assert (stop.status, [one.status.value for one in bread.bob]) == (StopStatus.DONE, ["refused", "delivered"])


def test_a_part_may_be_refused_before_or_after_the_delivery_of_the_rest(bread: Day) -> None:
    bread.collect_all()
    lot, stop = bread.lots[0], bread.stops[1]
    bread.report(
        happened("refused", stop, at=bread.later(100), lots=[(lot, 2)], note="Trop"),
        happened("delivered", stop, at=bread.later(101), lots=[(bread.lots[1], 5)]),
        happened("refused", stop, at=bread.later(102), lots=[(bread.lots[1], 1)], note="Écrasé"),
    )
    assert [carry.quantity_g for carry in bread.carries()] == [2_000, 1_000]
    assert [one.lines[0].delivered_g for one in bread.bob] == [4_000, 5_000]
    assert bread.lots[1].status.value == "collected"


def test_none_delivered_of_a_lot_is_as_its_refusal(bread: Day) -> None:
    bread.collect_all()
    assert bread.report(happened("delivered", bread.stops[1], at=bread.later(100), lots=[(bread.lots[0], 0)])) == [
        "accepted"
    ]
    assert [one.status.value for one in bread.bob] == ["refused", "delivered"]
    assert [carry.quantity_g for carry in bread.carries()] == [6_000]


def test_a_closed_door_leaves_the_food_on_board(bread: Day) -> None:
    bread.collect_all()
    assert bread.report(happened("failed", bread.stops[2], at=bread.later(100), note="Personne")) == ["accepted"]
    assert bread.beth.status is ReservationStatus.FAILED
    assert [carry.quantity_g for carry in bread.carries()] == [4_000]
    assert bread.details == ["« Pain de la veille » reste à bord : la suite va être replanifiée."]


def test_a_door_known_to_be_closed_before_the_pickup_frees_the_food_for_others(bread: Day) -> None:
    bread.report(happened("failed", bread.stops[2], at=bread.later(70), note="Fermé cette semaine"))
    assert bread.beth.status is ReservationStatus.FAILED
    assert (bread.carries(), bread.lots[0].left_g) == ([], 4_000)
    assert bread.stops[0].status is StopStatus.PLANNED
    bread.collect_all()
    assert bread.beth.lines[0].collected_g is None


def test_too_little_of_a_lot_goes_to_the_older_claim(bread: Day) -> None:
    bread.report(happened("collected", bread.stops[0], at=bread.later(80), lots=[(bread.lots[0], 7.5)]))
    assert [one.lines[0].collected_g for one in (bread.bob[0], bread.beth)] == [6_000, 1_500]


def test_cold_food_must_be_measured_when_it_changes_hands(milk: Day) -> None:
    event = happened("collected", milk.stops[0], at=milk.later(80), lots=[(milk.lots[0], 10)])
    assert milk.report(event) == ["rejected"]
    assert milk.details == ["lots.0.temperature_c : mesurez la température de « Yaourts »."]
    milk.collect_all()
    assert milk.report(happened("delivered", milk.stops[1], at=milk.later(100))) == ["rejected"]


def test_chilled_food_that_is_too_warm_is_left_where_it_is_and_shown_to_the_coordinator(milk: Day) -> None:
    assert milk.report(happened("collected", milk.stops[0], at=milk.later(80), lots=[(milk.lots[0], 10, 7.5)])) == [
        "accepted"
    ]
    assert milk.details == ["« Yaourts » : trop chaud (7,5 °C). Ne le chargez pas."]
    assert (milk.bob[0].status, milk.bob[0].reason) == (ReservationStatus.FAILED, milk.details[0])
    assert (milk.lots[0].rest, milk.lots[0].left_g) == (RestStatus.FAILED, 0)
    flags = [(row.collected_g, row.flags) for row in milk.session.scalars(select(Collection))]
    assert flags == [(0, {"too_warm": 7.5})] * 2


def test_food_that_was_delivered_too_warm_is_recorded_and_flagged(milk: Day) -> None:
    milk.collect_all()
    assert milk.report(happened("delivered", milk.stops[1], at=milk.later(100), lots=[(milk.lots[0], 6, 9)])) == [
        "accepted"
    ]
    assert milk.bob[0].lines[0].delivered_g == 6_000
    collection = milk.session.scalars(select(Collection).where(Collection.line_id == milk.bob[0].lines[0].id)).one()
    assert collection.flags == {"delivered_too_warm": 9.0}


def test_food_past_its_use_by_day_is_not_delivered_and_goes_back(milk: Day) -> None:
    milk.collect_all()
    midnight = datetime.fromisoformat("2026-11-25T00:00:00+01:00")
    milk.at = midnight
    stop, lot = milk.stops[1], milk.lots[0]
    late = happened("delivered", stop, at=midnight, lots=[(lot, 6, 3)])
    assert milk.report(late) == ["rejected"]
    assert milk.details[0] is not None
    assert "la DLC est dépassée, il ne peut pas être livré" in milk.details[0]
    assert milk.report(happened("delivered", stop, at=midnight, lots=[(lot, 0)])) == ["accepted"]
    assert [carry.status for carry in milk.carries()] == [CarryStatus.RETURNED]
    assert milk.details == ["« Yaourts » : à rapporter."]
    just_before = happened("delivered", milk.stops[2], at=midnight - timedelta(seconds=1), lots=[(lot, 4, 3)])
    assert milk.report(just_before) == ["accepted"]


def test_what_is_weighed_at_a_stop_is_not_taken_from_a_line_that_now_rides_elsewhere(bread: Day) -> None:
    other = _replanned_away(bread)
    lots = [(bread.lots[0], 6.5)]
    assert bread.report(happened("collected", bread.stops[0], at=bread.later(80), lots=lots)) == ["accepted"]
    assert bread.bob[0].lines[0].collected_g == 6_500
    assert (bread.beth.status, other.stops[0].status) == (ReservationStatus.PLANNED, StopStatus.PLANNED)


def test_a_pickup_that_had_left_the_route_is_recorded_as_what_happened(bread: Day) -> None:
    other = _replanned_away(bread, whole_pickup=True)
    event = happened("collected", bread.stops[0], at=bread.later(80))
    assert bread.report(event) == ["accepted"]
    assert bread.details[0] is not None
    assert "n'était plus dans la tournée" in bread.details[0]
    assert bread.session.get_one(Report, event.event_id).off_route
    assert bread.beth.status is ReservationStatus.COLLECTED
    assert [stop.status for stop in other.stops] == [StopStatus.CANCELLED] * 2
    assert bread.session.scalars(select(Notice.account_id).where(Notice.kind == "report_off_route")).all() == [
        bread.people.dora.id
    ]


def test_who_loaded_at_a_stop_that_had_left_the_route_drives_and_the_food_is_planned_from_there(bread: Day) -> None:
    _replanned_away(bread, whole_pickup=True)
    assert bread.route.status is RouteStatus.ACCEPTED
    bread.report(happened("collected", bread.stops[0], at=bread.later(80)))
    on_board = lines_on_board(bread.session, "44", bread.route.day)
    assert on_board[bread.beth.lines[0].id] == (bread.route.id, bread.later(80))
    with pytest.raises(MoveNotAllowed):
        decline_route(bread.session, bread.route.id, by=bread.people.actor("charlie"), at=bread.later(90))


def test_who_only_arrived_at_a_stop_that_had_left_the_route_may_still_decline_it(bread: Day) -> None:
    _replanned_away(bread, whole_pickup=True)
    bread.report(happened("arrived", bread.stops[0], at=bread.later(80)))
    assert bread.route.status is RouteStatus.ACCEPTED


def test_a_delivery_that_had_left_the_route_counts_where_the_food_was_on_board(bread: Day) -> None:
    bread.collect_all()
    bread.stops[2].move_to(StopStatus.CANCELLED, at=bread.at, by=None)
    bread.stops[2].loads[0].status = StopStatus.CANCELLED
    assert bread.report(happened("delivered", bread.stops[2], at=bread.later(100))) == ["accepted"]
    assert (bread.beth.status, bread.stops[2].status) == (ReservationStatus.DELIVERED, StopStatus.DONE)


def test_reports_on_a_route_that_was_declined_are_kept_and_the_route_stays_declined(bread: Day) -> None:
    bread.route.move_to(RouteStatus.DECLINED, at=bread.at, by=None)
    bread.session.flush()
    event = happened("collected", bread.stops[0], at=bread.later(80))
    assert bread.report(event) == ["accepted"]
    assert (bread.route.status, bread.beth.status) == (RouteStatus.DECLINED, ReservationStatus.COLLECTED)
    assert bread.session.get_one(Report, event.event_id).off_route


def test_food_that_was_released_while_the_phone_was_offline_is_held_again_as_far_as_nobody_else_has_it(
    bread: Day,
) -> None:
    _release(bread)
    builders.a_reservation(bread.session, bread.lots[0], bread.people.association, kg=3)
    assert bread.report(happened("collected", bread.stops[0], at=bread.later(80))) == ["accepted"]
    line = bread.beth.lines[0]
    assert (bread.beth.status, line.quantity_g, line.collected_g) == (ReservationStatus.COLLECTED, 1_000, 4_000)
    assert bread.lots[0].reserved_g == bread.lots[0].quantity_g


def test_food_that_others_hold_by_now_is_only_recorded_and_shown(bread: Day) -> None:
    _release(bread)
    builders.a_reservation(bread.session, bread.lots[0], bread.people.association, kg=4)
    event = happened("collected", bread.stops[0], at=bread.later(80))
    assert bread.report(event) == ["accepted"]
    assert bread.beth.status is ReservationStatus.RELEASED
    assert bread.session.get_one(Report, event.event_id).off_route


def _release(bread: Day) -> None:
    bread.beth.lines[0].move_to(ReservationStatus.RELEASED)
    bread.beth.follow_lines(at=bread.at, by=None)
    bread.session.flush()


def _replanned_away(bread: Day, *, whole_pickup: bool = False) -> Route:
    """What planning again does when Beth's bread is to ride with somebody else."""
    moved: list[Reservation] = [bread.beth, *(bread.bob if whole_pickup else [])]
    lines = [line for reservation in moved for line in reservation.lines]
    for stop in bread.stops:
        for load in stop.loads:
            if load.line in lines:
                load.status = StopStatus.CANCELLED
        if all(load.status is StopStatus.CANCELLED for load in stop.loads):
            stop.move_to(StopStatus.CANCELLED, at=bread.at, by=None)
    for line in lines:
        line.move_to(ReservationStatus.ACTIVE)
    bread.session.flush()
    dan = builders.an_account(bread.session, "dan@example.org", role=Role.DRIVER)
    driver = builders.a_driver(bread.session, dan)
    return a_route(bread.session, driver, [bread.beth], starts=timedelta(hours=3))
