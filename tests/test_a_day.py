"""A whole day through the HTTP contract, with the demonstration's sign-ins, on a real service.

It is slow for a reason: a service with its database, scheduler and workers starts, and a plan is solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.service import Service, demonstration, wait_until


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with demonstration() as running:
        yield running


def test_an_offer_is_posted_reserved_planned_driven_and_delivered(service: Service) -> None:
    producer = service.signed_in("producteur@demo.example")
    association = service.signed_in("association@demo.example")
    other = service.signed_in("association2@demo.example")
    coordinator = service.signed_in("coordination@demo.example")

    offer = _post_offer(producer)
    lot = offer["lots"][0]
    assert offer["status"] == "open"
    assert offer["id"] in [row["id"] for row in association.get("/offers", params={"limit": 200}).json()["items"]]

    delivered = _reserve(association, offer, lot, 12, "delivery")
    fetched = _reserve(other, offer, lot, 8, "self")
    too_much = association.post(
        f"/offers/{offer['id']}/reservations",
        json={"lots": [{"lot_id": lot["id"], "quantity_kg": 1}], "transport": "self"},
    )
    assert too_much.status_code == 409
    assert too_much.json()["left"] == [{"lot_id": lot["id"], "left_kg": 0}]

    _report_self_collection(other, fetched, service)
    assert other.get(f"/reservations/{fetched['id']}").json()["status"] == "delivered"

    route = _planned_route(coordinator, association, delivered)
    driver = _driver_of(service, route)
    assert driver.post(f"/routes/{route['id']}/accept").json()["status"] == "accepted"
    _drive(driver, coordinator, route["id"], service)

    reservation = association.get(f"/reservations/{delivered['id']}").json()
    assert reservation["status"] == "delivered"
    assert reservation["lots"] == [{"lot_id": lot["id"], "quantity_kg": 12, "collected_kg": 12, "delivered_kg": 12}]
    assert producer.get(f"/offers/{offer['id']}").json()["status"] == "delivered"


def _post_offer(producer: httpx.Client) -> dict[str, Any]:
    answer = producer.post(
        "/offers",
        json={
            "title": "Pain du matin",
            "available_from": "2026-11-24T08:30:00+01:00",
            "available_until": "2026-11-24T17:00:00+01:00",
            "lots": [
                {"category": "bakery", "description": "Pain", "quantity_kg": 20, "temperature": "ambient"},
            ],
        },
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"].endswith(answer.json()["id"])
    body: dict[str, Any] = answer.json()
    return body


def _reserve(
    association: httpx.Client, offer: dict[str, Any], lot: dict[str, Any], kg: float, transport: str
) -> dict[str, Any]:
    answer = association.post(
        f"/offers/{offer['id']}/reservations",
        json={"lots": [{"lot_id": lot["id"], "quantity_kg": kg}], "transport": transport},
    )
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _report_self_collection(association: httpx.Client, reservation: dict[str, Any], service: Service) -> None:
    answer = association.post(
        f"/reservations/{reservation['id']}/events",
        json={"events": [{"event_id": str(uuid4()), "type": "collected", "at": service.now().isoformat()}]},
    )
    assert answer.json()["results"][0]["status"] == "accepted", answer.text


def _planned_route(coordinator: httpx.Client, association: httpx.Client, reservation: dict[str, Any]) -> dict[str, Any]:
    """Ask for plans, publish each that the scheduler has not, until a route carries the reservation.

    The first may be one that was already being solved when the offer came: then that one is answered.
    """

    def route_id() -> Any:
        return association.get(f"/reservations/{reservation['id']}").json()["route_id"]

    def has_a_route() -> bool:
        asked = coordinator.post("/plans", json={"territory": "44", "date": "2026-11-24", "time_limit_s": 5})
        assert asked.status_code == 202, asked.text
        if asked.json()["status"] == "ready":
            coordinator.post(f"/plans/{asked.json()['id']}/publish")
        wait_until(lambda: _ended(coordinator, asked.json()["id"]), "the plan is published")
        return route_id() is not None

    wait_until(has_a_route, "a route for the reservation")
    route: dict[str, Any] = coordinator.get(f"/routes/{route_id()}").json()
    return route


def _ended(coordinator: httpx.Client, plan_id: str) -> bool:
    status = coordinator.get(f"/plans/{plan_id}").json()["status"]
    assert status != "failed"
    if status == "ready":
        coordinator.post(f"/plans/{plan_id}/publish")
    return status in ("published", "superseded")


def _driver_of(service: Service, route: dict[str, Any]) -> httpx.Client:
    """The volunteer where the route is theirs; else the coordinator, who may report on behalf of others."""
    volunteer = service.signed_in("benevole@demo.example")
    if volunteer.get("/me").json()["id"] == route["driver"]["id"]:
        return volunteer
    return service.signed_in("coordination@demo.example")


def _drive(driver: httpx.Client, coordinator: httpx.Client, route_id: str, service: Service) -> None:
    """Report each stop that is still to be done, in order, each batch twice, as a phone on a bad line would."""
    for _ in range(40):
        stops = coordinator.get(f"/routes/{route_id}").json()["stops"]
        stop = next((stop for stop in stops if stop["status"] in ("planned", "arrived")), None)
        if stop is None:
            break
        cold = {"chilled": 3.0, "frozen": -19.0}
        # A lot may stand twice at a stop, for two reservations; a report names it once, and only cold lots need naming.
        lots = [
            {
                "lot_id": lot_id,
                "quantity_kg": round(sum(one["quantity_kg"] for one in stop["lots"] if one["lot_id"] == lot_id), 3),
                "temperature_c": cold[temperature],
            }
            for lot_id, temperature in {one["lot_id"]: one["temperature"] for one in stop["lots"]}.items()
            if temperature in cold
        ]
        done = "collected" if stop["kind"] == "pickup" else "delivered"
        batch = {
            "events": [
                {"event_id": str(uuid4()), "stop_id": stop["id"], "type": kind, "at": service.now().isoformat()}
                | ({"lots": lots} if kind == done else {})
                for kind in ("arrived", done)
            ]
        }
        first, second = (driver.post(f"/routes/{route_id}/events", json=batch).json() for _ in range(2))
        assert [result["status"] for result in first["results"]] == ["accepted", "accepted"], first
        assert [result["status"] for result in second["results"]] == ["duplicate", "duplicate"], second
    assert coordinator.get(f"/routes/{route_id}").json()["status"] == "done"
