"""A driver answers a route, drives it and reports, and says when they drive."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.offer import Category, Temperature
from foodlink.domain.route import Report, Route
from tests import builders
from tests.driving import a_route
from tests.pages.conftest import Browse, read
from tests.people import People


@pytest.fixture
def route(session: Session, people: People) -> Route:
    cold = builders.a_lot(kg=6, category=Category.DAIRY, description="Yaourts", temperature=Temperature.CHILLED)
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[cold])
    first = builders.a_reservation(session, cold, people.association, kg=4)
    second = builders.a_reservation(session, cold, people.association, kg=2)
    assert offer.id
    return a_route(session, people.driver, [first, second], status=RouteStatus.PROPOSED)


def report_of(route: Route, stop: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"event_id": str(uuid4()), "stop_id": str(route.stops[stop].id), "type": kind, **more}


def test_todays_route_is_in_order_with_hours_places_and_what_to_load(browse: Browse, route: Route) -> None:
    page = browse("charlie").open("/driver/")
    told = read(page).replace("\xa0", " ").replace("\u202f", " ")
    assert told.index("09:50 Collecte Boulangerie Alice") < told.index("10:10 Livraison Les Amis de Bob")
    assert 'href="geo:47.218400,-1.553600?q=47.218400,-1.553600(Boulangerie%20Alice)"' in page
    assert 'href="tel:+33240000000"' in page
    assert "Yaourts Au frais (4 °C au plus)" in told
    assert (
        page.count(f'value="{route.stops[0].loads[0].line.lot_id}"') == 2
    )  # once a stop, though two reservations hold it
    assert 'value="6"' in page


def test_another_drivers_route_is_nowhere_to_be_seen(
    browse: Browse, route: Route, people: People, session: Session
) -> None:
    people.stan.role, people.stan.organisation = people.charlie.role, None
    session.flush()
    stranger = browse("stan")
    assert "Boulangerie Alice" not in stranger.open("/driver/")
    assert stranger.send(f"/driver/routes/{route.id}/accept").status_code == 409
    assert stranger.send(f"/driver/routes/{route.id}/events", **report_of(route, 0, "arrived")).status_code == 409


def test_a_route_is_accepted_or_declined_with_a_reason(browse: Browse, route: Route, session: Session) -> None:
    charlie = browse("charlie")
    assert charlie.send(f"/driver/routes/{route.id}/accept").location == "/driver/?done=accepted"
    session.refresh(route)
    assert route.status is RouteStatus.ACCEPTED
    assert charlie.send(f"/driver/routes/{route.id}/decline", reason="Malade").location == "/driver/?done=declined"
    session.refresh(route)
    assert (route.status, route.reason) == (RouteStatus.DECLINED, "Malade")


def test_a_route_is_given_up_on_the_way_with_a_reason_and_never_without(
    browse: Browse, route: Route, session: Session
) -> None:
    charlie = browse("charlie")
    charlie.send(f"/driver/routes/{route.id}/events", **report_of(route, 0, "arrived"))
    assert charlie.send(f"/driver/routes/{route.id}/give-up", reason="").status_code == 409
    given_up = charlie.send(f"/driver/routes/{route.id}/give-up", reason="Panne")
    assert given_up.location == "/driver/?done=declined"
    session.refresh(route)
    assert (route.status, route.reason) == (RouteStatus.CANCELLED, "Panne")


def test_what_is_weighed_at_a_stop_is_reported_by_the_form(browse: Browse, route: Route, session: Session) -> None:
    charlie, address = browse("charlie"), f"/driver/routes/{route.id}/events"
    lot = str(route.stops[0].loads[0].line.lot_id)
    weighed = {"lots.0.lot_id": lot, "lots.0.quantity_kg": "5,5"}
    without = charlie.send(address, **report_of(route, 0, "collected", **weighed))
    assert without.status_code == 409
    assert "mesurez la température" in read(without.text)
    measured = weighed | {"lots.0.temperature_c": "3,2"}
    assert charlie.send(address, **report_of(route, 0, "collected", **measured)).location == "/driver/?done=reported"
    session.expire_all()
    assert route.stops[0].status is StopStatus.DONE
    assert sum(load.actual_g or 0 for load in route.stops[0].loads) == 5_500


def test_food_too_warm_is_answered_at_once_in_plain_words(browse: Browse, route: Route) -> None:
    lot = str(route.stops[0].loads[0].line.lot_id)
    form = {"lots.0.lot_id": lot, "lots.0.quantity_kg": "6", "lots.0.temperature_c": "9"}
    said = browse("charlie").send(f"/driver/routes/{route.id}/events", **report_of(route, 0, "collected", **form))
    assert said.status_code == 200
    assert "trop chaud (9,0 °C). Ne le chargez pas." in read(said.text)


def test_a_phone_that_was_offline_sends_a_batch_and_each_report_counts_once(
    browse: Browse, route: Route, session: Session
) -> None:
    charlie, at = browse("charlie"), clock.now().isoformat()
    events = [report_of(route, 0, "arrived", at=at), report_of(route, 1, "failed", at=at)]
    headers = {"X-CSRF-Token": charlie.token()}
    address = f"/driver/routes/{route.id}/events"
    first = charlie.client.post(address, json={"events": events}, headers=headers).json
    second = charlie.client.post(address, json={"events": events}, headers=headers).json
    assert first is not None
    assert second is not None
    assert [result["status"] for result in first["results"]] == ["accepted", "rejected"]
    assert [result["status"] for result in second["results"]] == ["duplicate", "rejected"]
    assert "dites en un mot pourquoi" in first["results"][1]["detail"]
    assert len(session.scalars(select(Report)).all()) == 1
    assert charlie.client.post(address, json={"events": events}).status_code == 403
    assert charlie.client.post(address, json={"events": [{"type": "danced"}]}, headers=headers).status_code == 422
    assert charlie.client.post(address, json=["events"], headers=headers).status_code == 422
    elsewhere = address.replace(str(route.id), str(uuid4()))
    scripted = headers | {"Accept": "application/json"}
    lost = charlie.client.post(elsewhere, json={"events": events}, headers=scripted)
    assert (lost.status_code, lost.json) == (404, {"detail": "Cela n’existe pas, ou appartient à quelqu’un d’autre."})


def test_hours_and_vehicle_are_replaced_by_what_the_form_says(browse: Browse, session: Session, people: People) -> None:
    charlie = browse("charlie")
    assert 'value="07:00"' in charlie.open("/driver/shifts")
    form = {
        "weekly.0.weekday": "2",
        "weekly.0.from": "06:00",
        "weekly.0.until": "09:30",
        "weekly.0.max_stops": "4",
        "weekly.3.weekday": "",
        "weekly.3.from": "06:00",
        "one_off.0.date": "2026-12-24",
        "one_off.0.from": "00:00",
        "one_off.0.until": "23:59",
        "one_off.0.available": "no",
        "vehicle.kind": "cargo_bike",
        "vehicle.capacity_kg": "80,5",
        "vehicle.crates": "6",
        "vehicle.chilled_crates": "1",
        "vehicle.frozen_crates": "0",
        "start.address": "Clisson",
    }
    assert charlie.send("/driver/shifts", **form).location == "/driver/shifts?done=shifts"
    session.expire_all()
    driver = session.get_one(Driver, people.charlie.id)
    assert (driver.vehicle_kind.value, driver.capacity_g, driver.start_address) == ("cargo_bike", 80_500, "Clisson")
    assert [(shift.weekday, f"{shift.ends:%H:%M}", shift.max_stops) for shift in driver.weekly] == [(2, "09:30", 4)]
    assert [(entry.day, entry.available) for entry in driver.one_off] == [(date(2026, 12, 24), False)]
    later = form | {"weekly.0.until": "05:00", "weekly.5.weekday": "3", "weekly.5.from": "", "weekly.5.until": "10:00"}
    refused = charlie.send("/driver/shifts", **later)
    assert refused.status_code == 422
    assert 'id="f-weekly-5-from-wrong"' in refused.text


def test_hours_can_be_added_to_the_form_before_it_is_saved(browse: Browse, session: Session, people: People) -> None:
    page = browse("charlie").send(
        "/driver/shifts", weekly__0__weekday="2", weekly__0__from="06:00", weekly__0__until="09:30", more="weekly"
    )
    assert page.status_code == 200
    assert 'name="weekly.1.from"' in page.text
    assert len(session.get_one(Driver, people.charlie.id).weekly) == 7
