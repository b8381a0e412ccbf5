"""A lot is traced from its producer to the table and back, in one query (Regulation (EC) 178/2002, article 18)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from foodlink.domain.actor import Actor
from foodlink.domain.offer import Lot
from foodlink.queries.trace import TraceFilter, trace
from foodlink.services.erase_person import erase_person
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People


@pytest.fixture
def lot(session: Session, people: People, at: datetime) -> Lot:
    """Six kilos to Bob's, delivered; three to Beth's, refused at the door; one that nobody took."""
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    lot = offer.lots[0]
    held = [
        builders.a_reservation(session, lot, people.association, kg=6),
        builders.a_reservation(session, lot, people.other_association, kg=3),
    ]
    route = a_route(session, people.driver, held)
    moments = [at + timedelta(minutes=minutes) for minutes in (70, 90, 100)]
    events = [
        happened("collected", route.stops[0], at=moments[0]),
        happened("delivered", route.stops[1], at=moments[1]),
        happened("refused", route.stops[2], at=moments[2], note="Plein"),
    ]
    report_events(session, route.id, events=events, by=people.actor("charlie"), at=moments[2])
    return lot


def test_a_lot_is_traced_to_each_of_its_receivers_in_one_query(
    session: Session, people: People, lot: Lot, shared_engine: Engine
) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    asked, dora = TraceFilter(lot_id=lot.id), people.actor("dora")
    event.listen(shared_engine, "before_cursor_execute", note)
    rows = trace(session, asked, by=dora)
    event.remove(shared_engine, "before_cursor_execute", note)
    assert len([one for one in statements if not one.startswith("SAVEPOINT")]) == 1
    shown = [(row["producer"], row["association"], row["collected_g"], row["delivered_g"]) for row in rows]
    assert shown == [
        ("Boulangerie Alice", "Les Amis de Bob", 6_000, 6_000),
        ("Boulangerie Alice", "La Table de Beth", 3_000, None),
    ]
    assert (rows[1]["not_handed_over_g"], rows[1]["not_handed_over_status"].value) == (3_000, "on_board")
    assert {row["driver_id"] for row in rows} == {people.charlie.id}


@pytest.mark.usefixtures("lot")
def test_what_an_organisation_gave_or_received_on_a_day(session: Session, people: People) -> None:
    day = date(2026, 11, 24)
    dora = people.actor("dora")
    for organisation, lines in ((people.bakery, 2), (people.association, 1), (people.other_association, 1)):
        wanted = TraceFilter(organisation_id=organisation.id, since=day, until=day)
        assert len(trace(session, wanted, by=dora)) == lines
    tomorrow = TraceFilter(organisation_id=people.bakery.id, since=day + timedelta(days=1))
    assert trace(session, tomorrow, by=dora) == []


@pytest.mark.parametrize(("who", "lines"), [("alice", 2), ("bob", 1), ("admin", 2), ("stella", 0), ("charlie", 0)])
def test_each_sees_only_its_own_part(session: Session, people: People, lot: Lot, who: str, lines: int) -> None:
    assert len(trace(session, TraceFilter(lot_id=lot.id), by=people.actor(who))) == lines


def test_the_trace_stays_whole_when_the_driver_is_erased(
    session: Session, people: People, lot: Lot, at: datetime
) -> None:
    erase_person(session, people.charlie.id, by=Actor.of(people.admin), at=at)
    rows = trace(session, TraceFilter(lot_id=lot.id), by=people.actor("dora"))
    assert {row["driver_id"] for row in rows} == {people.charlie.id}
