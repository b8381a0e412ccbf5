"""A driver's vehicle, start and hours over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import RouteStatus
from tests import builders
from tests.api.conftest import SignIn
from tests.driving import a_route
from tests.people import People

URL = "/api/v1/drivers/me/shifts"


def shifts(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "vehicle": {"kind": "van", "capacity_kg": 600.5, "crates": 40, "chilled_crates": 6, "frozen_crates": 0},
        "start": {"lat": 47.2, "lon": -1.55, "address": "Gare, Nantes"},
        "weekly": [{"weekday": 2, "from": "08:00", "until": "19:30", "max_stops": 6, "max_duration_s": 7200}],
        "one_off": [{"date": "2026-12-01", "from": "08:00", "until": "12:00", "available": False}],
    }
    return body | changes


def test_what_is_put_is_read_again(signed_in: SignIn) -> None:
    charlie = signed_in("charlie")
    put = charlie.put(URL, json=shifts())
    assert (put.status_code, put.json) == (200, shifts())
    assert charlie.get(URL).json == shifts()
    bare = shifts(weekly=[{"weekday": 1, "from": "08:00", "until": "09:00"}], one_off=[])
    assert charlie.put(URL, json=bare).json["weekly"] == [
        {"weekday": 1, "from": "08:00", "until": "09:00", "max_stops": None, "max_duration_s": None}
    ]


def test_a_new_driver_has_nothing_until_it_is_put(
    signed_in: SignIn, session: Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    dan = builders.an_account(session, "dan@example.org", role=Role.DRIVER)
    monkeypatch.setattr(type(people), "dan", dan, raising=False)
    assert signed_in("dan").get(URL).json == {"vehicle": None, "start": None, "weekly": [], "one_off": []}
    assert signed_in("dan").put(URL, json=shifts()).status_code == 200
    assert session.get_one(Driver, dan.id).capacity_g == 600_500


def test_a_start_that_is_an_address_alone_is_found(signed_in: SignIn) -> None:
    put = signed_in("charlie").put(URL, json=shifts(start={"address": "Ancenis"}))
    assert put.status_code == 200
    assert put.json["start"]["address"] == "Ancenis"
    assert put.json["start"]["lat"] == pytest.approx(47.37, abs=0.1)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"start": {"lat": 48.85, "lon": 2.35}}, "start"),
        ({"start": {"address": "Nulle-Part-sur-Rien"}}, "start.address"),
        ({"weekly": [{"weekday": 8, "from": "08:00", "until": "09:00"}]}, "weekly.0.weekday"),
        ({"weekly": [{"weekday": 1, "from": "8h", "until": "09:00"}]}, "weekly.0.from"),
        ({"weekly": [{"weekday": 1, "from": "10:00", "until": "09:00"}]}, "weekly.0.until"),
        ({"vehicle": {"kind": "tank", "capacity_kg": 1, "crates": 1}}, "vehicle.kind"),
        ({"vehicle": {"kind": "car", "capacity_kg": 10_000, "crates": 1}}, "vehicle.capacity_kg"),
        ({"one_off": [{"date": "2026-12-01", "from": "08:00", "until": "12:00"}]}, "one_off.0.available"),
    ],
)
def test_what_is_wrong_is_named(signed_in: SignIn, change: dict[str, Any], path: str) -> None:
    put = signed_in("charlie").put(URL, json=shifts(**change))
    assert (put.status_code, list(put.json["errors"])) == (422, [path])


def test_a_route_that_loses_its_shift_is_declined_and_one_that_keeps_it_stays(
    signed_in: SignIn, session: Session, people: People
) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    route = a_route(session, people.driver, [reservation])
    charlie = signed_in("charlie")
    charlie.put(URL, json=shifts())
    session.refresh(route)
    assert route.status is RouteStatus.ACCEPTED
    away = [{"date": "2026-11-24", "from": "08:00", "until": "18:00", "available": False}]
    charlie.put(URL, json=shifts(one_off=away))
    session.expire_all()
    assert (route.status, reservation.status.value) == (RouteStatus.DECLINED, "active")


def test_only_drivers_have_shifts(signed_in: SignIn) -> None:
    assert signed_in("bob").get(URL).status_code == 403
    assert signed_in("dora").put(URL, json=shifts()).status_code == 403
