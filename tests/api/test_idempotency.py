"""`Idempotency-Key` on POSTs that create."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.offer import Offer
from foodlink.domain.operation import IdempotentAnswer
from tests.api.bodies import an_offer_body
from tests.api.conftest import SignIn

OFFERS = "/api/v1/offers"


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Offer)) or 0


@pytest.fixture
def alice(signed_in: SignIn) -> FlaskClient:
    return signed_in("alice")


def test_the_same_key_path_and_body_gives_the_first_answer_again(alice: FlaskClient, session: Session) -> None:
    first = alice.post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": "k"})
    again = alice.post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Location"] == first.headers["Location"]
    assert how_many(session) == 1


def test_the_same_key_with_another_body_is_refused(alice: FlaskClient, session: Session) -> None:
    alice.post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": "k"})
    answer = alice.post(OFFERS, json=an_offer_body(title="Autre"), headers={"Idempotency-Key": "k"})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["Idempotency-Key"])
    assert how_many(session) == 1


def test_a_key_is_of_one_account(signed_in: SignIn, session: Session) -> None:
    for name in ("alice", "stan"):
        assert signed_in(name).post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": "k"}).status_code == 201
    assert how_many(session) == 2


def test_what_failed_is_tried_anew(alice: FlaskClient, session: Session) -> None:
    wrong = an_offer_body(available_until="2026-11-24T06:00:00Z")
    for body, status in ((wrong, 422), (wrong, 422), (an_offer_body(), 201)):
        assert alice.post(OFFERS, json=body, headers={"Idempotency-Key": "k"}).status_code == status
    assert how_many(session) == 1


def test_an_answer_older_than_seven_days_is_forgotten(alice: FlaskClient, session: Session) -> None:
    alice.post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": "k"})
    kept = session.scalars(select(IdempotentAnswer)).one()
    kept.created_at -= timedelta(days=7)
    session.flush()
    answer = alice.post(OFFERS, json=an_offer_body(title="Autre"), headers={"Idempotency-Key": "k"})
    assert answer.status_code == 201
    session.refresh(kept)
    assert kept.body is not None
    assert kept.body["title"] == "Autre"


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_one_to_two_hundred_characters(alice: FlaskClient, session: Session, key: str) -> None:
    answer = alice.post(OFFERS, json=an_offer_body(), headers={"Idempotency-Key": key})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["Idempotency-Key"])
    assert how_many(session) == 0
