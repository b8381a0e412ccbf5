"""What the API shows of what is on a route."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Route
from tests.api.conftest import SignIn
from tests.builders import a_reservation, an_offer
from tests.driving import a_route
from tests.people import People


@pytest.fixture
def planned(session: Session, people: People) -> tuple[Reservation, Route]:
    """Bob's five kilos of Alice's bread, on Charlie's route."""
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    return reservation, a_route(session, people.driver, [reservation])


def test_a_planned_reservation_names_its_route_and_when_it_comes(
    signed_in: SignIn, planned: tuple[Reservation, Route]
) -> None:
    reservation, route = planned
    delivery = route.stops[1]
    shown = signed_in("bob").get(f"/api/v1/reservations/{reservation.id}").json
    assert (shown["status"], shown["route_id"]) == ("planned", str(route.id))
    assert datetime.fromisoformat(shown["eta"]) == delivery.eta
    assert signed_in("bob").get("/api/v1/reservations").json["items"] == [shown]


def test_a_driver_sees_the_offers_of_its_own_routes_alone(
    signed_in: SignIn, planned: tuple[Reservation, Route], session: Session, people: People
) -> None:
    reservation, _route = planned
    other = an_offer(session, people.bakery, by=people.alice)
    charlie = signed_in("charlie")
    assert [one["id"] for one in charlie.get("/api/v1/offers").json["items"]] == [str(reservation.offer_id)]
    assert charlie.get(f"/api/v1/offers/{reservation.offer_id}").status_code == 200
    assert charlie.get(f"/api/v1/offers/{other.id}").status_code == 404
