"""Rows that are read past the mapper: the same objects, of the same session, as the mapper would give."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.database.reading import Reading
from foodlink.domain.account import Account
from foodlink.domain.base import Base
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from tests.builders import a_lot, an_offer
from tests.people import People

_OFFER = select(Offer).where(Offer.id == bindparam("id")).execution_options(populate_existing=True)
_ACCOUNT = (
    select(Account.name, Account.role, Organisation)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(Account.id == bindparam("id"))
)


def _written(one: Base) -> dict[str, object]:
    return {column.key: getattr(one, column.key) for column in type(one).__table__.columns}


@pytest.fixture
def offer(session: Session, people: People, at: datetime) -> Offer:
    made = an_offer(session, people.bakery, by=people.alice, lots=[a_lot(use_by=at.date()), a_lot()])
    made.lots[0].allergens = ["gluten"]
    session.commit()
    return made


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize("kind", [Organisation, Offer, Lot])
def test_what_is_read_is_what_the_mapper_reads(session: Session, kind: type[Base]) -> None:
    by_mapper = {one.id: _written(one) for one in session.scalars(select(kind))}
    session.expunge_all()
    read = [one for (one,) in Reading(select(kind)).rows(session, {})]
    assert {one.id: _written(one) for one in read} == by_mapper
    assert all(type(_written(one)[name]) is type(value) for one in read for name, value in by_mapper[one.id].items())


def test_what_is_read_is_the_sessions_own(session: Session, offer: Offer) -> None:
    session.expunge_all()
    row = Reading(_OFFER).first(session, {"id": offer.id})
    assert row is not None
    assert row[0] is session.get(Offer, offer.id)
    assert len(row[0].lots) == 2
    row[0].title = "Pain rassis"
    session.commit()
    session.expunge_all()
    assert session.get_one(Offer, offer.id).title == "Pain rassis"


def test_an_object_that_the_session_knows_is_read_again_by_the_mapper(session: Session, offer: Offer) -> None:
    changed = Offer.__table__.update().values(title="Pain d'hier")
    session.connection().execute(changed)
    row = Reading(_OFFER).first(session, {"id": offer.id})
    assert row is not None
    assert row[0] is offer
    assert offer.title == "Pain d'hier"


def test_what_was_changed_is_written_before_it_is_read(session: Session, offer: Offer) -> None:
    offer.title = "Pain rassis"
    row = Reading(_OFFER).first(session, {"id": offer.id})
    assert row is not None
    assert row[0].title == "Pain rassis"


def test_columns_come_before_objects_and_an_outer_join_may_meet_none(session: Session, people: People) -> None:
    session.commit()
    session.expunge_all()
    asked = Reading(_ACCOUNT)
    alice, charlie = (asked.first(session, {"id": one.id}) for one in (people.alice, people.charlie))
    assert alice is not None
    assert charlie is not None
    assert (alice[0], alice[1], alice[2].name) == (people.alice.name, people.alice.role, people.bakery.name)
    assert (charlie[0], charlie[1], charlie[2]) == (people.charlie.name, people.charlie.role, None)


@pytest.mark.usefixtures("offer")
def test_one_object_of_many_rows_is_made_once(session: Session) -> None:
    session.expunge_all()
    rows = Reading(select(Lot.id, Offer).join(Offer, Offer.id == Lot.offer_id)).rows(session, {})
    assert len(rows) == 2
    assert rows[0][1] is rows[1][1]


def test_nothing_is_read_where_there_is_nothing(fresh_sessions: Sessions) -> None:
    with fresh_sessions() as session:
        assert Reading(select(Offer)).rows(session, {}) == []
        assert Reading(select(Offer)).first(session, {}) is None
