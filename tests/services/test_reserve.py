"""Reserving, when many do so at once: never more is reserved than is offered."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.actor import Actor
from foodlink.domain.draft import LotDraft
from foodlink.domain.errors import Conflict, NotEnoughLeft
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.domain.reservation import Reservation, Transport
from foodlink.services.amend import LotChange, NewLot, OfferChanges, amend_offer
from foodlink.services.release import release_reservation
from foodlink.services.reserve import LotQuantity, reserve_lots
from foodlink.services.withdraw import withdraw_offer
from tests.builders import a_lot, an_offer
from tests.people import People, the_people
from tests.services.races import at_once, until_somebody_waits_for_a_lock


def the_stage(sessions: Sessions, lots: list[list[Lot]]) -> tuple[People, list[UUID]]:
    """The cast, and an offer of Alice's with each of these lists of lots, committed."""
    with sessions() as session:
        people = the_people(session)
        offers = [an_offer(session, people.bakery, by=people.alice, lots=one).id for one in lots]
        session.commit()
    return people, offers


def reserving(offer_id: UUID, by: Actor, at: datetime, *quantities: tuple[UUID, int]) -> Callable[[Session], object]:
    lots = [LotQuantity(lot_id, grams) for lot_id, grams in quantities]
    return lambda session: reserve_lots(session, offer_id, lots=lots, transport=Transport.SELF, by=by, at=at)


def test_two_who_want_the_last_kilos_do_not_both_get_them(fresh_sessions: Sessions, at: datetime) -> None:
    lot = a_lot(kg=10)
    people, (offer_id,) = the_stage(fresh_sessions, [[lot]])
    wanted = (lot.id, 6_000)
    came_to = at_once(fresh_sessions, [reserving(offer_id, people.actor(name), at, wanted) for name in ("bob", "beth")])
    assert sorted(type(one).__name__ for one in came_to) == ["NotEnoughLeft", "Reservation"]
    lost = next(one for one in came_to if isinstance(one, NotEnoughLeft))
    assert lost.details["left"] == [{"lot_id": str(lot.id), "left_kg": 4.0}]


def test_many_who_reserve_the_same_lots_in_any_order_take_all_of_it_and_no_more(
    fresh_sessions: Sessions, at: datetime
) -> None:
    lots = [a_lot(kg=3), a_lot(kg=3, position=1)]
    people, (offer_id,) = the_stage(fresh_sessions, [lots])
    first, second = (lot.id for lot in lots)
    acts = [
        reserving(offer_id, people.actor(name), at, *((one, 1_000) for one in order))
        for name in ("bob", "beth", "bob", "beth")
        for order in ((first, second), (second, first))
    ]
    came_to = at_once(fresh_sessions, acts)
    assert sum(isinstance(one, Reservation) for one in came_to) == 3
    assert sum(isinstance(one, NotEnoughLeft) for one in came_to) == 5
    with fresh_sessions() as session:
        offer = session.get_one(Offer, offer_id)
        assert ([lot.left_g for lot in offer.lots], offer.status) == ([0, 0], OfferStatus.RESERVED)


def test_two_claims_of_one_association_do_not_both_fill_its_cold_store(fresh_sessions: Sessions, at: datetime) -> None:
    lots = [a_lot(kg=90, category=Category.DAIRY, temperature=Temperature.CHILLED) for _ in range(2)]
    people, offers = the_stage(fresh_sessions, [[lot] for lot in lots])
    bob = people.actor("bob")
    came_to = at_once(
        fresh_sessions,
        [reserving(offer_id, bob, at, (lot.id, 60_000)) for offer_id, lot in zip(offers, lots, strict=True)],
    )
    assert sorted(type(one).__name__ for one in came_to) == ["Conflict", "Reservation"]


@pytest.mark.parametrize("act", ["withdraw", "shrink", "release"])
def test_whoever_comes_second_meets_the_lot_as_it_is_then(fresh_sessions: Sessions, at: datetime, act: str) -> None:
    lot = a_lot(kg=10)
    people, (offer_id,) = the_stage(fresh_sessions, [[lot]])
    alice, bob, beth = (people.actor(name) for name in ("alice", "bob", "beth"))
    with fresh_sessions() as session:
        half = [LotQuantity(lot.id, 5_000)]
        held = reserve_lots(session, offer_id, lots=half, transport=Transport.SELF, by=beth, at=at).id
    shrunk = OfferChanges(lots=[LotChange(lot.id, "lots.0", {"quantity_g": 5_000})])
    others: dict[str, Callable[[Session], object]] = {
        "withdraw": lambda session: withdraw_offer(session, offer_id, reason=None, by=alice, at=at),
        "shrink": lambda session: amend_offer(session, offer_id, changes=shrunk, by=alice, at=at),
        "release": lambda session: release_reservation(session, held, by=beth, at=at),
    }
    came_to = at_once(fresh_sessions, [reserving(offer_id, bob, at, (lot.id, 5_000)), others[act]])
    assert all(not isinstance(one, Exception) or isinstance(one, Conflict) for one in came_to), came_to
    with fresh_sessions() as session:
        after = session.get_one(Lot, lot.id)
        held_g = sum(line.quantity_g for line in after.lines if line.holds)
        assert after.reserved_g == held_g <= after.quantity_g


def test_who_read_the_lot_before_it_was_changed_starts_over(fresh_sessions: Sessions, at: datetime) -> None:
    lot = a_lot(kg=10)
    people, (offer_id,) = the_stage(fresh_sessions, [[lot]])
    act = reserving(offer_id, people.actor("bob"), at, (lot.id, 6_000))
    with fresh_sessions() as other, ThreadPoolExecutor(1) as thread:
        other.execute(select(Offer.id).where(Offer.id == offer_id).with_for_update())
        other.get_one(Lot, lot.id).quantity_g = 7_000
        other.flush()
        with fresh_sessions() as session:
            made = thread.submit(act, session)
            until_somebody_waits_for_a_lock(fresh_sessions)
            other.commit()
            assert isinstance(made.result(timeout=30), Reservation)
    with fresh_sessions() as session:
        after = session.get_one(Lot, lot.id)
        assert (after.quantity_g, after.reserved_g) == (7_000, 6_000)
        left = session.scalars(select(Event.data).where(Event.new == "availability.reserved")).one()
        assert left is not None
        assert [one["left_g"] for one in left["lots"]] == [1_000]


def test_a_lot_that_is_added_makes_another_offer_of_it(fresh_sessions: Sessions, at: datetime) -> None:
    lot = a_lot(kg=10)
    people, (offer_id,) = the_stage(fresh_sessions, [[lot]])
    draft = LotDraft(Category.BAKERY, "Brioches", 2_000, Temperature.AMBIENT)
    with fresh_sessions() as session:
        version = session.get_one(Offer, offer_id).version
        more = OfferChanges(new_lots=[NewLot("lots.0", draft)])
        assert amend_offer(session, offer_id, changes=more, by=people.actor("alice"), at=at).version > version
