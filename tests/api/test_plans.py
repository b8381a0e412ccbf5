"""Plans over HTTP: asked for, read with drafts, published; by coordinators alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from foodlink.clients.solver import WarmSolver
from foodlink.services.solve_plan import solve_plan
from tests import builders
from tests.api.conftest import SignIn
from tests.builders import MORNING
from tests.people import People

PLANS = "/api/v1/plans"
TODAY = {"territory": "44", "date": "2026-11-24"}


@pytest.fixture
def dora(signed_in: SignIn, session: Session, people: People) -> FlaskClient:
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])
    builders.a_reservation(session, offer.lots[0], people.association, kg=12.5)
    return signed_in("dora")


def _solve(session: Session, plan: dict[str, Any]) -> None:
    session.commit()
    sessions = sessionmaker(session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False)
    solve_plan(sessions, UUID(plan["id"]), solver=WarmSolver(iterations=20), now=lambda: MORNING)
    session.expire_all()


def test_a_plan_is_queued_and_its_place_told(dora: FlaskClient) -> None:
    answer = dora.post(PLANS, json=TODAY)

    assert answer.status_code == 202
    plan = answer.get_json()
    assert answer.headers["Location"] == f"{PLANS}/{plan['id']}"
    assert plan | {"id": 0, "created_at": 0} == {
        "id": 0,
        "territory": "44",
        "date": "2026-11-24",
        "status": "queued",
        "created_at": 0,
        "published_at": None,
        "progress": None,
        "summary": None,
        "error": None,
        "routes": [],
        "unassigned": [],
        "shortfalls": [],
    }


def test_while_one_is_queued_for_the_day_it_is_that_one(dora: FlaskClient) -> None:
    first = dora.post(PLANS, json=TODAY).get_json()

    assert dora.post(PLANS, json={**TODAY, "time_limit_s": 5}).get_json()["id"] == first["id"]
    assert dora.post(PLANS, json={**TODAY, "date": "2026-11-25"}).get_json()["id"] != first["id"]


def test_before_its_publication_a_plan_shows_drafts_with_all_that_a_route_has(
    dora: FlaskClient, session: Session, people: People
) -> None:
    asked = dora.post(PLANS, json=TODAY).get_json()
    _solve(session, asked)

    plan = dora.get(f"{PLANS}/{asked['id']}").get_json()

    assert (plan["status"], plan["summary"]["kg"], plan["unassigned"]) == ("ready", 20.0, [])
    assert plan["progress"]["served_kg"] == 20.0
    [route] = plan["routes"]
    assert (route["status"], route["version"], route["plan_id"]) == ("draft", 1, plan["id"])
    assert route["driver"] == {"id": str(people.charlie.id), "name": "Charlie"}
    pickup, *deliveries = route["stops"]
    assert pickup["place"]["name"] == "Boulangerie Alice"
    assert pickup["window"][0] <= pickup["eta"] <= pickup["window"][1]
    assert sum(lot["quantity_kg"] for lot in pickup["lots"]) == 20.0
    claimed = [lot for stop in deliveries for lot in stop["lots"] if lot["reservation_id"] is not None]
    assert [lot["quantity_kg"] for lot in claimed] == [12.5]


def test_published_its_routes_keep_their_names(dora: FlaskClient, session: Session) -> None:
    asked = dora.post(PLANS, json=TODAY).get_json()
    _solve(session, asked)
    draft = dora.get(f"{PLANS}/{asked['id']}").get_json()

    published = dora.post(f"{PLANS}/{asked['id']}/publish")

    assert published.status_code == 200
    plan = published.get_json()
    assert (plan["status"], plan["published_at"] is not None) == ("published", True)
    assert [route["id"] for route in plan["routes"]] == [route["id"] for route in draft["routes"]]
    assert plan["routes"][0]["status"] == "proposed"
    assert [stop["id"] for stop in plan["routes"][0]["stops"]] == [stop["id"] for stop in draft["routes"][0]["stops"]]
    assert dora.post(f"{PLANS}/{asked['id']}/publish").get_json() == plan


def test_a_plan_that_is_not_ready_cannot_be_published(dora: FlaskClient) -> None:
    asked = dora.post(PLANS, json=TODAY).get_json()

    assert dora.post(f"{PLANS}/{asked['id']}/publish").status_code == 409


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"date": "2026-11-23"}, "date"),
        ({"date": "24/11/2026"}, "date"),
        ({"territory": "75"}, "territory"),
        ({"territory": "72"}, "territory"),
        ({"time_limit_s": 0}, "time_limit_s"),
        ({"time_limit_s": 121}, "time_limit_s"),
        ({"time_limit_s": 1.5}, "time_limit_s"),
        ({"speed": 1}, "speed"),
    ],
)
def test_what_is_wrong_is_named(dora: FlaskClient, change: dict[str, Any], path: str) -> None:
    answer = dora.post(PLANS, json=TODAY | change)

    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [path]


def test_plans_are_listed_the_newest_first(dora: FlaskClient) -> None:
    first = dora.post(PLANS, json=TODAY).get_json()
    second = dora.post(PLANS, json={**TODAY, "date": "2026-11-25"}).get_json()

    page = dora.get(f"{PLANS}?limit=1").get_json()
    rest = dora.get(f"{PLANS}?limit=1&cursor={page['next']}").get_json()

    assert [page["items"][0]["id"], rest["items"][0]["id"]] == [second["id"], first["id"]]
    assert rest["next"] is None
    assert [one["id"] for one in dora.get(f"{PLANS}?date=2026-11-24").get_json()["items"]] == [first["id"]]


def test_plans_are_for_those_who_coordinate_the_territory(
    dora: FlaskClient, signed_in: SignIn, session: Session, people: People
) -> None:
    asked = dora.post(PLANS, json=TODAY).get_json()

    for name in ("alice", "bob", "charlie"):
        assert signed_in(name).get(f"{PLANS}/{asked['id']}").status_code == 403
        assert signed_in(name).post(PLANS, json=TODAY).status_code == 403
    assert signed_in("admin").get(f"{PLANS}/{asked['id']}").status_code == 200
    people.dora.territory = "72"
    session.flush()
    assert dora.get(f"{PLANS}/{asked['id']}").status_code == 404
    assert dora.post(f"{PLANS}/{asked['id']}/publish").status_code == 404


def test_the_same_key_asks_once(dora: FlaskClient) -> None:
    headers = {"Idempotency-Key": "plan-1"}
    first = dora.post(PLANS, json=TODAY, headers=headers)

    assert dora.post(PLANS, json=TODAY, headers=headers).get_json() == first.get_json()
    assert dora.post(PLANS, json={**TODAY, "time_limit_s": 3}, headers=headers).status_code == 422
