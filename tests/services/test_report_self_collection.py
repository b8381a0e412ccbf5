"""An association fetches its food itself: it or the producer says so, and what is collected is delivered too."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.errors import Conflict, Forbidden, NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import RestStatus
from foodlink.domain.reservation import Reservation, Transport
from foodlink.domain.route import Collection, Report
from foodlink.services.report_self_collection import report_self_collection
from tests import builders
from tests.driving import happened
from tests.people import People


@pytest.fixture
def reservation(session: Session, people: People) -> Reservation:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    return builders.a_reservation(session, offer.lots[0], people.association, kg=6, transport=Transport.SELF)


@pytest.mark.parametrize("who", ["bob", "alice", "dora"])
def test_what_is_collected_is_delivered_too(
    session: Session, people: People, reservation: Reservation, at: datetime, who: str
) -> None:
    event = happened("collected", None, at=at)
    answer = report_self_collection(session, reservation.id, events=[event], by=people.actor(who), at=at)
    assert [result.status.value for result in answer.results] == ["accepted"]
    assert answer.reservation.status.value == "delivered"
    collection = session.scalars(select(Collection)).one()
    assert (collection.collected_g, collection.delivered_g, collection.route_id) == (6_000, 6_000, None)
    assert session.get_one(Report, event.event_id).reservation_id == reservation.id


def test_an_event_counts_once(session: Session, people: People, reservation: Reservation, at: datetime) -> None:
    event = happened("collected", None, at=at, lots=[(reservation.lines[0].lot, 5.5)])
    for expected in (["accepted", "duplicate"], ["duplicate", "duplicate"]):
        answer = report_self_collection(session, reservation.id, events=[event] * 2, by=people.actor("bob"), at=at)
        assert [result.status.value for result in answer.results] == expected
    moves = session.scalars(select(Event.new).where(Event.subject_id == reservation.id)).all()
    assert (moves, reservation.lines[0].delivered_g) == (["collected", "delivered"], 5_500)


def test_an_association_that_found_nothing_ends_the_lot(
    session: Session, people: People, reservation: Reservation, at: datetime
) -> None:
    event = happened("failed", None, at=at, note="Fermé")
    report_self_collection(session, reservation.id, events=[event], by=people.actor("bob"), at=at)
    lot = reservation.lines[0].lot
    assert (reservation.status.value, lot.rest, lot.left_g) == ("failed", RestStatus.FAILED, 0)


def test_a_producer_to_whom_nobody_came_still_has_the_food(
    session: Session, people: People, reservation: Reservation, at: datetime
) -> None:
    event = happened("failed", None, at=at, note="Personne n'est venu")
    report_self_collection(session, reservation.id, events=[event], by=people.actor("alice"), at=at)
    lot = reservation.lines[0].lot
    assert (reservation.status.value, lot.rest, lot.left_g) == ("failed", RestStatus.OPEN, 10_000)


def test_a_failure_needs_a_note_and_a_delivery_is_not_reported_here(
    session: Session, people: People, reservation: Reservation, at: datetime
) -> None:
    events = [happened("failed", None, at=at), happened("delivered", None, at=at)]
    answer = report_self_collection(session, reservation.id, events=events, by=people.actor("bob"), at=at)
    assert [result.status.value for result in answer.results] == ["rejected", "rejected"]
    assert reservation.status.value == "active"


def test_only_those_concerned_report_and_only_where_no_driver_does(
    session: Session, people: People, reservation: Reservation, at: datetime
) -> None:
    with pytest.raises(NotFound):
        report_self_collection(session, reservation.id, events=[], by=people.actor("beth"), at=at)
    with pytest.raises(Forbidden):
        report_self_collection(session, reservation.id, events=[], by=people.actor("charlie"), at=at)
    brought = builders.a_reservation(session, reservation.lines[0].lot, people.association, kg=1)
    with pytest.raises(Conflict):
        report_self_collection(session, brought.id, events=[], by=people.actor("bob"), at=at)
