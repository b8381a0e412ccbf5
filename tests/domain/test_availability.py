"""What of an offer can still be taken, and by whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain import availability
from foodlink.domain.availability import Availability
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Lot, Temperature
from tests import builders
from tests.builders import MORNING
from tests.people import People


def _announced(session: Session, people: People, lot: Lot) -> Availability:
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[lot])
    availability.announce(offer, "opened", at=MORNING, by=people.alice.id)
    session.commit()
    row = session.scalars(select(Event).where(Event.offer_id == offer.id)).one()
    assert (row.new, row.noun, row.territory) == ("availability.opened", "offer", "44")
    assert row.data is not None
    return availability.remembered(offer.id, row.data, territory="44", at=row.at)


def test_an_association_can_take_what_is_left_of_a_live_offer(session: Session, people: People) -> None:
    seen = _announced(session, people, builders.a_lot(kg=12.5))
    assert seen.live
    assert [lot.left_g for lot in seen.lots] == [12_500]
    assert availability.takeable(seen, people.association, MORNING)


def test_nobody_can_take_it_once_its_window_is_over(session: Session, people: People) -> None:
    seen = _announced(session, people, builders.a_lot())
    assert availability.takeable(seen, people.association, seen.available_until - timedelta(seconds=1))
    assert not availability.takeable(seen, people.association, seen.available_until)


def test_an_association_without_a_cold_store_cannot_take_frozen_food(session: Session, people: People) -> None:
    seen = _announced(session, people, builders.a_lot(temperature=Temperature.FROZEN))
    assert availability.takeable(seen, people.association, MORNING)
    people.association.storage_frozen_g = 0
    assert not availability.takeable(seen, people.association, MORNING)


def test_what_is_pinned_to_one_association_is_for_no_other(session: Session, people: People) -> None:
    other = builders.an_association(session, "Les Autres")
    lot = builders.a_lot()
    lot.pinned_association_id = other.id
    seen = _announced(session, people, lot)
    assert availability.takeable(seen, other, MORNING)
    assert not availability.takeable(seen, people.association, MORNING)


def test_a_use_by_date_is_judged_from_when_the_food_can_first_be_fetched(session: Session, people: People) -> None:
    lot = builders.a_lot(use_by=date(2026, 11, 26))  # 48 h before its end is the 24th, 23:00 UTC
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[lot], starts=timedelta(days=1))
    availability.announce(offer, "opened", at=MORNING, by=None)
    session.commit()
    row = session.scalars(select(Event).where(Event.offer_id == offer.id)).one()
    seen = availability.remembered(offer.id, row.data or {}, territory="44", at=row.at)
    assert not availability.takeable(seen, people.association, MORNING)


def test_nobody_can_take_of_an_offer_that_is_all_reserved(session: Session, people: People) -> None:
    lot = builders.a_lot()
    lot.reserved_g = lot.quantity_g
    assert not availability.takeable(_announced(session, people, lot), people.association, MORNING)


def test_nobody_can_take_of_an_offer_that_has_ended(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    offer.move_to(OfferStatus.WITHDRAWN, at=MORNING, by=None)
    availability.announce(offer, "closed", at=MORNING, by=None)
    session.commit()
    row = session.scalars(select(Event).where(Event.new == "availability.closed")).one()
    seen = availability.remembered(offer.id, row.data or {}, territory="44", at=row.at)
    assert not seen.live
    assert not availability.takeable(seen, people.association, MORNING)


def test_a_use_by_date_that_comes_too_near_is_noticed_once(session: Session, people: People) -> None:
    lot = builders.a_lot(use_by=date(2026, 11, 26))  # ends 26 November 23:00 UTC, so 48 h before is the 24th, 23:00
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[lot])
    late = MORNING.replace(hour=23, minute=5)
    assert not availability.passed_deadlines(offer, [48], since=MORNING, at=MORNING.replace(hour=22))
    assert availability.passed_deadlines(offer, [24, 48], since=MORNING, at=late)
    assert not availability.passed_deadlines(offer, [24, 48], since=late, at=late + timedelta(minutes=5))


def test_only_the_four_words_are_announced(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    with pytest.raises(ValueError, match="vanished"):
        availability.announce(offer, "vanished", at=MORNING, by=None)
