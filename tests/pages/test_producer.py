"""A producer gives in a few taps, sees who takes it, and takes it back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.lifecycle import OfferStatus, ReservationStatus
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Transport
from tests import builders
from tests.driving import a_route
from tests.pages.conftest import Browse, read
from tests.people import People

FEWEST = {
    "lots.0.category": "bakery",
    "lots.0.quantity_kg": "12,5",
    "lots.0.temperature": "ambient",
    "until_day": "2026-11-24",
    "until_time": "18:00",
}


def offers(session: Session) -> list[Offer]:
    return list(session.scalars(select(Offer).execution_options(populate_existing=True)))


def test_a_category_a_weight_and_an_hour_are_enough_to_give(browse: Browse, session: Session, at: datetime) -> None:
    posted = browse("alice").send("/producer/offers", **FEWEST)
    (offer,) = offers(session)
    assert posted.location == f"/producer/?done=posted#offer-{offer.id}"
    assert (offer.title, offer.lots[0].description) == ("Pain et viennoiseries", "Pain et viennoiseries")
    assert (offer.lots[0].quantity_g, offer.lots[0].crates) == (12_500, 2)
    assert offer.available_from >= at
    assert offer.available_until == datetime.fromisoformat("2026-11-24T18:00:00+01:00")


def test_all_that_a_label_says_is_taken_down(browse: Browse, session: Session) -> None:
    more: dict[str, Any] = {
        "title": "Fin de marché",
        "notes": "Sonner.\r\nDeux fois.",
        "from_day": "2026-11-24",
        "from_time": "12:00",
        "pickup.address": "Clisson",
        "lots.0.description": "Tartes",
        "lots.0.use_by": "2026-11-27",
        "lots.0.allergens[]": ["gluten", "eggs"],
        "lots.2.category": "dairy",
        "lots.2.quantity_kg": "3",
        "lots.2.temperature": "chilled",
        "lots.2.crates": "4",
    }
    assert browse("alice").send("/producer/offers", **FEWEST, **more).status_code == 303
    (offer,) = offers(session)
    assert (offer.title, offer.notes, offer.address) == ("Fin de marché", "Sonner.\nDeux fois.", "Clisson")
    assert offer.available_from == datetime.fromisoformat("2026-11-24T12:00:00+01:00")
    assert [(lot.description, lot.allergens, lot.crates) for lot in offer.lots] == [
        ("Tartes", ["gluten", "eggs"], 2),
        ("Produits laitiers", [], 4),
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"lots.0.quantity_kg": "beaucoup"}, "Un nombre, comme 12,5."),
        ({"lots.0.quantity_kg": "NaN"}, "Un nombre ordinaire, comme 12,5."),
        ({"lots.0.quantity_kg": "10000"}, "Plus de 0 et au plus 2000 kg."),
        ({"until_time": "03:00"}, "La fin est avant le début."),
        ({"until_time": ""}, "Choisissez un jour et une heure."),
        ({"lots.0.use_by": "2026-11-20"}, "La DLC est dépassée."),
        ({"lots.0.category": "drinks", "lots.0.description": "Vin rouge"}, "Les boissons alcoolisées"),
        ({"pickup.address": "Nulle part les Oies"}, "Cette adresse est inconnue."),
        ({"lots.0.category": "hats"}, "Choisissez parmi ce qui est proposé."),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_nothing_typed_is_lost(
    browse: Browse, session: Session, wrong: dict[str, str], told: str
) -> None:
    refused = browse("alice").send("/producer/offers", **FEWEST | {"notes": "Sonner deux fois"} | wrong)
    assert refused.status_code == 422
    assert told in read(refused.text)
    assert refused.text.count(told.split("’")[0]) >= 2  # in the summary, and beside the field
    assert "Sonner deux fois" in refused.text
    assert offers(session) == []


def test_an_error_of_a_later_lot_stands_beside_that_lot_though_one_before_it_was_left_empty(browse: Browse) -> None:
    third = {"lots.2.category": "dairy", "lots.2.quantity_kg": "0", "lots.2.temperature": "chilled"}
    refused = browse("alice").send("/producer/offers", **FEWEST, **third)
    assert 'id="f-lots-2-quantity_kg-wrong"' in refused.text
    assert 'id="f-lots-1-quantity_kg-wrong"' not in refused.text


@pytest.mark.parametrize("name", ["lots", "lots.x.category", "lots.²", ".".join(["a"] * 2000), "lots.0", "[]", "."])
def test_a_form_that_no_page_of_ours_has_breaks_nothing(browse: Browse, name: str) -> None:
    answered = browse("alice").send("/producer/offers", **{name: "x"} | FEWEST)
    assert answered.status_code in (303, 422)


def test_another_lot_is_added_without_losing_the_first(browse: Browse, session: Session) -> None:
    page = browse("alice").send("/producer/offers", **FEWEST, more="1")
    assert page.status_code == 200
    assert 'name="lots.1.quantity_kg"' in page.text
    assert 'value="12,5"' in page.text
    assert offers(session) == []


def test_hostile_text_is_shown_as_text(browse: Browse, session: Session) -> None:
    hostile = '<script>alert("x")</script>'
    browse("alice").send(
        "/producer/offers", **FEWEST | {"title": hostile, "lots.0.description": "{{ 7*7 }} <b>gras</b>"}
    )
    for name, page in (("alice", "/producer/"), ("bob", "/association/"), ("dora", "/coordinator/44/")):
        shown = browse(name).open(page)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown
        assert "<b>gras" not in shown
    assert len(offers(session)) == 1


def test_an_offer_is_given_again_with_its_content_but_not_its_dates(
    browse: Browse, session: Session, people: People
) -> None:
    lot = builders.a_lot(kg=7.25, description="Brioches", use_by=date(2026, 11, 26))
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[lot])
    page = browse("alice").open(f"/producer/?again={offer.id}")
    assert 'value="7,25"' in page
    assert 'value="Brioches"' in page
    assert "2026-11-26" not in page.split('id="live"')[0].replace('<option value="2026-11-26"', "")


def test_who_takes_an_offer_is_shown_with_the_hour_and_the_phone_of_whoever_comes(
    browse: Browse, session: Session, people: People
) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    assert "Attend une tournée" in read(browse("alice").open("/producer/"))
    a_route(session, people.driver, [reservation])
    page = read(browse("alice").open("/producer/"))
    assert "Les Amis de Bob" in page
    assert "Charlie passe vers 09:50" in page
    assert "06 00 00 00 00" in page.replace("\u202f", " ")


def test_a_withdrawal_says_why_and_another_producers_offer_is_out_of_reach(
    browse: Browse, session: Session, people: People
) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    address = f"/producer/offers/{offer.id}/withdraw"
    refused = browse("stan").send(address, reason="mine")
    assert refused.status_code == 409
    assert "Cela n’existe pas" in read(refused.text)
    assert browse("alice").send(address, reason="Vendu").location == "/producer/offers?done=withdrawn"
    assert [one.status for one in offers(session)] == [OfferStatus.WITHDRAWN]


def test_food_that_was_fetched_is_weighed_by_the_producer_and_counts_once(
    browse: Browse, session: Session, people: People
) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    lot = offer.lots[0]
    reservation = builders.a_reservation(session, lot, people.association, kg=4, transport=Transport.SELF)
    alice, event = browse("alice"), str(uuid4())
    assert 'value="4"' in alice.open("/producer/")
    form = {"event_id": event, "type": "collected", "lots.0.lot_id": str(lot.id), "lots.0.quantity_kg": "3,8"}
    address = f"/producer/reservations/{reservation.id}/events"
    assert [alice.send(address, **form).location for _ in range(2)] == ["/producer/offers?done=handed_over"] * 2
    session.refresh(reservation)
    assert reservation.status is ReservationStatus.DELIVERED
    assert reservation.lines[0].delivered_g == 3_800
