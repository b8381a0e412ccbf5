"""Each call and each role: 401 without a token, 403 where the role never has the call, 404 for what is another's."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.api.bodies import an_offer_body
from tests.api.conftest import SignIn
from tests.builders import a_reservation, an_offer
from tests.people import People

PRODUCER, OTHER_PRODUCER, ASSOCIATION, OTHER_ASSOCIATION = "alice", "stan", "bob", "stella"
DRIVER, COORDINATOR, ADMIN = "charlie", "dora", "admin"
EVERYBODY = (PRODUCER, OTHER_PRODUCER, ASSOCIATION, OTHER_ASSOCIATION, DRIVER, COORDINATOR, ADMIN)


def outcomes(*, default: int, **exceptions: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | exceptions


CALLS: list[tuple[str, str, Any, dict[str, int]]] = [
    ("GET", "/api/v1/me", None, outcomes(default=200)),
    ("POST", "/api/v1/invitations", {}, outcomes(default=403, dora=422, admin=422)),
    ("POST", "/api/v1/offers", an_offer_body(), outcomes(default=403, alice=201, stan=201)),
    ("GET", "/api/v1/offers", None, outcomes(default=200)),
    ("GET", "/api/v1/offers/OFFER", None, outcomes(default=404, alice=200, bob=200, dora=200, admin=200)),
    ("PATCH", "/api/v1/offers/OFFER", {"title": "Pain"}, outcomes(default=403, alice=200, stan=404)),
    ("POST", "/api/v1/offers/OFFER/withdraw", {}, outcomes(default=403, alice=200, stan=404, dora=200, admin=200)),
    (
        "POST",
        "/api/v1/offers/OFFER/reservations",
        {"lots": [{"lot_id": "LOT", "quantity_kg": 1}], "transport": "self"},
        outcomes(default=403, bob=201, stella=404, dora=422, admin=422),
    ),
    ("GET", "/api/v1/reservations", None, outcomes(default=200, charlie=403)),
    (
        "GET",
        "/api/v1/reservations/RESERVATION",
        None,
        outcomes(default=404, alice=200, bob=200, dora=200, admin=200, charlie=403),
    ),
    (
        "DELETE",
        "/api/v1/reservations/RESERVATION",
        None,
        outcomes(default=403, bob=204, stella=404, dora=204, admin=204),
    ),
]


@pytest.fixture
def names(session: Session, people: People) -> dict[str, str]:
    """What stands for an offer of Alice's, its lot, and Bob's reservation of it, in the calls above."""
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    return {"OFFER": str(offer.id), "LOT": str(offer.lots[0].id), "RESERVATION": str(reservation.id)}


def call(client: FlaskClient, method: str, path: str, body: Any, names: dict[str, str]) -> int:
    for word, name in names.items():
        path = path.replace(word, name)
    if body is not None and "lots" in body and path.endswith("/reservations"):
        body = body | {"lots": [{"lot_id": names["LOT"], "quantity_kg": 1}]}
    return client.open(path, method=method, json=body, headers={"If-Match": "*"}).status_code


@pytest.mark.parametrize(("method", "path", "body", "expected"), CALLS, ids=[f"{one[0]} {one[1]}" for one in CALLS])
@pytest.mark.parametrize("name", EVERYBODY)
def test_a_role_gets_what_is_its_own(
    signed_in: SignIn, names: dict[str, str], name: str, method: str, path: str, body: Any, expected: dict[str, int]
) -> None:
    assert call(signed_in(name), method, path, body, names) == expected[name]


@pytest.mark.parametrize(("method", "path", "body", "_expected"), CALLS, ids=[f"{one[0]} {one[1]}" for one in CALLS])
def test_nothing_is_told_without_a_token(
    anyone: FlaskClient, names: dict[str, str], method: str, path: str, body: Any, _expected: Any
) -> None:
    assert call(anyone, method, path, body, names) == 401


def test_a_role_is_refused_before_its_body_is_read(signed_in: SignIn) -> None:
    answer = signed_in("bob").post("/api/v1/offers", data=b"{", content_type="application/json")
    assert answer.status_code == 403
