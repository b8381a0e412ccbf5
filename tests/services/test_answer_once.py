"""Answers that are given once, when two ask at once and when the process dies."""

from __future__ import annotations

from datetime import datetime

import pytest

from foodlink.database.engine import Sessions
from foodlink.database.joined import JoinedTransaction
from foodlink.domain.draft import LotDraft, OfferDraft
from foodlink.domain.errors import Conflict
from foodlink.domain.offer import Category, Offer, Temperature
from foodlink.domain.operation import IdempotentAnswer
from foodlink.services.answer_once import Asked, first_answer, keep_answer
from foodlink.services.post import post_offer
from tests.people import the_people


def test_while_the_first_still_runs_the_second_is_refused_and_nothing_is_there_until_all_is(
    fresh_sessions: Sessions, at: datetime
) -> None:
    with fresh_sessions() as session:
        people = the_people(session)
        session.commit()
    asked = Asked(people.alice.id, "k", "/api/v1/offers", b"0" * 32)
    lots = [LotDraft(Category.BAKERY, "Pain", 1_000, Temperature.AMBIENT)]
    draft = OfferDraft("Pain", at, at.replace(hour=18), lots)

    first = JoinedTransaction(fresh_sessions)
    assert first_answer(first.session, asked, at=at) is None
    offer = post_offer(first.session, draft, by=people.actor("alice"), at=at)
    second = JoinedTransaction(fresh_sessions)
    with pytest.raises(Conflict):
        first_answer(second.session, asked, at=at)
    with fresh_sessions() as session:
        assert session.get(Offer, offer.id) is None
    second.close()

    keep_answer(first, asked, status=201, headers={}, body={"id": str(offer.id)}, at=at)
    first.close()
    third = JoinedTransaction(fresh_sessions)
    kept = first_answer(third.session, asked, at=at)
    assert kept is not None
    assert kept.body == {"id": str(offer.id)}
    third.close()
    with fresh_sessions() as session:
        assert session.get(Offer, offer.id) is not None


def test_what_dies_before_its_answer_is_kept_leaves_nothing(fresh_sessions: Sessions, at: datetime) -> None:
    with fresh_sessions() as session:
        people = the_people(session)
        session.commit()
    asked = Asked(people.alice.id, "k", "/api/v1/offers", b"0" * 32)
    lots = [LotDraft(Category.BAKERY, "Pain", 1_000, Temperature.AMBIENT)]
    dying = JoinedTransaction(fresh_sessions)
    first_answer(dying.session, asked, at=at)
    draft = OfferDraft("Pain", at, at.replace(hour=18), lots)
    offer = post_offer(dying.session, draft, by=people.actor("alice"), at=at)
    dying.close()
    with fresh_sessions() as session:
        assert session.get(Offer, offer.id) is None
        assert session.get(IdempotentAnswer, (people.alice.id, "k")) is None
