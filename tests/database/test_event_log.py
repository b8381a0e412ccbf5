"""The log of events: append-only, numbered in order of commit, written with what it tells of."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain import event
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus
from tests import builders
from tests.builders import MORNING
from tests.people import People, the_people


def test_a_change_of_state_leaves_one_event_with_its_commit(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    offer.move_to(OfferStatus.WITHDRAWN, at=MORNING, by=people.alice.id, reason="four en panne")
    session.commit()
    row = session.scalars(select(Event).where(Event.subject_id == offer.id)).one()
    assert (row.noun, row.old, row.new, row.by, row.reason) == (
        "offer",
        "open",
        "withdrawn",
        people.alice.id,
        "four en panne",
    )


def test_what_is_rolled_back_leaves_no_event(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    session.commit()
    offer.move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None)
    session.rollback()
    session.commit()
    assert session.scalars(select(Event).where(Event.subject_id == offer.id)).all() == []


def test_a_savepoint_that_is_taken_back_takes_only_its_own_events(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    event.record(offer, "kept", at=MORNING, by=None, territory="44")
    savepoint = session.begin_nested()
    event.record(offer, "taken_back", at=MORNING, by=None, territory="44")
    savepoint.rollback()
    session.commit()
    assert session.scalars(select(Event.new).where(Event.subject_id == offer.id)).all() == ["kept"]


@pytest.mark.parametrize("change", ["update events set new = 'x'", "delete from events", "truncate events"])
def test_the_log_cannot_be_changed(session: Session, people: People, change: str) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    offer.move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None)
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


def test_numbers_grow_in_order_of_commit_whichever_transaction_began_first(fresh_sessions: Sessions) -> None:
    with fresh_sessions() as setup:
        people = the_people(setup)
        first, second = (builders.an_offer(setup, people.bakery, by=people.alice, title=title) for title in ("1", "2"))
        setup.commit()
    with fresh_sessions() as early, fresh_sessions() as late:
        early.merge(first).move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None)
        early.flush()
        late.merge(second).move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None)
        late.commit()
        early.commit()
    with fresh_sessions() as reader:
        rows = reader.execute(select(Event.subject_id).order_by(Event.id)).scalars().all()
    assert rows == [second.id, first.id]
