"""POST, GET, PATCH offers and their withdrawal, by the contract."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus, ReservationStatus, RestStatus
from foodlink.domain.notice import Notice
from foodlink.domain.offer import Category, Offer, Temperature
from tests.api.bodies import a_lot_body, an_offer_body
from tests.api.conftest import SignIn
from tests.builders import a_lot, a_producer, a_reservation, a_territory, an_association, an_offer
from tests.people import People

OFFERS = "/api/v1/offers"


def test_a_producer_posts_an_offer_and_reads_it_again(signed_in: SignIn, people: People) -> None:
    alice = signed_in("alice")
    posted = alice.post(OFFERS, json=an_offer_body(lots=[a_lot_body(quantity_kg=25.5, use_by="2026-11-24")]))
    assert posted.status_code == 201
    body = posted.json
    assert posted.headers["Location"] == f"{OFFERS}/{body['id']}"
    lot_id = body["lots"][0]["id"]
    assert body == {
        "id": str(UUID(body["id"])),
        "producer": {"id": str(people.bakery.id), "name": "Boulangerie Alice"},
        "territory": "44",
        "title": "Pain du jour",
        "notes": None,
        "status": "open",
        "created_at": body["created_at"],
        "available_from": "2026-11-24T07:00:00+00:00",
        "available_until": "2026-11-24T17:00:00+00:00",
        "pickup": {"lat": 47.2184, "lon": -1.5536, "address": "1 rue de la Paix, 44000 Nantes"},
        "distance_m": None,
        "lots": [
            {
                "id": lot_id,
                "category": "bakery",
                "description": "Pain de la veille",
                "quantity_kg": 25.5,
                "left_kg": 25.5,
                "crates": 3,
                "temperature": "ambient",
                "use_by": "2026-11-24",
                "best_before": None,
                "allergens": [],
            }
        ],
    }
    read = alice.get(posted.headers["Location"])
    assert read.json == body
    assert read.headers["ETag"] == posted.headers["ETag"]
    again = alice.get(posted.headers["Location"], headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_offer_elsewhere_belongs_to_the_territory_of_its_place(signed_in: SignIn, session: Session) -> None:
    a_territory(session, "85")
    pickup = {"lat": 46.6705, "lon": -1.4260}
    body = signed_in("alice").post(OFFERS, json=an_offer_body(pickup=pickup)).json
    assert (body["territory"], body["pickup"]["lat"], body["pickup"]["lon"]) == ("85", 46.6705, -1.4260)


def test_an_address_alone_is_geocoded(signed_in: SignIn) -> None:
    pickup = {"address": "3 place de l'Église, 44190 Clisson"}
    body = signed_in("alice").post(OFFERS, json=an_offer_body(pickup=pickup)).json
    assert body["pickup"]["address"] == pickup["address"]
    assert abs(body["pickup"]["lat"] - 47.087) < 0.05


def test_posting_leaves_events_that_say_who_and_what(signed_in: SignIn, session: Session, people: People) -> None:
    offer_id = UUID(signed_in("alice").post(OFFERS, json=an_offer_body()).json["id"])
    events = session.scalars(select(Event).where(Event.offer_id == offer_id).order_by(Event.id)).all()
    assert [one.new for one in events] == ["open", "availability.opened"]
    assert {one.by for one in events} == {people.alice.id}


def the_ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def test_an_association_sees_what_it_can_still_take_of_its_territory(
    signed_in: SignIn, session: Session, people: People, at: datetime
) -> None:
    people.association.accepts = ["bakery", "dairy"]
    people.association.storage_chilled_g = 0
    post = [
        an_offer(session, people.bakery, by=people.alice, lots=[lot], lasts=timedelta(hours=hours))
        for hours, lot in (
            (8, a_lot()),
            (7, a_lot(category=Category.GROCERY)),
            (6, a_lot(category=Category.DAIRY, temperature=Temperature.CHILLED)),
            (5, a_lot(use_by=(at + timedelta(days=1)).date())),
            (4, a_lot(use_by=(at + timedelta(days=2)).date())),
        )
    ]
    taken = an_offer(session, people.bakery, by=people.alice)
    a_reservation(session, taken.lots[0], people.other_association, kg=10)
    over = an_offer(session, people.bakery, by=people.alice, starts=-timedelta(hours=3), lasts=timedelta(hours=2))
    assert over.status is OfferStatus.OPEN
    assert the_ids(signed_in("bob").get(OFFERS)) == [str(post[4].id), str(post[0].id)]
    assert the_ids(signed_in("stella").get(OFFERS)) == []


def test_with_a_status_an_association_sees_what_is_live_or_what_it_has_reserved(
    signed_in: SignIn, session: Session, people: People
) -> None:
    taken = an_offer(session, people.bakery, by=people.alice)
    a_reservation(session, taken.lots[0], people.other_association, kg=10)
    taken.status = OfferStatus.RESERVED
    mine = an_offer(session, people.bakery, by=people.alice, lots=[a_lot(category=Category.OTHER)])
    a_reservation(session, mine.lots[0], people.association, kg=10)
    mine.status = OfferStatus.DELIVERED
    session.flush()
    bob = signed_in("bob")
    assert the_ids(bob.get(f"{OFFERS}?status=reserved")) == [str(taken.id)]
    assert the_ids(bob.get(f"{OFFERS}?status=delivered")) == [str(mine.id)]
    assert the_ids(bob.get(f"{OFFERS}?status=delivered&status=reserved")) == [str(taken.id), str(mine.id)]
    assert bob.get(f"{OFFERS}/{mine.id}").status_code == 200


def test_others_see_their_own_or_their_territory(signed_in: SignIn, session: Session, people: People) -> None:
    here = an_offer(session, people.bakery, by=people.alice)
    farm = people.stan.organisation
    assert farm is not None
    there = an_offer(session, farm, by=people.stan, lasts=timedelta(hours=9))
    assert the_ids(signed_in("alice").get(OFFERS)) == [str(here.id)]
    assert the_ids(signed_in("dora").get(OFFERS)) == [str(here.id)]
    assert the_ids(signed_in("admin").get(OFFERS)) == [str(here.id), str(there.id)]
    assert the_ids(signed_in("charlie").get(OFFERS)) == []
    for name in ("stan", "stella", "charlie"):
        assert signed_in(name).get(f"{OFFERS}/{here.id}").status_code == 404


def test_categories_may_be_repeated(signed_in: SignIn, session: Session, people: People) -> None:
    offers = [
        an_offer(session, people.bakery, by=people.alice, lots=[a_lot(category=category)])
        for category in (Category.BAKERY, Category.DAIRY, Category.DRINKS)
    ]
    answer = signed_in("alice").get(f"{OFFERS}?category=bakery&category=drinks")
    assert the_ids(answer) == [str(offers[0].id), str(offers[2].id)]


def test_near_orders_by_distance_and_keeps_to_the_radius(signed_in: SignIn, session: Session, people: People) -> None:
    places = {"far": (47.40, -1.5536), "near": (47.22, -1.5536), "middle": (47.2184, -1.70), "beyond": (47.5, -1.55)}
    ids = {}
    for name, place in places.items():
        producer = a_producer(session, name, place=place)
        ids[name] = str(an_offer(session, producer, by=people.alice).id)
    bob = signed_in("bob")
    answer = bob.get(f"{OFFERS}?near=47.2184,-1.5536&radius_km=25")
    assert the_ids(answer) == [ids["near"], ids["middle"], ids["far"]]
    distances = [item["distance_m"] for item in answer.json["items"]]
    assert distances == sorted(distances)
    assert distances[0] == pytest.approx(178, abs=2)
    assert distances[1] == pytest.approx(11_056, rel=0.002)
    assert the_ids(bob.get(f"{OFFERS}?near=47.2184,-1.5536")) == [ids["near"], ids["middle"]]


@pytest.mark.parametrize("query", ["", "near=47.2184,-1.5536&radius_km=100"])
def test_pages_show_each_offer_once_whatever_ties(
    signed_in: SignIn, session: Session, people: People, query: str
) -> None:
    offers = [
        an_offer(session, people.bakery, by=people.alice, lasts=timedelta(hours=8 + place // 4)) for place in range(11)
    ]
    bob = signed_in("bob")
    seen: list[str] = []
    cursor = ""
    for limit in (3, 4, 3, 50):
        answer = bob.get(f"{OFFERS}?{query}&limit={limit}{cursor}".replace("?&", "?"))
        seen += the_ids(answer)
        cursor = f"&cursor={answer.json['next']}"
    assert answer.json["next"] is None
    assert seen == [str(offer.id) for offer in offers]


def test_a_cursor_of_another_query_is_refused(signed_in: SignIn, session: Session, people: People) -> None:
    for _ in range(3):
        an_offer(session, people.bakery, by=people.alice)
    bob = signed_in("bob")
    cursor = bob.get(f"{OFFERS}?limit=1&category=bakery").json["next"]
    assert bob.get(f"{OFFERS}?limit=1&category=bakery&cursor={cursor}").status_code == 200
    for query in ("", "category=dairy&", "category=bakery&near=47.2,-1.5&"):
        answer = bob.get(f"{OFFERS}?{query}cursor={cursor}")
        assert answer.status_code == 422
        assert list(answer.json["errors"]) == ["cursor"]
    tampered = cursor[:-8] + cursor[-7:] + cursor[-8]
    assert bob.get(f"{OFFERS}?category=bakery&cursor={tampered}").status_code == 422


class Amending:
    """An offer of 10 kg of bread and 20 kg of groceries, and a way to change it with its own ETag."""

    def __init__(self, signed_in: SignIn, session: Session, people: People) -> None:
        self.alice, self.session = signed_in("alice"), session
        lots = [a_lot(), a_lot(kg=20, category=Category.GROCERY, description="Pâtes", position=1)]
        self.offer = an_offer(session, people.bakery, by=people.alice, lots=lots)
        self.bread, self.pasta = (str(lot.id) for lot in lots)
        self.path = f"{OFFERS}/{self.offer.id}"

    def patch(self, **changes: Any) -> Any:
        etag = self.alice.get(self.path).headers["ETag"]
        return self.alice.patch(self.path, json=changes, headers={"If-Match": etag})


@pytest.fixture
def amending(signed_in: SignIn, session: Session, people: People) -> Amending:
    return Amending(signed_in, session, people)


def test_a_change_touches_what_it_names_alone(amending: Amending) -> None:
    before = amending.alice.get(amending.path).json
    answer = amending.patch(title="Pain et pâtes", lots=[{"id": amending.pasta, "quantity_kg": 12.5}])
    assert answer.status_code == 200
    expected = before | {"title": "Pain et pâtes"}
    expected["lots"][1] |= {"quantity_kg": 12.5, "left_kg": 12.5}
    assert answer.json == expected
    assert amending.alice.get(amending.path).json == expected


def test_lots_without_id_are_added(amending: Amending) -> None:
    answer = amending.patch(lots=[a_lot_body(category="dairy", temperature="chilled", quantity_kg=30)])
    assert [lot["quantity_kg"] for lot in answer.json["lots"]] == [10, 20, 30]
    assert answer.json["lots"][2]["crates"] == 3
    incomplete = amending.patch(lots=[{"quantity_kg": 3}])
    assert set(incomplete.json["errors"]) == {"lots.0.category", "lots.0.description", "lots.0.temperature"}


def test_crates_follow_the_weight_unless_they_were_told(amending: Amending) -> None:
    grown = amending.patch(lots=[{"id": amending.bread, "quantity_kg": 30}, {"id": amending.pasta, "crates": 7}])
    assert [lot["crates"] for lot in grown.json["lots"]] == [3, 7]
    assert amending.patch(lots=[{"id": amending.pasta, "quantity_kg": 40}]).json["lots"][1]["crates"] == 7
    assert amending.patch(lots=[{"id": amending.pasta, "crates": None}]).json["lots"][1]["crates"] == 4


def test_an_etag_that_is_missing_or_stale_refuses_a_change(amending: Amending) -> None:
    stale = amending.alice.get(amending.path).headers["ETag"]
    assert amending.alice.patch(amending.path, json={"title": "x"}).status_code == 428
    assert amending.patch(title="Nouveau").status_code == 200
    answer = amending.alice.patch(amending.path, json={"title": "y"}, headers={"If-Match": stale})
    assert (answer.status_code, answer.mimetype) == (412, "application/problem+json")
    assert amending.alice.get(amending.path).json["title"] == "Nouveau"


def test_a_reservation_in_between_makes_an_etag_stale(amending: Amending, people: People) -> None:
    stale = amending.alice.get(amending.path).headers["ETag"]
    a_reservation(amending.session, amending.offer.lots[0], people.association, kg=1)
    answer = amending.alice.patch(amending.path, json={"title": "y"}, headers={"If-Match": stale})
    assert answer.status_code == 412


def test_a_change_may_not_go_below_what_is_reserved(amending: Amending, people: People) -> None:
    a_reservation(amending.session, amending.offer.lots[0], people.association, kg=6)
    answer = amending.patch(lots=[{"id": amending.bread, "quantity_kg": 5.999}])
    assert (answer.status_code, answer.json["reserved_kg"]) == (409, 6.0)
    exactly = amending.patch(lots=[{"id": amending.bread, "quantity_kg": 6}])
    assert (exactly.status_code, exactly.json["lots"][0]["left_kg"]) == (200, 0)
    assert amending.patch(lots=[{"id": amending.bread, "category": "dairy"}]).status_code == 409


def test_nothing_changes_once_it_is_collected_but_a_lot_may_be_added(amending: Amending, people: People) -> None:
    reservation = a_reservation(amending.session, amending.offer.lots[0], people.association, kg=10)
    reservation.lines[0].status = ReservationStatus.COLLECTED
    amending.session.flush()
    assert amending.patch(title="Autre").status_code == 409
    assert amending.patch(lots=[{"id": amending.pasta, "quantity_kg": 3}]).status_code == 409
    assert amending.patch(lots=[a_lot_body()]).status_code == 200


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"available_until": "2026-11-24T06:00:00+01:00"}, "available_until"),
        ({"pickup": {"lat": 48.85, "lon": 2.35}}, "pickup"),
        ({"status": "withdrawn"}, "status"),
        ({"lots": [{"id": "01a20aa9-3f5f-7000-a242-414d397106a7"}]}, "lots.0.id"),
        ({"lots": [a_lot_body(use_by="2026-11-01")]}, "lots.0.use_by"),
        ({"title": None}, "title"),
    ],
)
def test_a_change_is_checked_as_an_offer_is(amending: Amending, changes: dict[str, Any], path: str) -> None:
    before = amending.alice.get(amending.path).json
    answer = amending.patch(**changes)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])
    assert amending.alice.get(amending.path).json == before


def test_a_pickup_of_null_goes_back_to_the_producers_own_place(amending: Amending) -> None:
    assert amending.patch(pickup={"lat": 47.25, "lon": -1.5}).json["pickup"]["address"] == ""
    assert amending.patch(pickup=None).json["pickup"]["address"] == "1 rue de la Paix, 44000 Nantes"


def test_withdrawing_releases_reservations_and_tells_who_had_them(
    amending: Amending, people: People, session: Session
) -> None:
    reservation = a_reservation(session, amending.offer.lots[0], people.association, kg=6)
    amending.offer.status = OfferStatus.PARTLY_RESERVED
    session.flush()
    answer = amending.alice.post(f"{amending.path}/withdraw", json={"reason": "Vendu finalement"})
    assert (answer.status_code, answer.json["status"]) == (200, "withdrawn")
    assert [lot["left_kg"] for lot in answer.json["lots"]] == [0, 0]
    session.refresh(reservation)
    assert (reservation.status, reservation.reason) == (ReservationStatus.RELEASED, "Vendu finalement")
    assert [one.kind for one in session.scalars(select(Notice).where(Notice.account_id == people.bob.id))] == [
        "offer_withdrawn"
    ]
    assert amending.alice.post(f"{amending.path}/withdraw").status_code == 200
    assert amending.patch(title="Trop tard").status_code == 409


def test_what_is_left_is_withdrawn_after_a_part_was_collected_and_withdrawing_again_is_no_fault(
    amending: Amending, people: People, session: Session
) -> None:
    [line] = a_reservation(session, amending.offer.lots[0], people.association, kg=6).lines
    line.status, line.collected_g, amending.offer.status = ReservationStatus.COLLECTED, 6_000, OfferStatus.OPEN
    session.flush()
    for _time in range(2):
        answer = amending.alice.post(f"{amending.path}/withdraw")
        assert (answer.status_code, answer.json["status"]) == (200, "collected")
        assert [lot["left_kg"] for lot in answer.json["lots"]] == [0, 0]


def test_what_is_collected_cannot_be_withdrawn(amending: Amending, session: Session) -> None:
    amending.offer.status = OfferStatus.COLLECTED
    session.flush()
    assert amending.alice.post(f"{amending.path}/withdraw").status_code == 409


def test_a_coordinator_withdraws_on_behalf_and_a_stranger_finds_nothing(
    amending: Amending, signed_in: SignIn, session: Session
) -> None:
    assert signed_in("stan").post(f"{amending.path}/withdraw").status_code == 404
    answer = signed_in("dora").post(f"{amending.path}/withdraw", json={"reason": "Frigo en panne"})
    assert answer.json["status"] == "withdrawn"
    session.expire_all()
    offer = session.get_one(Offer, amending.offer.id)
    assert {lot.rest for lot in offer.lots} == {RestStatus.WITHDRAWN}


def test_the_cold_needs_of_other_associations_do_not_hide_an_offer(
    signed_in: SignIn, session: Session, people: People
) -> None:
    an_association(session, "Sans froid", chilled_kg=0, frozen_kg=0)
    lots = [a_lot(category=Category.MEAT_FISH, temperature=Temperature.FROZEN, description="Poisson surgelé")]
    offer = an_offer(session, people.bakery, by=people.alice, lots=lots)
    assert the_ids(signed_in("bob").get(OFFERS)) == [str(offer.id)]
