"""A phone with a bad connection sends its batch twice at once: each event still counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select

from foodlink.database.engine import Sessions
from foodlink.domain.event import Event
from foodlink.domain.handover import ReportedEvent
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Collection, Report
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import the_people


def test_the_same_batch_from_four_threads_counts_once(fresh_sessions: Sessions, at: datetime) -> None:
    with fresh_sessions() as setup:
        people = the_people(setup)
        offer = builders.an_offer(setup, people.bakery, by=people.alice)
        reservation = builders.a_reservation(setup, offer.lots[0], people.association, kg=10)
        route = a_route(setup, people.driver, [reservation])
        batch = [
            happened("arrived", route.stops[0], at=at + timedelta(minutes=60)),
            happened("collected", route.stops[0], at=at + timedelta(minutes=61), lots=[(offer.lots[0], 9)]),
            happened("delivered", route.stops[1], at=at + timedelta(minutes=90)),
        ]
    charlie = people.actor("charlie")

    def send(events: list[ReportedEvent]) -> list[str]:
        with fresh_sessions() as session:
            answer = report_events(session, route.id, events=events, by=charlie, at=at + timedelta(hours=2))
        return [result.status.value for result in answer.results]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, [batch, batch[::-1], batch, batch + batch]))
    statuses = [status for answer in answers for status in answer]
    assert (statuses.count("accepted"), statuses.count("duplicate")) == (3, 12)
    with fresh_sessions() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 3
        assert session.scalars(select(Collection.delivered_g)).all() == [9_000]
        moves = session.scalars(select(Event.new).where(Event.subject_id == reservation.id).order_by(Event.id)).all()
        assert moves == ["planned", "collected", "delivered"]
        assert session.get_one(Reservation, reservation.id).status.value == "delivered"
