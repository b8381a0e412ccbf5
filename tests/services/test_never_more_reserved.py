"""Whatever is reserved, given back, changed and withdrawn, in whatever order: never more is held than is offered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from foodlink.domain.errors import FoodLinkError
from foodlink.domain.lifecycle import RestStatus
from foodlink.domain.offer import Offer, shown_status
from foodlink.domain.reservation import Reservation, Transport
from foodlink.services.amend import LotChange, OfferChanges, amend_offer
from foodlink.services.release import release_reservation
from foodlink.services.reserve import LotQuantity, reserve_lots
from foodlink.services.withdraw import withdraw_offer
from tests.builders import MORNING, a_lot, an_offer
from tests.people import People, the_people

LOTS = 2
grams = st.integers(1, 12_000)
places = st.integers(0, LOTS - 1)
steps = st.one_of(
    st.tuples(st.just("reserve"), st.sampled_from(["bob", "beth"]), st.dictionaries(places, grams, min_size=1)),
    st.tuples(st.just("reserve"), st.sampled_from(["bob", "beth"]), st.dictionaries(places, grams, min_size=1)),
    st.tuples(st.just("release"), st.integers(0, 5), st.none()),
    st.tuples(st.just("amend"), places, grams),
    st.tuples(st.just("withdraw"), st.none(), st.none()),
)


@contextmanager
def a_rolled_back_session(engine: Engine) -> Iterator[Session]:
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


def take(session: Session, people: People, offer: Offer, step: tuple[str, Any, Any]) -> None:
    what, first, second = step
    if what == "reserve":
        lots = [LotQuantity(offer.lots[place].id, quantity) for place, quantity in second.items()]
        by = people.actor(first)
        reserve_lots(session, offer.id, lots=lots, transport=Transport.SELF, by=by, at=MORNING)
    elif what == "release":
        made = session.scalars(select(Reservation).order_by(Reservation.id)).all()
        if made:
            release_reservation(session, made[first % len(made)].id, by=people.actor("dora"), at=MORNING)
    elif what == "amend":
        changes = OfferChanges(lots=[LotChange(offer.lots[first].id, "lots.0", {"quantity_g": second})])
        amend_offer(session, offer.id, changes=changes, by=people.actor("alice"), at=MORNING)
    else:
        withdraw_offer(session, offer.id, reason=None, by=people.actor("alice"), at=MORNING)


@given(st.lists(steps, max_size=8))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_held_is_what_lines_hold_and_never_more_than_there_is(
    shared_engine: Engine, taken: list[tuple[str, Any, Any]]
) -> None:
    with a_rolled_back_session(shared_engine) as session:
        people = the_people(session)
        lots = [a_lot(kg=10, position=place) for place in range(LOTS)]
        offer = an_offer(session, people.bakery, by=people.alice, lots=lots)
        session.commit()
        for step in taken:
            try:
                take(session, people, offer, step)
            except FoodLinkError:
                session.rollback()
            session.expire_all()
            for lot in offer.lots:
                held_g = sum(line.quantity_g for line in lot.lines if line.holds)
                assert lot.reserved_g == held_g <= lot.quantity_g
                assert lot.left_g == (lot.quantity_g - held_g if lot.rest is RestStatus.OPEN else 0)
            assert offer.status is shown_status([lot.status for lot in offer.lots])
