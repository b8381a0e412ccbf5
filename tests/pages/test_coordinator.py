"""A coordinator sees what needs them first, and decides, with a reason in the log."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus, PlanStatus, ReservationStatus, RouteStatus
from foodlink.domain.offer import Offer
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Reservation
from foodlink.domain.territory import Territory
from foodlink.ids import new_id
from tests import builders
from tests.driving import a_route
from tests.pages.conftest import Browse, read
from tests.people import People


@pytest.fixture
def offer(session: Session, people: People) -> Offer:
    return builders.an_offer(session, people.bakery, by=people.alice, lasts=timedelta(minutes=100))


def reasons(session: Session) -> list[str | None]:
    return list(session.scalars(select(Event.reason).order_by(Event.id)))


def test_what_needs_somebody_stands_before_all_else(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    later = builders.an_offer(session, people.bakery, by=people.alice, title="Plus tard")
    reservation = builders.a_reservation(session, later.lots[0], people.association)
    route = a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED, starts=timedelta(minutes=20))
    route.proposed_at = offer.created_at - timedelta(minutes=10)
    session.flush()
    page = read(browse("dora").open("/coordinator/44/")).replace("\xa0", " ")
    assert page.index("Départ : 08:50. Demandée : 08:20.") < page.index(
        "10 kg chez Boulangerie Alice, seulement jusqu’à 10:10."
    )
    assert page.index("seulement jusqu’à 10:10") < page.index("Sur la carte") < page.index("Offres en cours")
    assert offer.title in page


def test_the_map_is_drawn_here_with_numbered_stops_and_says_what_it_shows(
    browse: Browse, people: People, session: Session
) -> None:
    later = builders.an_offer(session, people.bakery, by=people.alice)
    route = a_route(session, people.driver, [builders.a_reservation(session, later.lots[0], people.association)])
    page = browse("dora").open(f"/coordinator/44/routes/{route.id}")
    assert 'role="img" aria-label="La tournée sur la carte"' in page
    assert "<title>1. Boulangerie Alice</title>" in page
    assert "<title>2. Les Amis de Bob</title>" in page
    assert ">Nantes</text>" in page or ">Rezé</text>" in page


def test_who_called_a_driver_answers_for_them_and_gives_a_route_up_with_a_reason(
    browse: Browse, people: People, session: Session
) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    route = a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED)
    dora, address = browse("dora"), f"/coordinator/44/routes/{route.id}"
    assert dora.send(f"{address}/accept").location == f"{address}?done=answered"
    session.expire_all()
    assert route.status is RouteStatus.ACCEPTED
    assert dora.send(f"{address}/decline", reason="").status_code == 409
    assert dora.send(f"{address}/decline", reason="Malade").location == f"{address}?done=planned_again"
    session.expire_all()
    assert (route.status, route.reason) == (RouteStatus.DECLINED, "Malade")
    assert "decline" not in dora.open(address)
    assert dora.send(f"{address}/accept").status_code == 409
    other = f"/coordinator/44/routes/{new_id()}"
    assert dora.send(f"{other}/accept").status_code == 404


def test_a_route_is_given_up_for_a_driver_who_cannot_go_on(browse: Browse, people: People, session: Session) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    route = a_route(session, people.driver, [reservation], status=RouteStatus.UNDER_WAY)
    dora, address = browse("dora"), f"/coordinator/44/routes/{route.id}"
    assert f"{address}/cancel" in dora.open(address)
    assert dora.send(f"{address}/cancel", reason="Panne").location == f"{address}?done=planned_again"
    session.expire_all()
    assert (route.status, route.reason) == (RouteStatus.CANCELLED, "Panne")


def test_a_lot_is_reserved_for_an_association_pinned_and_taken_back_with_reasons(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    dora, address, lot = browse("dora"), f"/coordinator/44/offers/{offer.id}", offer.lots[0]
    association = str(people.association.id)
    given = dora.send(
        f"{address}/reservations",
        lots__0__lot_id=str(lot.id),
        lots__0__quantity_kg="4",
        transport="delivery",
        association_id=association,
    )
    assert given.location == f"{address}?done=given"
    reservation = session.scalars(select(Reservation)).one()
    assert (reservation.association_id, reservation.lines[0].quantity_g) == (people.association.id, 4_000)
    released = dora.send(f"{address}/reservations/{reservation.id}/release", reason="Doublon")
    assert released.location == f"{address}?done=given_back"
    pinned = dora.send(f"{address}/lots/{lot.id}/pin", association_id=association, reason="Promis")
    assert pinned.location == f"{address}?done=pinned"
    session.expire_all()
    assert (reservation.status, lot.pinned_association_id) == (ReservationStatus.RELEASED, people.association.id)
    assert dora.send(f"{address}/lots/{lot.id}/pin", association_id="", reason="").status_code == 409
    assert dora.send(f"{address}/withdraw", reason="Frigo en panne").location == f"{address}?done=withdrawn"
    session.expire_all()
    assert offer.status is OfferStatus.WITHDRAWN
    assert {"Doublon", "Promis", "Frigo en panne"} <= set(reasons(session))
    log = read(dora.open("/coordinator/44/log"))
    assert "Promis" in log
    assert "Dora" in log


def test_an_organisation_is_closed_for_a_day_and_opened_again(browse: Browse, people: People, session: Session) -> None:
    dora, address = browse("dora"), f"/coordinator/44/organisations/{people.association.id}"
    closed = dora.send(f"{address}/closures", date="2026-12-25", reason="Noël")
    assert closed.location == f"/coordinator/44/organisations?done=closed#organisation-{people.association.id}"
    assert "Fermé le vendredi 25 décembre : Noël" in read(dora.open("/coordinator/44/organisations?find=amis"))
    assert dora.send(f"{address}/reopenings", date="2026-12-25").status_code == 303
    assert "Fermé le" not in read(dora.open("/coordinator/44/organisations"))
    assert "Ce jour est passé." in read(dora.send(f"{address}/closures", date="2026-11-20", reason="Trop tard").text)
    assert "Noël" in reasons(session)
    other = f"/coordinator/44/organisations/{people.stella.organisation_id}/closures"
    assert dora.send(other, date="2026-12-25", reason="Pas le mien").status_code == 422


def test_the_hours_before_the_use_by_date_are_set_with_a_reason(
    browse: Browse, people: People, session: Session
) -> None:
    dora, address = browse("dora"), f"/coordinator/44/organisations/{people.association.id}/lead"
    assert dora.send(address, use_by_lead_h="400", reason="Long").status_code == 422
    assert dora.send(address, use_by_lead_h="24").status_code == 422
    assert dora.send(address, use_by_lead_h="24", reason="Sert le soir même").status_code == 303
    session.expire_all()
    assert people.association.use_by_lead_h == 24
    assert "DLC : 24 h avant sa fin" in read(dora.open("/coordinator/44/organisations"))


def test_rules_are_changed_with_a_reason_and_shown_as_typed_where_they_are_refused(
    browse: Browse, session: Session
) -> None:
    dora = browse("dora")
    form = {
        "auto_publish": "yes",
        "batch_every_min": "15",
        "solve_limit_s": "10",
        "chilled_on_board_min": "45",
        "frozen_on_board_min": "20",
    }
    refused = dora.send("/coordinator/44/rules", **form | {"batch_every_min": "999"})
    assert refused.status_code == 422
    assert 'value="999"' in refused.text
    assert dora.send("/coordinator/44/rules", **form, reason="Essai").location == "/coordinator/44/rules?done=rules"
    session.expire_all()
    rules = session.get_one(Territory, "44")
    assert (rules.auto_publish, rules.batch_every_min, rules.chilled_on_board_s) == (True, 15, 2700)
    assert "Essai" in reasons(session)


def test_a_rhythm_left_empty_is_the_operator_s(browse: Browse, session: Session) -> None:
    dora = browse("dora")
    assert "Laissé vide : 5," in read(dora.open("/coordinator/44/rules"))
    form = {"auto_publish": "yes", "solve_limit_s": "10", "chilled_on_board_min": "45", "frozen_on_board_min": "20"}
    for typed, kept in (("5", 5), ("", None)):
        dora.send("/coordinator/44/rules", **form, batch_every_min=typed, reason="Essai")
        session.expire_all()
        assert session.get_one(Territory, "44").batch_every_min == kept


def test_a_plan_is_asked_for_followed_and_its_leftovers_explained(
    browse: Browse, offer: Offer, session: Session, at: datetime
) -> None:
    dora = browse("dora")
    asked = dora.send("/coordinator/44/plan", date="2026-11-24", time_limit_s="5")
    assert asked.location == "/coordinator/44/plan?day=2026-11-24"
    page = dora.open("/coordinator/44/plan")
    assert 'data-renew-s="1"' in page
    assert "En attente" in page
    assert dora.send("/coordinator/44/plan", date="2026-11-20", time_limit_s="500").status_code == 422
    plan = session.scalars(select(Plan)).one()
    plan.status, plan.summary = PlanStatus.READY, {"lots": 0, "kg": 0, "routes": 0, "distance_m": 0, "duration_s": 0}
    left = {"offer_id": str(offer.id), "lot_id": str(offer.lots[0].id), "quantity_g": 10_000, "code": "no_shift"}
    reason = {"reason": "Personne ne roule à cette heure.", "reason_en": "Nobody drives then."}
    bakery = f"{offer.producer_id}@47.218400,-1.553600"
    short = {"engine": "osrm:http://x", "drives": 4, "asked": 6, "places": [bakery], "detail": "Connection refused"}
    kinds = ("no_road", "off_map", "unanswered", "no_cache")
    plan.proposal = {
        "cargo": {},
        "routes": [],
        "unassigned": [left | reason],
        "stats": {"travel": [short | {"kind": kind} for kind in kinds]},
    }
    session.flush()
    page = dora.open("/coordinator/44/plan")
    assert "aucune route ne relie Boulangerie Alice" in page
    assert "n’a pas la carte de Boulangerie Alice" in page
    assert "ne répond pas (Connection refused)\u00a0: 4 trajets sur 6 sont estimés" in page
    assert "interrogé de nouveau" in page
    assert "Personne ne roule à cette heure." in page
    assert f"/coordinator/44/plan/{plan.id}/publish" in page
    assert plan.created_at >= at


def test_a_plan_that_cannot_be_published_says_why(browse: Browse) -> None:
    refused = browse("dora").send(f"/coordinator/44/plan/{new_id()}/publish")
    assert refused.status_code == 409
    assert "Cela n’existe pas" in read(refused.text)


def test_a_lot_is_traced_on_a_page_and_as_csv_that_no_spreadsheet_runs(
    browse: Browse, offer: Offer, people: People, session: Session
) -> None:
    offer.lots[0].description = '=HYPERLINK("https://evil.example")'
    builders.a_reservation(session, offer.lots[0], people.association, kg=4)
    dora, address = browse("dora"), f"/coordinator/44/lots/{offer.lots[0].id}/trace"
    assert "Les Amis de Bob" in dora.open(address)
    (row,) = csv.DictReader(StringIO(dora.open(f"{address}.csv")))
    assert row["description"].startswith("'=")
    assert (row["producer"], row["association"]) == ("Boulangerie Alice", "Les Amis de Bob")
    assert row["reserved_kg"] == "4.0"
    assert dora.client.get(f"/coordinator/44/lots/{new_id()}/trace").status_code == 404


def test_somebody_is_invited_and_the_link_is_shown_this_once(browse: Browse, session: Session) -> None:
    dora = browse("dora")
    form = {"name": "Ferme des Lilas", "email": "lilas@example.org", "role": "producer"}
    refused = dora.send("/coordinator/44/people", **form)
    assert refused.status_code == 422
    assert 'value="lilas@example.org"' in refused.text
    farm = {
        "organisation.name": "Ferme des Lilas",
        "organisation.kind": "farm",
        "organisation.place.address": "Clisson",
    }
    page = dora.send("/coordinator/44/people", **form, **farm).text
    link = page.split("<code>")[1].split("</code>")[0]
    assert link.startswith("http://127.0.0.1:8000/password/")
    assert dora.client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
    account = session.scalars(select(Account).where(Account.email == "lilas@example.org")).one()
    assert (account.territory, account.organisation is not None) == ("44", True)
    assert "/password/" not in dora.open("/coordinator/44/people?find=lilas")
    assert dora.send("/coordinator/44/people", **form | {"role": "admin"}).status_code in (403, 422)


def test_what_is_kept_of_a_person_can_be_had_and_erased(browse: Browse, people: People, session: Session) -> None:
    dora, address = browse("dora"), f"/coordinator/44/people/{people.charlie.id}"
    kept = json.loads(dora.open(f"{address}.json"))
    assert kept["account"]["email"] == "charlie@example.org"
    assert dora.send(f"{address}/erase", reason="Demande").status_code == 422
    assert dora.send(f"{address}/erase", sure="1", reason="Demande").location == "/coordinator/44/people?done=erased"
    session.expire_all()
    assert (people.charlie.name, people.charlie.phone) == ("", None)
    assert "charlie@example.org" not in dora.open("/coordinator/44/people")
    assert dora.client.get(f"/coordinator/44/people/{people.stan.id}.json").status_code == 404
