"""Requests a second of POST offers and POST reservations, against an empty Flask view under the same server.

`python -m benchmarks.posting`: 8 clients on loopback, every answer durable, rounds of each in turn so that a machine whose
speed drifts is fair to all three. Goal: a sixth of the empty view's.
"""

from __future__ import annotations

import itertools
import json
import statistics
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import load
from benchmarks.ground import foodlink, home, server
from benchmarks.load import Load, request
from benchmarks.machine import describe, spread_ms

CLIENTS, EACH, ROUNDS = 8, 150, 3
RESERVED_EACH = 6
"""How many reservations one offer gets: a lot is shared by a few associations, not by hundreds."""


def main() -> None:
    """Measure and print."""
    print(describe())
    with home() as folder:
        foodlink(folder, "demo", "load", "--territory", "44", "--seed", "1")
        with server(folder, "empty") as empty_port, server(folder, "service") as port:
            _measure(empty_port, port)


def _measure(empty_port: int, port: int) -> None:
    producer, association = _token(port, "producteur@demo.example"), _token(port, "association@demo.example")
    enough = CLIENTS * EACH * ROUNDS // RESERVED_EACH
    offers = (_post(port, "/api/v1/offers", _offer(10.0), producer) for _ in range(enough))
    requests = [one for offer in offers for one in _reserving(offer, association)]
    waiting = iter(requests)
    rounds: dict[str, list[Load]] = {"empty view": [], "POST offers": [], "POST reservations": []}
    for _ in range(ROUNDS):
        rounds["empty view"].append(_run(empty_port, lambda _client: itertools.repeat(request("POST", "/"))))
        rounds["POST offers"].append(_run(port, lambda _client: _posting(producer)))
        rounds["POST reservations"].append(_run(port, lambda _client: waiting))
    empty = statistics.median(one.per_second for one in rounds["empty view"])
    for name, loads in rounds.items():
        rate = statistics.median(one.per_second for one in loads)
        seconds = [second for one in loads for second in one.seconds]
        states = sorted({state for one in loads for state in one.states})
        print(f"{name}: {rate:.0f}/s, 1/{empty / rate:.1f} of the empty view, {spread_ms(seconds)}, answers {states}")


def _run(port: int, requests: Any) -> Load:
    return load.run(port, requests, clients=CLIENTS, each=EACH)


def _offer(kg: float) -> dict[str, Any]:
    now = datetime.now(UTC)
    lot = {"category": "bakery", "description": "Pain", "quantity_kg": kg, "temperature": "ambient"}
    return {
        "title": "Pain du jour",
        "available_from": now.isoformat(),
        "available_until": (now + timedelta(hours=6)).isoformat(),
        "lots": [lot],
    }


def _posting(token: str) -> Iterator[bytes]:
    body = json.dumps(_offer(12.5)).encode()
    return itertools.repeat(request("POST", "/api/v1/offers", body=body, token=token))


def _reserving(offer: dict[str, Any], token: str) -> list[bytes]:
    lots = [{"lot_id": offer["lots"][0]["id"], "quantity_kg": 0.1}]
    body = json.dumps({"lots": lots, "transport": "delivery"}).encode()
    return [request("POST", f"/api/v1/offers/{offer['id']}/reservations", body=body, token=token)] * RESERVED_EACH


def _token(port: int, email: str) -> str:
    answer = _post(port, "/api/v1/auth/token", {"email": email, "password": "demo-foodlink"}, None)
    return str(answer["access_token"])


def _post(port: int, path: str, body: dict[str, Any], token: str | None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


if __name__ == "__main__":
    main()
