"""What every call has in common: JSON alone, problems, paths of what is wrong, bounds, headers."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.offer import Lot, Offer
from tests import builders
from tests.api.bodies import a_lot_body, an_offer_body
from tests.api.conftest import SignIn
from tests.people import People

OFFERS = "/api/v1/offers"


def errors_of(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.text
    assert answer.mimetype == "application/problem+json"
    found: dict[str, list[str]] = answer.json["errors"]
    return found


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": "x" * 121}, "title"),
        ({"title": "  "}, "title"),
        ({"title": "\u200b\ufeff"}, "title"),
        ({"title": "Pain\u0007"}, "title"),
        ({"title": "Pain\ud800"}, "title"),
        ({"title": 3}, "title"),
        ({"notes": "x" * 1001}, "notes"),
        ({"colour": "red"}, "colour"),
        ({"available_from": "2026-11-24T08:00:00"}, "available_from"),
        ({"available_from": "2026-11-24"}, "available_from"),
        ({"available_from": "2026-02-30T08:00:00Z"}, "available_from"),
        ({"available_from": "0001-01-01T00:00:00+14:00"}, "available_from"),
        ({"available_until": "2026-11-24T07:59:00+01:00"}, "available_until"),
        ({"available_from": "2026-11-23T08:00:00Z", "available_until": "2026-11-23T18:00:00Z"}, "available_until"),
        ({"available_until": "2031-11-24T18:00:00Z"}, "available_until"),
        ({"lots": []}, "lots"),
        ({"lots": [a_lot_body()] * 51}, "lots"),
        ({"lots": {}}, "lots"),
        ({"lots": [a_lot_body(quantity_kg=0)]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(), a_lot_body(quantity_kg=10_000)]}, "lots.1.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=1.2345)]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=1e-10)]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg="10")]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=True)]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=float("nan"))]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=float("inf"))]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(quantity_kg=10**400)]}, "lots.0.quantity_kg"),
        ({"lots": [a_lot_body(category="stones")]}, "lots.0.category"),
        ({"lots": [a_lot_body(category=["bakery"])]}, "lots.0.category"),
        ({"lots": [a_lot_body(temperature=None)]}, "lots.0.temperature"),
        (
            {
                "available_from": "2026-11-26T08:00:00Z",
                "available_until": "2026-11-26T18:00:00Z",
                "lots": [a_lot_body(use_by="2026-11-25")],
            },
            "lots.0.use_by",
        ),
        ({"lots": [a_lot_body(crates=0)]}, "lots.0.crates"),
        ({"lots": [a_lot_body(crates=1.5)]}, "lots.0.crates"),
        ({"lots": [a_lot_body(use_by="2026-11-23")]}, "lots.0.use_by"),
        ({"lots": [a_lot_body(use_by="24/11/2026")]}, "lots.0.use_by"),
        ({"lots": [a_lot_body(use_by="2026-11-24T00:00:00Z")]}, "lots.0.use_by"),
        ({"lots": [a_lot_body(allergens=["sawdust"])]}, "lots.0.allergens.0"),
        ({"lots": [a_lot_body(allergens=["milk", "milk"])]}, "lots.0.allergens"),
        ({"lots": [a_lot_body(category="drinks", description="Vin rouge")]}, "lots.0.description"),
        ({"pickup": {"lat": 91, "lon": 0}}, "pickup.lat"),
        ({"pickup": {"lat": 47.2}}, "pickup.lon"),
        ({"pickup": {}}, "pickup"),
        ({"pickup": {"lat": 48.8566, "lon": 2.3522}}, "pickup"),
        ({"pickup": {"address": "10 downing street, London"}}, "pickup.address"),
        ({"pickup": {"lat": 47.2, "lon": -1.5, "town": "Nantes"}}, "pickup.town"),
    ],
)
def test_a_field_that_is_wrong_is_named_by_its_path_and_nothing_is_kept(
    signed_in: SignIn, session: Session, fields: dict[str, Any], path: str
) -> None:
    answer = signed_in("alice").post(OFFERS, data=json.dumps(an_offer_body(**fields)), content_type="application/json")
    assert path in errors_of(answer)
    assert session.scalar(select(func.count()).select_from(Offer)) == 0
    assert session.scalar(select(func.count()).select_from(Lot)) == 0


def test_the_bounds_themselves_are_allowed(signed_in: SignIn) -> None:
    lots = [
        a_lot_body(quantity_kg=0.001, description="x" * 300, use_by="2026-11-24", best_before="2026-11-01"),
        a_lot_body(quantity_kg=2000, crates=1000, allergens=["milk", "eggs"]),
    ]
    answer = signed_in("alice").post(OFFERS, json=an_offer_body(title="x" * 120, notes="deux\nlignes", lots=lots))
    assert answer.status_code == 201
    assert [lot["quantity_kg"] for lot in answer.json["lots"]] == [0.001, 2000.0]
    assert answer.json["notes"] == "deux\nlignes"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b"[1]",
        b"3",
        b'{"title": "x"} more',
        b"[" * 100_000,
        b'{"a":' * 40 + b"1" + b"}" * 40,
    ],
)
def test_a_body_that_is_no_object_is_refused(signed_in: SignIn, raw: bytes) -> None:
    errors_of(signed_in("alice").post(OFFERS, data=raw, content_type="application/json"))


def test_a_name_that_is_given_twice_is_named_by_its_path(signed_in: SignIn) -> None:
    raw = b'{"title": "Pain", "lots": [{"category": "bakery", "category": "dairy"}]}'
    answer = signed_in("alice").post(OFFERS, data=raw, content_type="application/json")
    assert errors_of(answer) == {"lots.0.category": ["Given twice."]}


def test_missing_fields_are_all_named_at_once(signed_in: SignIn) -> None:
    found = errors_of(signed_in("alice").post(OFFERS, json={"lots": [{}]}))
    assert {"title", "available_from", "available_until", "lots.0.category", "lots.0.quantity_kg"} <= set(found)


def test_only_json_is_read(signed_in: SignIn) -> None:
    answer = signed_in("alice").post(OFFERS, data="title=Pain", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


def test_a_body_over_one_mebibyte_is_refused_also_in_chunks(signed_in: SignIn) -> None:
    alice = signed_in("alice")
    large = json.dumps(an_offer_body(notes="x" * (1024 * 1024))).encode()
    assert alice.post(OFFERS, data=large, content_type="application/json").status_code == 413
    chunked = alice.post(
        OFFERS,
        input_stream=io.BytesIO(large),
        headers={"Transfer-Encoding": "chunked"},
        content_type="application/json",
    )
    assert (chunked.status_code, chunked.mimetype) == (413, "application/problem+json"), chunked.text[:300]


def test_a_body_in_chunks_is_read(signed_in: SignIn) -> None:
    body = io.BytesIO(json.dumps(an_offer_body()).encode())
    headers = {"Transfer-Encoding": "chunked"}
    answer = signed_in("alice").post(OFFERS, input_stream=body, headers=headers, content_type="application/json")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=5&limit=6", "limit"),
        ("status=eaten", "status"),
        ("status=open&status=eaten", "status"),
        ("category=", "category"),
        ("near=47.2", "near"),
        ("near=91,0", "near"),
        ("near=nan,0", "near"),
        ("near=47.2,-1.5&radius_km=101", "radius_km"),
        ("near=47.2,-1.5&radius_km=0", "radius_km"),
        ("radius_km=5", "radius_km"),
        ("cursor=abc", "cursor"),
        ("cursor=%ff", "cursor"),
        ("cursor=W10=", "cursor"),
        ("colour=red", "colour"),
    ],
)
def test_a_query_that_is_wrong_is_named(signed_in: SignIn, query: str, path: str) -> None:
    assert path in errors_of(signed_in("bob").get(f"{OFFERS}?{query}"))


def test_a_parameter_where_none_is_taken_is_named(signed_in: SignIn) -> None:
    alice = signed_in("alice")
    posted = alice.post(f"{OFFERS}?dry_run=1", json=an_offer_body())
    assert errors_of(posted) == {"dry_run": ["Unknown parameter."]}
    assert alice.get(OFFERS).json["items"] == []
    assert errors_of(alice.get("/api/v1/me?verbose")) == {"verbose": ["Unknown parameter."]}
    assert alice.get("/api/v1/openapi.json?v=2").status_code == 200


@pytest.mark.parametrize("name", ["nothing", "01a20aa9-3f5f-7000-a242-414d397106a7", "..%2f..", "%00"])
def test_an_identifier_that_is_unknown_or_malformed_is_404(signed_in: SignIn, name: str) -> None:
    alice = signed_in("alice")
    for method, path in (("get", ""), ("patch", ""), ("post", "/withdraw")):
        answer = getattr(alice, method)(f"{OFFERS}/{name}{path}", json={}, headers={"If-Match": '"x"'})
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_method_that_is_not_there_is_405_with_those_that_are(signed_in: SignIn) -> None:
    answer = signed_in("alice").delete(OFFERS)
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert "POST" in answer.headers["Allow"]


def test_a_path_that_is_not_there_is_a_problem(anyone: FlaskClient) -> None:
    answer = anyone.get("/api/v1/nothing")
    assert answer.json | {"detail": ""} == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": ""}


def test_what_is_unexpected_is_told_without_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/breaks")
    def breaks() -> str:
        raise RuntimeError("a secret in the message")

    answer = app.test_client().get("/breaks")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text
    assert "a secret in the message" in caplog.text


def test_answers_forbid_sniffing_and_framing(anyone: FlaskClient) -> None:
    headers = anyone.get("/healthz").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_each_of_many_names_that_are_given_twice_is_named(signed_in: SignIn) -> None:
    names = [f"n{number}" for number in range(20_000)]
    body = "{" + ",".join(f'"{name}":1' for name in [*names, *names]) + "}"
    answer = signed_in("alice").post(OFFERS, data=body, content_type="application/json")
    assert set(errors_of(answer)) == set(names)


def test_a_cursor_is_taken_only_whole_and_only_from_who_got_it(
    signed_in: SignIn, session: Session, people: People
) -> None:
    for _ in range(2):
        builders.an_offer(session, people.bakery, by=people.alice)
    session.commit()
    cursor = signed_in("dora").get(f"{OFFERS}?limit=1").json["next"]
    assert signed_in("dora").get(f"{OFFERS}?limit=1&cursor={cursor}").status_code == 200
    assert set(errors_of(signed_in("dora").get(f"{OFFERS}?limit=1&cursor={cursor}x"))) == {"cursor"}
    assert set(errors_of(signed_in("admin").get(f"{OFFERS}?limit=1&cursor={cursor}"))) == {"cursor"}


@pytest.mark.parametrize("password", ["\ud800", "pain\u0000", "", "x" * 201])
def test_a_password_that_nobody_can_have_is_refused(anyone: FlaskClient, password: str) -> None:
    answer = anyone.post("/api/v1/auth/token", json={"email": "alice@example.org", "password": password})
    assert set(errors_of(answer)) == {"password"}
