"""Whatever a phone sends, in whatever order and however often: the day ends the same, and no gram is made or lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foodlink.domain.handover import ReportedEvent
from foodlink.domain.offer import Lot
from foodlink.domain.reservation import Carry, Reservation
from foodlink.domain.route import Route
from foodlink.ids import new_id
from foodlink.services.report_events import report_events
from tests import builders
from tests.builders import MORNING
from tests.driving import a_route, happened
from tests.people import People, the_people

KG = st.one_of(st.none(), st.integers(7, 14))  # something for each line: what was never there cannot be refused
AT_THE_DOOR = st.sampled_from(["delivered", "refused", "failed", "part", None])


class Day:
    """Two offers for two associations on one route, with a phone that knows what happened."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.people: People = the_people(session)
        farm = builders.a_producer(session, "Ferme d'Alix")
        self.lots: list[Lot] = []
        for producer in (self.people.bakery, farm):
            lots = [builders.a_lot(kg=12), builders.a_lot(kg=7, position=1)]
            builders.an_offer(session, producer, by=self.people.alice, lots=lots)
            self.lots += lots
        shares = [(0, self.people.association, 6), (0, self.people.other_association, 4)]
        shares += [
            (1, self.people.association, 7),
            (2, self.people.association, 5),
            (3, self.people.other_association, 2),
        ]
        self.reservations: list[Reservation] = [
            builders.a_reservation(session, self.lots[lot], receiver, kg=kg) for lot, receiver, kg in shares
        ]
        self.route: Route = a_route(session, self.people.driver, self.reservations)

    def events(self, weights: list[int | None], doors: list[str | None]) -> list[ReportedEvent]:
        pickups, deliveries = self.route.stops[:2], self.route.stops[2:]
        sent = []
        for index, stop in enumerate(pickups):
            lot, kg = stop.loads[0].line.lot, weights[index]
            sent.append(happened("arrived", stop, at=later(60 + 10 * index)))
            sent.append(
                happened("collected", stop, at=later(65 + 10 * index), lots=None if kg is None else [(lot, kg)])
            )
        for index, (stop, door) in enumerate(zip(deliveries, doors, strict=True)):
            when, lot = later(100 + 10 * index), stop.loads[0].line.lot
            if door == "part":
                sent.append(happened("delivered", stop, at=when, lots=[(lot, 1)]))
            elif door is not None:
                sent.append(happened(door, stop, at=when, note="voilà"))
        return sent

    def send(self, events: list[ReportedEvent]) -> list[str]:
        at = MORNING + timedelta(hours=4)
        answer = report_events(self.session, self.route.id, events=events, by=self.people.actor("charlie"), at=at)
        return [result.status.value for result in answer.results]

    def outcome(self) -> list[object]:
        carries = self.session.scalars(select(Carry).order_by(Carry.quantity_g, Carry.id))
        return [
            self.route.status,
            [(stop.status, stop.ended_at, [load.status for load in stop.loads]) for stop in self.route.stops],
            [(line.status, line.collected_g, line.delivered_g) for one in self.reservations for line in one.lines],
            [one.status for one in self.reservations],
            [(lot.reserved_g, lot.rest, lot.offer.status) for lot in self.lots],
            [(carry.quantity_g, carry.status) for carry in carries],
        ]

    def check_kilos(self) -> None:
        self.session.expire_all()
        for lot in self.lots:
            held = sum(line.quantity_g for line in lot.lines if line.holds or line.collected_g is not None)
            assert lot.reserved_g == held
            assert lot.quantity_g >= held
        for reservation in self.reservations:
            for line in reservation.lines:
                carried = sum(carry.quantity_g for carry in line.lot.carries if carry.refused_line_id == line.id)
                assert (line.delivered_g or 0) + carried <= (line.collected_g or 0)


def later(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


@contextmanager
def a_day(engine: Engine) -> Iterator[Day]:
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield Day(session)
        outer.rollback()


def again(event: ReportedEvent) -> ReportedEvent:
    """The same event as another day's phone would send it."""
    return ReportedEvent(new_id(), event.kind, event.at, event.stop_id, event.lots, event.note)


@settings(max_examples=6, phases=[Phase.generate])
@given(
    weights=st.lists(KG, min_size=2, max_size=2), doors=st.lists(AT_THE_DOOR, min_size=2, max_size=2), data=st.data()
)
def test_any_order_and_repetition_in_any_batches_ends_the_same_and_keeps_the_kilos(
    shared_engine: Engine, weights: list[int | None], doors: list[str | None], data: st.DataObject
) -> None:
    with a_day(shared_engine) as straight:
        assert set(straight.send(straight.events(weights, doors))) == {"accepted"}
        straight.check_kilos()
        expected = straight.outcome()
    with a_day(shared_engine) as shuffled:
        events = shuffled.events(weights, doors)
        sent = data.draw(st.permutations(events + events[:: data.draw(st.integers(1, 3))]))
        cut = data.draw(st.integers(0, len(sent)))
        statuses = shuffled.send(sent[:cut]) + shuffled.send(sent[cut:])
        assert statuses.count("accepted") == len(events)
        assert "rejected" not in statuses
        shuffled.check_kilos()
        assert shuffled.outcome() == expected
