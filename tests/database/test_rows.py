"""Rows that the commit writes: all of them with the events, or none."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foodlink.database.rows import insert_at_commit, update_at_commit
from foodlink.domain.draft import LotDraft, OfferDraft
from foodlink.domain.event import Event
from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.services.post import new_lot, post_offer
from tests.builders import a_lot, an_offer
from tests.people import People

BREAD = LotDraft(Category.BAKERY, "Pain", 1_000, Temperature.AMBIENT)


def _one_more_lot(session: Session, offer: Offer) -> Lot:
    """A lot of that offer which the commit is to write."""
    new = vars(new_lot(BREAD, offer.id, position=1)).copy()
    return insert_at_commit(session, Lot, **{column.key: new.get(column.key) for column in Lot.__table__.columns})


def test_what_is_read_back_is_what_was_written(session: Session, people: People, at: datetime) -> None:
    draft = OfferDraft("Pain", at, at.replace(hour=18), [BREAD, BREAD], notes="Sonner")
    offer = post_offer(session, draft, by=people.actor("alice"), at=at)
    written = {column.key: getattr(offer, column.key) for column in Offer.__table__.columns}
    lots = [{column.key: getattr(lot, column.key) for column in Lot.__table__.columns} for lot in offer.lots]
    session.expire_all()
    assert {column.key: getattr(offer, column.key) for column in Offer.__table__.columns} == written
    assert [{column.key: getattr(lot, column.key) for column in Lot.__table__.columns} for lot in offer.lots] == lots


def test_a_row_that_the_database_forbids_keeps_all_others_out(session: Session, people: People) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    session.commit()
    events = session.scalar(select(func.count()).select_from(Event))
    _one_more_lot(session, offer)
    offer.lots[0].reserved_g = 10_001
    update_at_commit(session, offer.lots[0])
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Lot)) == 1
    assert session.scalar(select(func.count()).select_from(Event)) == events


def test_what_is_rolled_back_is_not_written_by_the_next_commit(session: Session, people: People) -> None:
    offer = an_offer(session, people.bakery, by=people.alice, lots=[a_lot()])
    session.commit()
    _one_more_lot(session, offer)
    session.rollback()
    session.commit()
    assert session.scalar(select(func.count()).select_from(Lot)) == 1


def test_a_change_that_the_commit_writes_is_one_version_later_and_not_written_by_the_mapper_again(
    session: Session, people: People
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    session.commit()
    version = offer.version
    offer.title = "Brioches"
    update_at_commit(session, offer)
    assert not session.dirty
    session.commit()
    session.expire_all()
    assert (offer.title, offer.version) == ("Brioches", version + 1)


def test_what_did_not_change_is_not_written(session: Session, people: People) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    session.commit()
    version = offer.version
    update_at_commit(session, offer)
    session.commit()
    session.expire_all()
    assert offer.version == version
