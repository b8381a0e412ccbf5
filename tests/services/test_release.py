"""Giving back and withdrawing what is planned: it leaves its route at once, is planned again, and those concerned are told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.event import Event
from foodlink.domain.handover import ResultStatus
from foodlink.domain.lifecycle import OfferStatus, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.notice import Notice
from foodlink.domain.reservation import Reservation, Transport
from foodlink.domain.route import Route
from foodlink.services.amend import OfferChanges, amend_offer
from foodlink.services.release import release_reservation
from foodlink.services.report_events import report_events
from foodlink.services.report_self_collection import report_self_collection
from foodlink.services.reserve import LotQuantity, reserve_lots
from foodlink.services.withdraw import withdraw_offer
from tests.builders import a_reservation, an_offer
from tests.driving import a_route, happened
from tests.people import People


@pytest.fixture
def asked(session: Session) -> list[jobs.Job]:
    """The jobs that are asked for, as they are handed over."""
    found: list[jobs.Job] = []
    session.info[jobs.DEFER] = lambda _session, some: found.extend(some)
    return found


@pytest.fixture
def planned(session: Session, people: People) -> tuple[Reservation, Route]:
    """Bob's five kilos of Alice's bread, on Charlie's route."""
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    return reservation, a_route(session, people.driver, [reservation])


def who_was_told(session: Session, kind: str) -> set[object]:
    return set(session.scalars(select(Notice.account_id).where(Notice.kind == kind)))


def test_giving_back_what_is_planned_plans_the_day_again_and_tells_the_producer_and_the_driver(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    release_reservation(session, reservation.id, by=people.actor("bob"), at=at, reason="Frigo plein")
    assert (reservation.status, reservation.reason) == (ReservationStatus.RELEASED, "Frigo plein")
    assert reservation.offer.status is OfferStatus.OPEN
    assert [(job.name, job.arguments) for job in asked] == [("replan_day", {"territory": "44", "day": "2026-11-24"})]
    assert who_was_told(session, "reservation_released") == {people.alice.id, people.charlie.id}


def test_withdrawing_what_is_planned_plans_the_day_again_and_tells_the_association_and_the_driver(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    withdraw_offer(session, reservation.offer_id, reason=None, by=people.actor("alice"), at=at)
    assert [job.name for job in asked] == ["replan_day"]
    assert who_was_told(session, "offer_withdrawn") == {people.bob.id, people.charlie.id}


def test_changing_what_is_planned_plans_the_day_again_and_tells_the_association(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    changes = OfferChanges(fields={"notes": "Sonner deux fois"})
    amend_offer(session, reservation.offer_id, changes=changes, by=people.actor("alice"), at=at)
    assert [job.name for job in asked] == ["replan_day"]
    assert who_was_told(session, "offer_changed") == {people.bob.id}


def test_what_is_on_no_route_is_given_back_without_planning(
    session: Session, people: People, asked: list[jobs.Job], at: datetime
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    release_reservation(session, reservation.id, by=people.actor("bob"), at=at)
    assert asked == []


IN_FORCE = pytest.mark.parametrize("status", [RouteStatus.PROPOSED, RouteStatus.ACCEPTED, RouteStatus.UNDER_WAY])


def on_stops(route: Route) -> list[tuple[StopStatus, list[StopStatus]]]:
    return [(stop.status, [load.status for load in stop.loads]) for stop in route.stops]


@IN_FORCE
def test_what_is_given_back_leaves_its_route_at_once_and_the_rest_of_it_stays(
    session: Session, people: People, at: datetime, status: RouteStatus
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    given_back = a_reservation(session, offer.lots[0], people.association)
    kept = a_reservation(session, offer.lots[0], people.other_association)
    route = a_route(session, people.driver, [given_back, kept], status=status)
    version = route.version

    release_reservation(session, given_back.id, by=people.actor("bob"), at=at)

    gone, planned = StopStatus.CANCELLED, StopStatus.PLANNED
    assert on_stops(route) == [(planned, [gone, planned]), (gone, [gone]), (planned, [planned])]
    assert (route.status, route.version) == (status, version + 1)
    log = session.scalars(select(Event).where(Event.subject_id == route.id)).all()
    assert [(one.new, one.data) for one in log] == [("changed", {"version": version + 1})]


@IN_FORCE
def test_what_is_withdrawn_leaves_its_route_at_once(
    session: Session, people: People, at: datetime, status: RouteStatus
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    claims = [a_reservation(session, offer.lots[0], one) for one in (people.association, people.other_association)]
    route = a_route(session, people.driver, claims, status=status)

    withdraw_offer(session, offer.id, reason="Vendu", by=people.actor("alice"), at=at)

    assert {stop.status for stop in route.stops} == {StopStatus.CANCELLED}
    assert {load.status for stop in route.stops for load in stop.loads} == {StopStatus.CANCELLED}


def test_what_was_given_back_and_promised_to_another_is_not_fetched_by_the_driver(
    session: Session, people: People, at: datetime
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    given_back = a_reservation(session, offer.lots[0], people.association, kg=6)
    kept = a_reservation(session, offer.lots[0], people.other_association, kg=4)
    route = a_route(session, people.driver, [given_back, kept], status=RouteStatus.UNDER_WAY)

    release_reservation(session, given_back.id, by=people.actor("bob"), at=at)
    wanted = [LotQuantity(offer.lots[0].id, 6_000)]
    beth = people.actor("beth")
    fetched = reserve_lots(session, offer.id, lots=wanted, transport=Transport.SELF, by=beth, at=at)
    report_self_collection(session, fetched.id, events=[happened("collected", None, at=at)], by=beth, at=at)
    pickup, *doors = route.stops
    events = [happened("collected", pickup, at=at), *(happened("delivered", door, at=at) for door in doors)]
    report = report_events(session, route.id, events=events, by=people.actor("charlie"), at=at)

    lines = [(one.status, one.lines[0].delivered_g) for one in (given_back, kept, fetched)]
    assert lines == [
        (ReservationStatus.RELEASED, None),
        (ReservationStatus.DELIVERED, 4_000),
        (ReservationStatus.DELIVERED, 6_000),
    ]
    accepted, rejected = ResultStatus.ACCEPTED, ResultStatus.REJECTED
    assert [result.status for result in report.results] == [accepted, rejected, accepted]
    assert report.route.status is RouteStatus.DONE


def test_a_stop_at_which_the_driver_stands_ends_with_the_last_that_was_to_be_loaded_there(
    session: Session, people: People, planned: tuple[Reservation, Route], at: datetime
) -> None:
    reservation, route = planned
    charlie = people.actor("charlie")
    report_events(session, route.id, events=[happened("arrived", route.stops[0], at=at)], by=charlie, at=at)

    release_reservation(session, reservation.id, by=people.actor("bob"), at=at + timedelta(minutes=1))

    assert [stop.status for stop in route.stops] == [StopStatus.CANCELLED, StopStatus.CANCELLED]
