"""POST, GET and DELETE reservations, by the contract."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus, ReservationStatus
from foodlink.domain.offer import Category, Offer, Temperature
from foodlink.domain.organisation import Closure
from foodlink.domain.reservation import Reservation
from foodlink.local_time import end_of_day, local_day
from tests.api.conftest import SignIn
from tests.builders import MORNING, a_lot, a_reservation, an_offer
from tests.people import People

RESERVATIONS = "/api/v1/reservations"


def wanted(*quantities: tuple[Any, float], transport: str = "delivery", **more: Any) -> dict[str, Any]:
    lots = [{"lot_id": str(lot.id), "quantity_kg": kg} for lot, kg in quantities]
    return {"lots": lots, "transport": transport} | more


@pytest.fixture
def offer(session: Session, people: People) -> Offer:
    lots = [a_lot(), a_lot(kg=20, category=Category.GROCERY, description="Pâtes", position=1)]
    return an_offer(session, people.bakery, by=people.alice, lots=lots)


@pytest.fixture
def path(offer: Offer) -> str:
    return f"/api/v1/offers/{offer.id}/reservations"


def test_an_association_reserves_and_reads_it_again(signed_in: SignIn, offer: Offer, path: str, people: People) -> None:
    bob = signed_in("bob")
    answer = bob.post(path, json=wanted((offer.lots[0], 4.25), (offer.lots[1], 20)))
    assert answer.status_code == 201
    body = answer.json
    assert answer.headers["Location"] == f"{RESERVATIONS}/{body['id']}"
    assert body | {"id": "", "created_at": ""} == {
        "id": "",
        "offer_id": str(offer.id),
        "association": {"id": str(people.association.id), "name": "Les Amis de Bob"},
        "status": "active",
        "transport": "delivery",
        "origin": "claimed",
        "created_at": "",
        "lots": [
            {"lot_id": str(lot.id), "quantity_kg": kg, "collected_kg": None, "delivered_kg": None}
            for lot, kg in zip(offer.lots, (4.25, 20), strict=True)
        ],
        "route_id": None,
        "eta": None,
        "reason": None,
    }
    assert bob.get(answer.headers["Location"]).json == body
    shown = signed_in("alice").get(f"/api/v1/offers/{offer.id}").json
    assert (shown["status"], [lot["left_kg"] for lot in shown["lots"]]) == ("partly_reserved", [5.75, 0])


def test_the_last_kilo_makes_the_offer_reserved_and_a_lot_may_be_reserved_several_times(
    signed_in: SignIn, offer: Offer, path: str, session: Session
) -> None:
    bob, beth = signed_in("bob"), signed_in("beth")
    for client, kg in ((bob, 4), (bob, 1), (beth, 5)):
        assert client.post(path, json=wanted((offer.lots[0], kg))).status_code == 201
    assert bob.post(path, json=wanted((offer.lots[1], 20))).status_code == 201
    assert signed_in("alice").get(f"/api/v1/offers/{offer.id}").json["status"] == "reserved"
    states = session.scalars(
        select(Event.new).where(Event.subject_id == offer.id, Event.old.is_not(None)).order_by(Event.id)
    )
    assert list(states) == ["reserved"]


def test_not_enough_left_says_what_is_left_and_takes_nothing(
    signed_in: SignIn, offer: Offer, path: str, session: Session, people: People
) -> None:
    a_reservation(session, offer.lots[0], people.other_association, kg=7)
    answer = signed_in("bob").post(path, json=wanted((offer.lots[1], 5), (offer.lots[0], 3.001)))
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert answer.json["left"] == [{"lot_id": str(offer.lots[0].id), "left_kg": 3.0}]
    mine = select(func.count()).where(Reservation.association_id == people.association.id)
    assert session.scalar(mine) == 0
    assert signed_in("alice").get(f"/api/v1/offers/{offer.id}").json["lots"][1]["left_kg"] == 20


def test_a_lot_that_is_anothers_or_named_twice_is_named(signed_in: SignIn, offer: Offer, path: str) -> None:
    bob, lot = signed_in("bob"), offer.lots[0]
    twice = bob.post(path, json=wanted((lot, 1), (lot, 1)))
    assert (twice.status_code, list(twice.json["errors"])) == (422, ["lots.1.lot_id"])
    strange = bob.post(path, json=wanted((offer, 1)))
    assert (strange.status_code, list(strange.json["errors"])) == (422, ["lots.0.lot_id"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lots": []}, "lots"),
        ({"lots": [{"lot_id": "x", "quantity_kg": 1}]}, "lots.0.lot_id"),
        ({"transport": "pigeon"}, "transport"),
        ({"kg": 3}, "kg"),
    ],
)
def test_a_body_that_is_wrong_is_named(
    signed_in: SignIn, offer: Offer, path: str, changes: dict[str, Any], field: str
) -> None:
    answer = signed_in("bob").post(path, json=wanted((offer.lots[0], 1)) | changes)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_after_the_window_nothing_is_reserved(signed_in: SignIn, session: Session, people: People) -> None:
    offer = an_offer(session, people.bakery, by=people.alice, starts=-timedelta(hours=3), lasts=timedelta(hours=3))
    answer = signed_in("bob").post(f"/api/v1/offers/{offer.id}/reservations", json=wanted((offer.lots[0], 1)))
    assert answer.status_code == 409


def test_a_rule_of_food_refuses_the_lot_by_name(
    signed_in: SignIn, offer: Offer, path: str, people: People, session: Session
) -> None:
    people.association.accepts = ["bakery"]
    session.flush()
    answer = signed_in("bob").post(path, json=wanted((offer.lots[0], 1), (offer.lots[1], 1)))
    assert answer.status_code == 409
    assert [(one["lot_id"], one["code"]) for one in answer.json["refused"]] == [(str(offer.lots[1].id), "not_accepted")]


def test_a_use_by_day_too_near_is_refused_unless_the_association_serves_sooner(
    signed_in: SignIn, session: Session, people: People, at: datetime
) -> None:
    people.other_association.use_by_lead_h = 12
    offer = an_offer(session, people.bakery, by=people.alice, lots=[a_lot(use_by=(at + timedelta(days=1)).date())])
    path, body = f"/api/v1/offers/{offer.id}/reservations", wanted((offer.lots[0], 1))
    assert signed_in("bob").post(path, json=body).json["refused"][0]["code"] == "use_by_too_near"
    assert signed_in("beth").post(path, json=body).status_code == 201


def test_a_use_by_day_is_judged_from_when_the_food_can_first_be_fetched(
    signed_in: SignIn, session: Session, people: People, at: datetime
) -> None:
    """Two days before the end of the day after tomorrow are tonight: what is there tonight will do, what is tomorrow not."""
    use_by = (at + timedelta(days=2)).date()
    tonight, tomorrow = (
        an_offer(session, people.bakery, by=people.alice, lots=[a_lot(use_by=use_by)], starts=timedelta(hours=hours))
        for hours in (8, 24)
    )
    bob = signed_in("bob")

    assert [one["id"] for one in bob.get("/api/v1/offers").json["items"]] == [str(tonight.id)]
    answers = [
        bob.post(f"/api/v1/offers/{one.id}/reservations", json=wanted((one.lots[0], 1))) for one in (tonight, tomorrow)
    ]
    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json["refused"][0]["code"] == "use_by_too_near"


def _close(session: Session, people: People, *days: date) -> None:
    people.association.closures = [Closure(day=day, reason="Congés", created_at=MORNING) for day in days]
    session.flush()


def test_who_is_closed_on_every_day_on_which_it_could_be_brought_fetches_it_or_leaves_it(
    signed_in: SignIn, offer: Offer, path: str, people: People, session: Session, at: datetime
) -> None:
    _close(session, people, local_day(at))
    answer = signed_in("bob").post(path, json=wanted((offer.lots[0], 1)))
    assert answer.status_code == 409
    assert answer.json["refused"] == [{"lot_id": str(offer.lots[0].id), "code": "closed"}]
    assert signed_in("bob").post(path, json=wanted((offer.lots[0], 1), transport="self")).status_code == 201
    assert signed_in("beth").post(path, json=wanted((offer.lots[0], 1))).status_code == 201


@pytest.mark.parametrize(
    ("closed", "use_by", "status"),
    [((0,), None, 201), ((0, 1), None, 409), ((0,), 3, 201), ((0,), 2, 409), ((1,), 2, 201), ((2,), None, 201)],
)
def test_of_an_offer_that_lasts_for_days_one_on_which_it_can_be_brought_is_enough(
    signed_in: SignIn,
    session: Session,
    people: People,
    at: datetime,
    closed: tuple[int, ...],
    use_by: int | None,
    status: int,
) -> None:
    """Until midnight of tomorrow; a use-by day needs to be two days ahead."""
    today = local_day(at)
    lot = a_lot(use_by=None if use_by is None else today + timedelta(days=use_by))
    lasts = end_of_day(today + timedelta(days=1)) - at
    offer = an_offer(session, people.bakery, by=people.alice, lots=[lot], lasts=lasts)
    _close(session, people, *(today + timedelta(days=day) for day in closed))
    answer = signed_in("bob").post(f"/api/v1/offers/{offer.id}/reservations", json=wanted((lot, 1)))
    assert answer.status_code == status


def test_a_lot_pinned_to_another_association_is_refused(
    signed_in: SignIn, offer: Offer, path: str, people: People, session: Session
) -> None:
    offer.lots[0].pinned_association_id = people.other_association.id
    session.flush()
    body = wanted((offer.lots[0], 1))
    assert signed_in("bob").post(path, json=body).json["refused"][0]["code"] == "pinned"
    assert signed_in("beth").post(path, json=body).status_code == 201


def test_cold_food_only_goes_where_there_is_room_that_day(signed_in: SignIn, session: Session, people: People) -> None:
    def chilled(day: int) -> Offer:
        lots = [a_lot(kg=90, category=Category.DAIRY, temperature=Temperature.CHILLED)]
        return an_offer(session, people.bakery, by=people.alice, lots=lots, starts=timedelta(days=day))

    today, today_too, tomorrow = chilled(0), chilled(0), chilled(1)
    bob = signed_in("bob")
    first = bob.post(f"/api/v1/offers/{today.id}/reservations", json=wanted((today.lots[0], 70)))
    path = f"/api/v1/offers/{today_too.id}/reservations"
    full = bob.post(path, json=wanted((today_too.lots[0], 30.001)))
    assert (first.status_code, full.status_code) == (201, 409)
    assert full.json["refused"] == [{"lot_id": str(today_too.lots[0].id), "code": "no_room", "room_kg": 30.0}]
    assert bob.post(path, json=wanted((today_too.lots[0], 30))).status_code == 201
    later = bob.post(f"/api/v1/offers/{tomorrow.id}/reservations", json=wanted((tomorrow.lots[0], 90)))
    assert later.status_code == 201


def test_an_offer_of_another_territory_is_not_there(signed_in: SignIn, offer: Offer, path: str) -> None:
    assert signed_in("stella").post(path, json=wanted((offer.lots[0], 1))).status_code == 404


def test_a_coordinator_reserves_on_behalf_of_an_association(
    signed_in: SignIn, offer: Offer, path: str, people: People
) -> None:
    dora = signed_in("dora")
    association = str(people.association.id)
    answer = dora.post(path, json=wanted((offer.lots[0], 1), association_id=association))
    assert (answer.status_code, answer.json["association"]["id"]) == (201, association)
    for other in (None, str(people.bakery.id), str(people.stella.organisation_id)):
        answer = dora.post(path, json=wanted((offer.lots[0], 1), association_id=other))
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["association_id"])
    foreign = signed_in("bob").post(path, json=wanted((offer.lots[0], 1), association_id=str(people.bakery.id)))
    assert foreign.status_code == 422


def test_giving_back_frees_it_at_once(signed_in: SignIn, offer: Offer, path: str) -> None:
    bob = signed_in("bob")
    reserved = bob.post(path, json=wanted((offer.lots[0], 10), (offer.lots[1], 20))).headers["Location"]
    answer = bob.delete(reserved)
    assert (answer.status_code, answer.data) == (204, b"")
    shown = signed_in("beth").get(f"/api/v1/offers/{offer.id}").json
    assert (shown["status"], [lot["left_kg"] for lot in shown["lots"]]) == ("open", [10, 20])
    assert bob.get(reserved).json["status"] == "released"
    assert bob.delete(reserved).status_code == 204


def test_what_is_collected_cannot_be_given_back(
    signed_in: SignIn, offer: Offer, session: Session, people: People
) -> None:
    reservation = a_reservation(session, offer.lots[0], people.association)
    reservation.lines[0].status = reservation.status = ReservationStatus.COLLECTED
    session.flush()
    assert signed_in("bob").delete(f"{RESERVATIONS}/{reservation.id}").status_code == 409


def test_a_reservation_is_its_associations_its_producers_and_its_coordinators(
    signed_in: SignIn, offer: Offer, session: Session, people: People
) -> None:
    reservation = a_reservation(session, offer.lots[0], people.association)
    path = f"{RESERVATIONS}/{reservation.id}"
    for name in ("bob", "alice", "dora", "admin"):
        client = signed_in(name)
        assert client.get(path).status_code == 200
        assert [one["id"] for one in client.get(RESERVATIONS).json["items"]] == [str(reservation.id)]
    for name in ("beth", "stella", "stan"):
        client = signed_in(name)
        assert client.get(path).status_code == 404
        assert client.get(RESERVATIONS).json == {"items": [], "next": None}
    assert signed_in("beth").delete(path).status_code == 404
    assert signed_in("dora").delete(path).status_code == 204


def test_the_list_goes_by_pages_the_newest_first_and_by_state(
    signed_in: SignIn, offer: Offer, session: Session, people: People, at: datetime
) -> None:
    made = [
        a_reservation(session, offer.lots[0], people.association, kg=1, at=at + timedelta(minutes=place // 2))
        for place in range(5)
    ]
    made[0].status = ReservationStatus.PLANNED
    session.flush()
    expected = [str(one.id) for one in sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)]
    bob = signed_in("bob")
    first = bob.get(f"{RESERVATIONS}?limit=2").json
    rest = bob.get(f"{RESERVATIONS}?cursor={first['next']}").json
    assert [one["id"] for one in first["items"] + rest["items"]] == expected
    planned = bob.get(f"{RESERVATIONS}?status=planned&status=collected").json["items"]
    assert [one["id"] for one in planned] == [str(made[0].id)]
    assert bob.get(f"{RESERVATIONS}?offer_id={made[0].id}").json["items"] == []


def test_an_offer_that_has_ended_cannot_be_reserved(
    signed_in: SignIn, offer: Offer, path: str, session: Session
) -> None:
    offer.status = OfferStatus.WITHDRAWN
    session.flush()
    assert signed_in("bob").post(path, json=wanted((offer.lots[0], 1))).status_code == 409
