"""POST, GET, PATCH offers and their withdrawal."""

from __future__ import annotations

from tests.api.bodies import an_offer_body
from tests.api.conftest import SignIn


def test_a_producer_posts_an_offer_and_reads_it_again(signed_in: SignIn) -> None:
    alice = signed_in("alice")
    posted = alice.post("/api/v1/offers", json=an_offer_body())
    assert posted.status_code == 201
    read = alice.get(posted.headers["Location"])
    assert read.json == posted.json
    assert read.headers["ETag"] == posted.headers["ETag"]
