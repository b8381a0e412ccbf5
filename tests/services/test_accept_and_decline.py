"""A proposed route is accepted, declined, or given up on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Forbidden, MoveNotAllowed, NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import CarryStatus, RouteStatus, StopStatus
from foodlink.domain.notice import Notice
from foodlink.domain.reservation import Carry, Reservation
from foodlink.domain.route import Route
from foodlink.services.accept_route import accept_route
from foodlink.services.decline_route import cancel_route, decline_route
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People


@pytest.fixture
def reservation(session: Session, people: People) -> Reservation:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    return builders.a_reservation(session, offer.lots[0], people.association, kg=10)


@pytest.fixture
def route(session: Session, people: People, reservation: Reservation) -> Route:
    return a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED)


def test_an_accepted_route_may_be_accepted_again_without_a_second_event(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    for _ in range(2):
        assert accept_route(session, route.id, by=people.actor("charlie"), at=at).status is RouteStatus.ACCEPTED
    assert session.scalars(select(Event.new).where(Event.subject_id == route.id)).all() == ["accepted"]
    assert (route.accepted_at, people.driver.last_heard_at) == (at, at)


def test_a_declined_route_leaves_its_food_to_be_planned_again(
    session: Session, people: People, route: Route, reservation: Reservation, at: datetime
) -> None:
    assert reservation.offer.status.value == "planned"
    decline_route(session, route.id, reason="Grippe", by=people.actor("charlie"), at=at)
    assert (route.status, route.reason) == (RouteStatus.DECLINED, "Grippe")
    assert {stop.status for stop in route.stops} == {StopStatus.CANCELLED}
    assert (reservation.status.value, reservation.offer.status.value) == ("active", "reserved")
    told = set(session.scalars(select(Notice.account_id).where(Notice.kind == "route_declined")))
    assert told == {people.alice.id, people.bob.id, people.dora.id}
    logged = session.execute(select(Event.new, Event.reason).where(Event.subject_id == route.id)).one()
    assert tuple(logged) == ("declined", "Grippe")


def test_a_declined_route_stays_declined(session: Session, people: People, route: Route, at: datetime) -> None:
    decline_route(session, route.id, by=people.actor("charlie"), at=at)
    assert decline_route(session, route.id, by=people.actor("charlie"), at=at).status is RouteStatus.DECLINED
    with pytest.raises(MoveNotAllowed):
        accept_route(session, route.id, by=people.actor("charlie"), at=at)


def test_another_drivers_route_is_not_found_and_others_may_never(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    dan = Actor.of(builders.an_account(session, "dan@example.org", role=Role.DRIVER))
    with pytest.raises(NotFound):
        accept_route(session, route.id, by=dan, at=at)
    with pytest.raises(Forbidden):
        decline_route(session, route.id, by=people.actor("alice"), at=at)
    assert accept_route(session, route.id, by=people.actor("dora"), at=at).status is RouteStatus.ACCEPTED
    assert people.driver.last_heard_at is None


def test_a_route_under_way_cannot_be_declined_but_given_up(
    session: Session, people: People, route: Route, reservation: Reservation, at: datetime
) -> None:
    charlie = people.actor("charlie")
    later = at + timedelta(hours=2)
    collected = happened("collected", route.stops[0], at=later)
    report_events(session, route.id, events=[collected], by=charlie, at=later)
    with pytest.raises(MoveNotAllowed):
        decline_route(session, route.id, by=charlie, at=later)
    cancel_route(session, route.id, reason="Panne", by=charlie, at=later)
    assert [stop.status for stop in route.stops] == [StopStatus.DONE, StopStatus.CANCELLED]
    assert (route.status, reservation.status.value) == (RouteStatus.CANCELLED, "failed")
    carry = session.scalars(select(Carry)).one()
    assert (carry.status, carry.quantity_g) == (CarryStatus.RETURNED, 10_000)


def test_a_breakdown_before_the_first_pickup_loses_nothing(
    session: Session, people: People, route: Route, reservation: Reservation, at: datetime
) -> None:
    charlie = people.actor("charlie")
    report_events(session, route.id, events=[happened("arrived", route.stops[0], at=at)], by=charlie, at=at)
    cancel_route(session, route.id, reason="Panne", by=charlie, at=at)
    assert (route.status, reservation.status.value) == (RouteStatus.CANCELLED, "active")
