"""An association sees what it can take, reserves whole or in part, gives back, and says what it fetched."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.lifecycle import ReservationStatus
from foodlink.domain.offer import Category, Offer, Temperature
from foodlink.domain.reservation import Reservation, Transport
from tests import builders
from tests.driving import a_route
from tests.pages.conftest import Browse, read
from tests.people import People


@pytest.fixture
def offer(session: Session, people: People) -> Offer:
    cold = builders.a_lot(
        kg=6, category=Category.DAIRY, description="Yaourts", temperature=Temperature.CHILLED, position=1
    )
    return builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=10), cold])


def reservations(session: Session) -> list[Reservation]:
    return list(session.scalars(select(Reservation).execution_options(populate_existing=True)))


@pytest.mark.usefixtures("offer")
def test_what_can_be_taken_is_listed_with_weight_place_and_hour(browse: Browse) -> None:
    page = read(browse("bob").open("/association/"))
    assert "Pain du jour 16 kg Boulangerie Alice" in page.replace("\xa0", " ")
    assert "Nantes – 1,4 km" in page.replace("\xa0", " ")
    assert "jusqu’à 16:30" in page
    assert "Pain du jour" not in browse("stella").open("/association/")


def test_a_lot_that_is_promised_to_another_is_not_counted_and_says_so(
    browse: Browse, offer: Offer, session: Session
) -> None:
    offer.lots[1].pinned_association_id = builders.an_association(session, "Les Autres").id
    session.flush()
    assert "Pain du jour 10 kg Boulangerie Alice" in read(browse("bob").open("/association/"))
    page = browse("bob").open(f"/association/offers/{offer.id}")
    assert "Ce lot est promis à une autre association." in page
    assert str(offer.lots[1].id) not in page


def test_part_of_one_lot_is_reserved_and_none_of_the_other(browse: Browse, offer: Offer, session: Session) -> None:
    bob = browse("bob")
    page = bob.open(f"/association/offers/{offer.id}")
    assert 'value="10"' in page
    assert 'value="6"' in page
    done = bob.send(
        f"/association/offers/{offer.id}/reservations",
        lots__0__lot_id=str(offer.lots[0].id),
        lots__0__quantity_kg="2,5",
        lots__1__lot_id=str(offer.lots[1].id),
        lots__1__quantity_kg="0",
        transport="self",
    )
    assert done.location == "/association/reservations?done=reserved"
    (reservation,) = reservations(session)
    assert reservation.transport is Transport.SELF
    assert [(line.lot_id, line.quantity_g) for line in reservation.lines] == [(offer.lots[0].id, 2_500)]
    assert "À venir chercher" in read(bob.open("/association/reservations"))


def test_of_what_is_not_enough_the_rest_is_told_beside_the_lot(browse: Browse, offer: Offer, session: Session) -> None:
    refused = browse("bob").send(
        f"/association/offers/{offer.id}/reservations",
        lots__0__lot_id=str(offer.lots[0].id),
        lots__0__quantity_kg="0",
        lots__1__lot_id=str(offer.lots[1].id),
        lots__1__quantity_kg="6,5",
        transport="delivery",
    )
    assert refused.status_code == 409
    beside = refused.text.split('id="f-lots-1-quantity_kg-wrong"')[1]
    assert read(beside).replace("\xa0", " ").startswith(">Il n’en reste que 6 kg.")
    assert 'value="6,5"' in refused.text
    assert reservations(session) == []


def test_nothing_at_all_is_no_reservation(browse: Browse, offer: Offer) -> None:
    refused = browse("bob").send(
        f"/association/offers/{offer.id}/reservations",
        lots__0__lot_id=str(offer.lots[0].id),
        lots__0__quantity_kg="0",
        transport="delivery",
    )
    assert refused.status_code == 422
    assert "Dites combien vous prenez" in read(refused.text)


def test_who_cannot_keep_it_cold_is_told_so_and_may_take_the_rest(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    people.association.storage_chilled_g = 0
    session.flush()
    page = browse("bob").open(f"/association/offers/{offer.id}")
    assert "ne peut pas garder ce produit au froid" in read(page)
    assert str(offer.lots[1].id) not in page


def test_a_reservation_on_a_route_shows_the_hour_and_the_driver_to_its_association_alone(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    a_route(session, people.driver, [reservation])
    page = read(browse("bob").open("/association/reservations"))
    assert "10:10 Charlie" in page
    assert "06 00 00 00 00" in page.replace("\u202f", " ")
    assert "Charlie" not in browse("beth").open("/association/reservations")


def test_a_reservation_is_given_back_once_and_not_by_others(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    address = f"/association/reservations/{reservation.id}/give-back"
    assert browse("beth").send(address).status_code == 409
    assert browse("bob").send(address).location == "/association/reservations?done=given_back"
    assert [one.status for one in reservations(session)] == [ReservationStatus.RELEASED]


def test_a_cold_lot_that_was_fetched_needs_its_temperature_and_a_failure_its_reason(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    lot = offer.lots[1]
    reservation = builders.a_reservation(session, lot, people.association, kg=6, transport=Transport.SELF)
    bob, address = browse("bob"), f"/association/reservations/{reservation.id}/events"
    form = {"event_id": str(uuid4()), "type": "collected", "lots.0.lot_id": str(lot.id), "lots.0.quantity_kg": "6"}
    assert "mesurez la température" in read(bob.send(address, **form).text)
    assert "dites en un mot pourquoi" in read(bob.send(address, event_id=str(uuid4()), type="failed").text)
    taken = bob.send(address, **form | {"event_id": str(uuid4()), "lots.0.temperature_c": "3,5"})
    assert taken.location == "/association/reservations?done=handed_over"
    assert [one.status for one in reservations(session)] == [ReservationStatus.DELIVERED]
