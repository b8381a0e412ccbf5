"""Whatever was acknowledged survives `kill -9`: the whole service is killed five times while offers are posted.

It is slow for a reason: the service starts six times.
"""

from __future__ import annotations

import threading
from uuid import uuid4

import httpx

from tests.service import Service, demonstration, wait_until

KILLS = 5
BEFORE_EACH_KILL = 15


def test_every_acknowledged_offer_is_there_once_after_five_kills() -> None:
    with demonstration() as service:
        token = service.signed_in("producteur2@demo.example").headers["Authorization"]
        acknowledged: dict[str, str] = {}
        stop = threading.Event()
        poster = threading.Thread(target=_post_until, args=(stop, service, token, acknowledged))
        poster.start()
        try:
            for _ in range(KILLS):
                goal = len(acknowledged) + BEFORE_EACH_KILL
                wait_until(lambda goal=goal: len(acknowledged) >= goal, "offers are acknowledged")
                service.kill()
                service.start(until_ready=False)
        finally:
            stop.set()
            poster.join()
        kept = _titles(service, token)
        assert {title: kept.count(title) for title in acknowledged} == dict.fromkeys(acknowledged, 1)


def _post_until(stop: threading.Event, service: Service, token: str, acknowledged: dict[str, str]) -> None:
    """Post one offer after the other, each until it is acknowledged, with a key that says it is the same one."""
    title, number = f"Tournee {uuid4()}", 0
    while not stop.is_set():
        name = f"{title} {number}"
        body = {
            "title": name,
            "available_from": "2026-11-24T08:30:00+01:00",
            "available_until": "2026-11-24T19:00:00+01:00",
            "lots": [{"category": "bakery", "description": "Pain", "quantity_kg": 1, "temperature": "ambient"}],
        }
        try:
            answer = httpx.post(
                f"{service.url}/api/v1/offers",
                json=body,
                timeout=10,
                headers={"Authorization": token, "Idempotency-Key": name},
            )
        except httpx.TransportError:
            stop.wait(0.05)
            continue
        if answer.status_code == 201:
            acknowledged[name] = answer.json()["id"]
            number += 1


def _titles(service: Service, token: str) -> list[str]:
    titles: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "200"} | ({"cursor": cursor} if cursor else {})
        page = httpx.get(
            f"{service.url}/api/v1/offers", params=query, headers={"Authorization": token}, timeout=30
        ).json()
        titles += [offer["title"] for offer in page["items"]]
        cursor = page["next"]
        if cursor is None:
            return titles
