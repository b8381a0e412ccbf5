"""Signing in, tokens, and the session of the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.domain.account import AccessToken, Account, SignInFailure
from foodlink.services.passwords import Passwords
from foodlink.services.sign_in import sign_out
from tests.api.bodies import an_offer_body
from tests.api.conftest import SignIn
from tests.people import People

TOKEN = "/api/v1/auth/token"


@pytest.fixture
def alice(session: Session, people: People) -> Account:
    people.alice.password_hash = Passwords(cheap=True).hash("correct horse")
    session.flush()
    return people.alice


def test_a_right_password_gives_a_token_that_is_kept_as_a_digest_alone(
    anyone: FlaskClient, alice: Account, session: Session
) -> None:
    answer = anyone.post(TOKEN, json={"email": "Alice@Example.org", "password": "correct horse"})
    assert answer.status_code == 200
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 30 * 24 * 3600
    token = answer.json["access_token"]
    me = anyone.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json
    assert me == {
        "id": str(alice.id),
        "email": "alice@example.org",
        "name": "Alice",
        "role": "producer",
        "organisation": {"id": str(alice.organisation_id), "name": "Boulangerie Alice", "kind": "artisan"},
        "territory": "44",
    }
    assert token.encode() not in b"".join(session.scalars(select(AccessToken.digest)))


def test_an_admin_has_neither_organisation_nor_territory(signed_in: SignIn) -> None:
    me = signed_in("admin").get("/api/v1/me").json
    assert (me["organisation"], me["territory"]) == (None, None)


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(anyone: FlaskClient, alice: Account) -> None:
    wrong = anyone.post(TOKEN, json={"email": alice.email, "password": "wrong"})
    unknown = anyone.post(TOKEN, json={"email": "nobody@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


def test_after_five_wrong_tries_even_the_right_password_waits(anyone: FlaskClient, alice: Account) -> None:
    for _ in range(5):
        assert anyone.post(TOKEN, json={"email": alice.email, "password": "wrong"}).status_code == 401
    answer = anyone.post(TOKEN, json={"email": alice.email, "password": "correct horse"})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 61


def test_tries_are_forgotten_after_a_minute_and_others_may_sign_in_meanwhile(
    anyone: FlaskClient, alice: Account, session: Session
) -> None:
    for _ in range(5):
        anyone.post(TOKEN, json={"email": "nobody@example.org", "password": "wrong"})
        anyone.post(TOKEN, json={"email": alice.email, "password": "wrong"})
    for failure in session.scalars(select(SignInFailure)):
        failure.at -= timedelta(seconds=61)
    session.flush()
    assert anyone.post(TOKEN, json={"email": alice.email, "password": "correct horse"}).status_code == 200


def test_a_disabled_account_can_do_nothing(signed_in: SignIn, alice: Account, session: Session) -> None:
    client = signed_in("alice")
    alice.disabled_at = clock.machine_now()
    session.flush()
    assert client.get("/api/v1/me").status_code == 401
    assert client.post(TOKEN, json={"email": alice.email, "password": "correct horse"}).status_code == 401


def test_a_token_that_is_over_or_given_back_is_worth_nothing(
    anyone: FlaskClient, alice: Account, session: Session
) -> None:
    given = [
        anyone.post(TOKEN, json={"email": alice.email, "password": "correct horse"}).json["access_token"]
        for _ in range(2)
    ]
    sign_out(session, given[0])
    for token in session.scalars(select(AccessToken)):
        token.expires_at = clock.machine_now()
    session.flush()
    for token in given:
        assert anyone.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_the_session_cookie_reads_from_the_same_origin_and_writes_nothing(app: Flask, signed_in: SignIn) -> None:
    token = signed_in("alice").environ_base["HTTP_AUTHORIZATION"].split(" ", 1)[1]
    page = app.test_client()
    page.set_cookie("foodlink_session", token)
    assert page.get("/api/v1/me").status_code == 200
    assert page.get("/api/v1/me", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200
    assert page.get("/api/v1/me", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 401
    assert page.post("/api/v1/offers", json=an_offer_body()).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer nonsense", "Basic abc", "nonsense"])
def test_a_token_that_is_none_is_401(anyone: FlaskClient, header: str) -> None:
    answer = anyone.get("/api/v1/me", headers={"Authorization": header})
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
