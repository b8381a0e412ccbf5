"""Notices: those concerned are told, once each, and mark what they have read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.notice import Notice
from foodlink.ids import new_id
from foodlink.queries.persons import accounts_of, coordinators_of, unread_notices
from foodlink.services.notices import mark_read, tell
from tests.people import People


def test_those_concerned_are_told_once_each(session: Session, people: People, at: datetime) -> None:
    offer = new_id()
    tell(session, [people.bob.id, None, people.beth.id, people.bob.id], "offer_withdrawn", {"offer_id": offer}, at=at)
    session.commit()
    told = session.scalars(select(Notice)).all()
    assert {notice.account_id for notice in told} == {people.bob.id, people.beth.id}
    assert len(told) == 2
    assert [notice.facts for notice in told] == [{"offer_id": str(offer)}] * 2


def test_a_moment_among_the_facts_keeps_its_offset(session: Session, people: People, at: datetime) -> None:
    tell(session, [people.bob.id], "eta_moved", {"eta": at, "kg": 3}, at=at)
    session.commit()
    assert session.scalars(select(Notice.facts)).one() == {"eta": "2026-11-24T07:30:00+00:00", "kg": 3}


def test_one_marks_only_ones_own_notices_as_read(session: Session, people: People, at: datetime) -> None:
    tell(session, [people.bob.id, people.beth.id], "offer_withdrawn", {}, at=at)
    assert mark_read(session, notice_ids=None, by=people.actor("bob"), at=at) == 1
    assert unread_notices(session, people.bob.id) == 0
    assert unread_notices(session, people.beth.id) == 1


def test_a_notice_of_another_is_not_marked_although_it_is_named(session: Session, people: People, at: datetime) -> None:
    tell(session, [people.beth.id], "offer_withdrawn", {}, at=at)
    session.flush()
    notice = session.scalars(select(Notice.id)).one()
    assert mark_read(session, notice_ids=[notice], by=people.actor("bob"), at=at) == 0
    assert unread_notices(session, people.beth.id) == 1


def test_the_accounts_of_an_organisation_and_the_coordinators_of_a_territory(session: Session, people: People) -> None:
    assert accounts_of(session, [people.association.id]) == [people.bob.id]
    assert coordinators_of(session, "44") == [people.dora.id]
    assert coordinators_of(session, "72") == []
