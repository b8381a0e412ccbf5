"""What coordinators see and decide over HTTP; notices; what a person may ask."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from foodlink.domain.offer import Lot, Offer
from foodlink.domain.route import Route
from foodlink.services.notices import tell
from tests import builders
from tests.api.conftest import SignIn
from tests.driving import a_route
from tests.people import People


@pytest.fixture
def offer(session: Session, people: People) -> Offer:
    lot = builders.a_lot(description="=SOMME(A1)")
    return builders.an_offer(session, people.bakery, by=people.alice, lots=[lot], lasts=timedelta(hours=1))


@pytest.fixture
def lot(offer: Offer) -> Lot:
    return offer.lots[0]


@pytest.fixture
def route(session: Session, people: People, lot: Lot) -> Route:
    return a_route(session, people.driver, [builders.a_reservation(session, lot, people.association, kg=4)])


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/territories/44",
        "/api/v1/territories/44/alarms",
        "/api/v1/organisations",
        "/api/v1/events",
    ],
)
def test_what_is_for_coordinators_is_for_them_alone(signed_in: SignIn, url: str) -> None:
    assert signed_in("dora").get(url).status_code == 200
    for name in ("alice", "bob", "charlie"):
        assert signed_in(name).get(url).status_code == 403


def test_rules_change_with_a_reason_and_an_etag(signed_in: SignIn) -> None:
    dora, url = signed_in("dora"), "/api/v1/territories/44"
    etag = dora.get(url).headers["ETag"]
    body = {"auto_publish": True, "reason": "Nuit"}
    assert dora.patch(url, json=body).status_code == 428
    changed = dora.patch(url, json=body, headers={"If-Match": etag})
    assert (changed.status_code, changed.json["auto_publish"]) == (200, True)
    assert dora.patch(url, json=body, headers={"If-Match": etag}).status_code == 412
    for minutes in (5, None):
        ours = {"batch_every_min": minutes, "reason": "Nuit"}
        assert dora.patch(url, json=ours, headers={"If-Match": "*"}).json["batch_every_min"] == minutes
    bad = dora.patch(url, json={"batch_every_min": 0}, headers={"If-Match": "*"})
    assert (bad.status_code, sorted(bad.json["errors"])) == (422, ["batch_every_min", "reason"])
    assert dora.get("/api/v1/territories/72").status_code == 404
    assert dora.patch("/api/v1/territories/99", json=body, headers={"If-Match": "*"}).status_code == 404


def test_alarms_stand_in_a_list(signed_in: SignIn, lot: Lot) -> None:
    (alarm,) = signed_in("dora").get("/api/v1/territories/44/alarms").json["items"]
    assert (alarm["kind"], alarm["lot_id"], alarm["facts"]["left_g"]) == ("lot_unclaimed", str(lot.id), 10_000)


def test_a_lot_is_pinned(signed_in: SignIn, lot: Lot, people: People) -> None:
    url, pin = f"/api/v1/lots/{lot.id}/pin", {"association_id": str(people.association.id), "reason": "Promis"}
    pinned = signed_in("dora").post(url, json=pin)
    assert (pinned.status_code, pinned.json["id"]) == (200, str(lot.offer_id))
    unknown = signed_in("dora").post(url, json=pin | {"association_id": str(uuid4())})
    assert (unknown.status_code, list(unknown.json["errors"])) == (422, ["association_id"])
    assert signed_in("dora").post(f"/api/v1/lots/{uuid4()}/pin", json=pin).status_code == 404


def test_a_route_is_pinned_or_given_up(signed_in: SignIn, route: Route) -> None:
    dora, url = signed_in("dora"), f"/api/v1/routes/{route.id}"
    assert dora.post(f"{url}/pin", json={"reason": "x"}).status_code == 200
    assert dora.post(f"{url}/pin", json={"reason": "x", "driver_id": str(uuid4())}).status_code == 422
    given_up = signed_in("charlie").post(f"{url}/cancel", json={"reason": "Panne"})
    assert (given_up.status_code, given_up.json["status"]) == (200, "cancelled")
    assert dora.post(f"{url}/pin", json={"reason": "x"}).status_code == 409


def test_organisations_are_listed_by_pages_and_changed(signed_in: SignIn, people: People) -> None:
    dora = signed_in("dora")
    names, cursor = [], ""
    while cursor is not None:
        page = dora.get("/api/v1/organisations?limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        names += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert names == ["Boulangerie Alice", "La Table de Beth", "Les Amis de Bob"]
    url = f"/api/v1/organisations/{people.association.id}"
    etag = dora.get(url).headers["ETag"]
    body: dict[str, Any] = {"use_by_lead_h": 12, "storage_chilled_kg": 20.5, "reason": "Nouveau frigo"}
    body["hours"] = [{"weekday": 1, "from": "09:00", "until": "12:00"}]
    changed = dora.patch(url, json=body, headers={"If-Match": etag})
    assert changed.status_code == 200
    shown = {name: changed.json[name] for name in ("use_by_lead_h", "storage_chilled_kg", "hours")}
    assert shown == {name: body[name] for name in shown}
    far = people.stella.organisation_id
    assert dora.get(f"/api/v1/organisations/{far}").status_code == 404


def test_a_day_is_closed_and_opened(signed_in: SignIn, people: People) -> None:
    dora, url = signed_in("dora"), f"/api/v1/organisations/{people.bakery.id}/closures"
    closed = dora.post(url, json={"date": "2026-12-25", "reason": "Noël"})
    assert (closed.status_code, closed.json["closures"]) == (201, [{"date": "2026-12-25", "reason": "Noël"}])
    assert dora.post(url, json={"date": "2026-11-01", "reason": "x"}).status_code == 422
    assert dora.delete(f"{url}/2026-12-25").status_code == 204
    assert dora.delete(f"{url}/2026-12-25").status_code == 404
    assert dora.delete(f"{url}/someday").status_code == 404


@pytest.mark.usefixtures("route")
def test_a_lot_is_traced_as_json_and_as_a_table_that_no_spreadsheet_runs(signed_in: SignIn, lot: Lot) -> None:
    url = f"/api/v1/lots/{lot.id}/trace"
    (row,) = signed_in("dora").get(url).json["items"]
    assert (row["producer"], row["association"], row["reserved_kg"]) == ("Boulangerie Alice", "Les Amis de Bob", 4)
    table = signed_in("dora").get(f"{url}.csv")
    assert table.mimetype == "text/csv"
    (line,) = csv.DictReader(io.StringIO(table.data.decode()))
    assert (line["description"], line["reserved_kg"]) == ("'=SOMME(A1)", "4.0")
    assert list(line) == list(row)
    assert signed_in("beth").get(url).status_code == 404
    assert signed_in("charlie").get(url).status_code == 403


@pytest.mark.usefixtures("route")
def test_an_organisation_is_traced_by_day(signed_in: SignIn, people: People) -> None:
    url = f"/api/v1/organisations/{people.bakery.id}/trace"
    assert len(signed_in("dora").get(f"{url}?from=2026-11-24&to=2026-11-24").json["items"]) == 1
    assert signed_in("dora").get(f"{url}?from=2026-11-25").json["items"] == []
    assert signed_in("dora").get(f"{url}.csv?from=2026-11-25").text.startswith("lot_id,")
    assert signed_in("dora").get(f"{url}?from=yesterday").status_code == 422


@pytest.mark.usefixtures("route")
def test_the_log_is_read_by_pages_and_names_nobody(signed_in: SignIn) -> None:
    dora = signed_in("dora")
    first = dora.get("/api/v1/events?limit=1").json
    second = dora.get(f"/api/v1/events?limit=1&cursor={first['next']}").json
    assert first["items"][0]["id"] > second["items"][0]["id"]
    assert "name" not in first["items"][0]
    assert signed_in("admin").get("/api/v1/events").status_code == 422
    assert signed_in("admin").get("/api/v1/events?territory=44").status_code == 200
    assert dora.get("/api/v1/events?territory=72").status_code == 404


def test_notices_are_read_once(signed_in: SignIn, session: Session, people: People, at: datetime) -> None:
    tell(session, [people.bob.id, people.beth.id], "offer_withdrawn", {"offer_id": "1"}, at=at)
    session.commit()
    bob = signed_in("bob")
    (notice,) = bob.get("/api/v1/notices?unread=true").json["items"]
    assert (notice["kind"], notice["facts"], notice["read_at"]) == ("offer_withdrawn", {"offer_id": "1"}, None)
    assert bob.post("/api/v1/notices/read", json={"ids": [notice["id"]]}).json == {"read": 1}
    assert bob.post("/api/v1/notices/read").json == {"read": 0}
    assert bob.get("/api/v1/notices?unread=true").json["items"] == []
    assert len(bob.get("/api/v1/notices").json["items"]) == 1


def test_a_person_takes_a_copy_and_leaves(signed_in: SignIn, people: People) -> None:
    charlie, url = signed_in("charlie"), f"/api/v1/accounts/{people.charlie.id}"
    assert charlie.get(f"{url}/export").json["account"]["email"] == "charlie@example.org"
    assert signed_in("bob").get(f"{url}/export").status_code == 404
    assert signed_in("bob").post(f"{url}/erase").status_code == 404
    assert charlie.post(f"{url}/erase").status_code == 204
    assert charlie.get("/api/v1/me").status_code == 401
