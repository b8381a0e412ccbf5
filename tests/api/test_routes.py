"""Routes over HTTP: who sees them, their files, accepting, declining and reporting."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.clients.road_lines import RoadLines
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.offer import Lot
from foodlink.domain.reservation import Transport
from foodlink.domain.route import Route
from tests import builders
from tests.api.conftest import SignIn
from tests.driving import a_route
from tests.people import People
from tests.routing.osrm_server import OsrmServer, Trouble, an_osrm_server, pieces


@pytest.fixture
def lot(session: Session, people: People) -> Lot:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    return offer.lots[0]


@pytest.fixture
def route(session: Session, people: People, lot: Lot) -> Route:
    people.bakery.name = "Pain & Cie ; fils, <père>"
    reservation = builders.a_reservation(session, lot, people.association, kg=8)
    return a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED)


def event(route: Route, stop: int, kind: str, at: datetime, **more: Any) -> dict[str, Any]:
    stop_id = str(route.stops[stop].id)
    return {"event_id": str(uuid4()), "stop_id": stop_id, "type": kind, "at": at.isoformat(), **more}


def test_a_driver_sees_the_route_with_its_stops_in_order_and_whom_to_call(signed_in: SignIn, route: Route) -> None:
    shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}")
    assert shown.status_code == 200
    body = shown.json
    assert body is not None
    assert [stop["kind"] for stop in body["stops"]] == ["pickup", "delivery"]
    assert body["stops"][0]["contact"] == {"name": "Pain & Cie ; fils, <père>", "phone": "+33240000000"}
    assert body["stops"][0]["lots"][0]["quantity_kg"] == 8
    assert (body["date"], body["status"], body["version"]) == ("2026-11-24", "proposed", 1)
    again = signed_in("charlie").get(f"/api/v1/routes/{route.id}", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


def test_phones_are_for_those_who_meet_and_only_until_the_end_of_the_day(signed_in: SignIn, route: Route) -> None:
    url = f"/api/v1/routes/{route.id}"
    coordinator = signed_in("dora").get(url).json
    assert coordinator is not None
    assert coordinator["stops"][0]["contact"] is None
    clock.set_shift(clock.shift() + timedelta(hours=16))
    tomorrow = signed_in("charlie").get(url).json
    assert tomorrow is not None
    assert tomorrow["stops"][0]["contact"] is None


def test_routes_are_listed_by_driver_and_day(signed_in: SignIn, route: Route, people: People) -> None:
    def ids(name: str, query: str) -> list[str]:
        body = signed_in(name).get(f"/api/v1/routes{query}").json
        assert body is not None
        return [item["id"] for item in body["items"]]

    for name, query in [
        ("charlie", ""),
        ("charlie", "?driver=me&date=2026-11-24"),
        ("dora", ""),
        ("dora", f"?driver={people.charlie.id}&date=2026-11-24&date=2026-11-25"),
        ("admin", ""),
    ]:
        assert ids(name, query) == [str(route.id)]
    assert ids("dora", "?driver=me") == []
    assert ids("charlie", "?date=2026-11-25") == []
    assert ids("charlie", f"?driver={people.dora.id}") == []


@pytest.mark.parametrize("query", ["driver=you", "date=tomorrow", "color=red", "date=2026-13-01"])
def test_a_bad_query_is_refused(signed_in: SignIn, query: str) -> None:
    assert signed_in("charlie").get(f"/api/v1/routes?{query}").status_code == 422


def test_others_do_not_see_routes(signed_in: SignIn, route: Route) -> None:
    assert signed_in("alice").get(f"/api/v1/routes/{route.id}").status_code == 403
    assert signed_in("charlie").get(f"/api/v1/routes/{uuid4()}").status_code == 404
    assert signed_in("charlie").get("/api/v1/routes/nonsense").status_code == 404


def test_the_route_as_geojson(signed_in: SignIn, route: Route) -> None:
    shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}.geojson")
    assert shown.mimetype == "application/geo+json"
    body = shown.get_json(force=True)
    assert [feature["geometry"]["type"] for feature in body["features"]] == ["LineString", "Point", "Point"]
    assert body["features"][1]["geometry"]["coordinates"] == [-1.5536, 47.2184]


@pytest.fixture
def osrm(app: Flask) -> Iterator[OsrmServer]:
    """A road engine that the application of the test draws with."""
    with an_osrm_server() as server:
        app.extensions["foodlink_lines"] = RoadLines(f"osrm:{server.address}")
        yield server


def test_the_route_is_drawn_along_the_roads_where_there_is_an_engine(
    osrm: OsrmServer, signed_in: SignIn, route: Route
) -> None:
    def line() -> dict[str, Any]:
        shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}.geojson").get_json(force=True)
        drawn: dict[str, Any] = shown["features"][0]
        return drawn

    start, end = ((stop.lat, stop.lon) for stop in route.stops)
    along = [[lon, lat] for piece in pieces((start, end)) for lat, lon in piece]
    assert line()["geometry"]["coordinates"] == [along[0], along[1], along[3]]
    assert line()["properties"]["drawn"] == "along the roads"
    assert osrm.routes == [2]


def test_the_route_is_drawn_straight_where_the_engine_is_away(
    osrm: OsrmServer, signed_in: SignIn, route: Route
) -> None:
    osrm.troubles = [Trouble(404)]
    for _ in range(2):
        shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}.geojson").get_json(force=True)
        assert shown["features"][0]["properties"]["drawn"] == "straight"
        assert len(shown["features"][0]["geometry"]["coordinates"]) == 2
    assert len(osrm.paths) == 1


def test_the_route_as_gpx(signed_in: SignIn, route: Route) -> None:
    shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}.gpx")
    assert shown.mimetype == "application/gpx+xml"
    root = ElementTree.fromstring(shown.data)
    space = "{http://www.topografix.com/GPX/1/1}"
    names = [name.text for name in root.iterfind(f"{space}rte/{space}rtept/{space}name")]
    assert names == ["Collecte : Pain & Cie ; fils, <père>", "Livraison : Les Amis de Bob"]


def test_files_say_what_is_carried_to_the_gram_as_french_writes_it(
    signed_in: SignIn, route: Route, session: Session
) -> None:
    route.stops[0].loads[0].quantity_g, route.stops[0].address = 1_234_567, ""
    session.flush()
    charlie, url = signed_in("charlie"), f"/api/v1/routes/{route.id}"
    assert "(1234,567 kg)</desc>" in charlie.get(f"{url}.gpx").text
    unfolded = charlie.get(f"{url}.ics").text.replace("\r\n ", "")
    assert "(1234\\,567 kg)" in unfolded
    assert "LOCATION:Pain & Cie \\; fils\\, <père>\r\n" in unfolded


def test_the_route_as_a_calendar_entry(signed_in: SignIn, route: Route) -> None:
    shown = signed_in("charlie").get(f"/api/v1/routes/{route.id}.ics")
    assert shown.mimetype == "text/calendar"
    raw = shown.data.decode()
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    unfolded = raw.replace("\r\n ", "")
    assert "DTSTART:20261124T083000Z\r\n" in unfolded
    assert "STATUS:TENTATIVE\r\n" in unfolded
    assert "LOCATION:Pain & Cie \\; fils\\, <père>\\, 1 rue de la Paix\\, 44000 Nantes\r\n" in unfolded


def test_a_driver_accepts_and_declines(signed_in: SignIn, route: Route) -> None:
    charlie, url = signed_in("charlie"), f"/api/v1/routes/{route.id}"
    for _ in range(2):
        accepted = charlie.post(f"{url}/accept")
        assert (accepted.status_code, accepted.json["status"]) == (200, "accepted")
    for body in ({"reason": "Malade"}, {}):
        declined = charlie.post(f"{url}/decline", json=body)
        assert (declined.status_code, declined.json["status"]) == (200, "declined")
    assert charlie.post(f"{url}/accept").status_code == 409
    assert charlie.post(f"{url}/decline").status_code == 200


def test_a_batch_from_a_phone_that_was_offline(signed_in: SignIn, route: Route, lot: Lot, at: datetime) -> None:
    events = [
        event(route, 1, "delivered", at + timedelta(minutes=3)),
        event(route, 0, "collected", at + timedelta(minutes=2), lots=[{"lot_id": str(lot.id), "quantity_kg": 7.5}]),
        event(route, 0, "arrived", at + timedelta(minutes=1)),
        event(route, 1, "failed", at + timedelta(minutes=4)),
    ]
    answer = signed_in("charlie").post(f"/api/v1/routes/{route.id}/events", json={"events": events})
    assert answer.status_code == 200
    assert [result["status"] for result in answer.json["results"]] == ["accepted", "accepted", "accepted", "rejected"]
    assert [result["event_id"] for result in answer.json["results"]] == [one["event_id"] for one in events]
    assert answer.json["results"][3]["detail"] == "note : dites en un mot pourquoi."
    assert answer.json["route"]["status"] == "done"
    assert [stop["lots"][0]["quantity_kg"] for stop in answer.json["route"]["stops"]] == [7.5, 7.5]
    again = signed_in("charlie").post(f"/api/v1/routes/{route.id}/events", json={"events": events[:3]})
    assert [result["status"] for result in again.json["results"]] == ["duplicate"] * 3


def test_refused_food_stands_on_the_route_until_somebody_takes_it(
    signed_in: SignIn, route: Route, lot: Lot, at: datetime
) -> None:
    events = [event(route, 0, "collected", at), event(route, 1, "refused", at + timedelta(minutes=1), note="Plein")]
    answer = signed_in("charlie").post(f"/api/v1/routes/{route.id}/events", json={"events": events})
    shown = {"lot_id": str(lot.id), "description": lot.description, "quantity_kg": 8, "use_by": None}
    assert answer.json["route"]["left_on_board"] == [shown | {"status": "on_board"}]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"event_id": "1"}, "events.0.event_id"),
        ({"type": "vanished"}, "events.0.type"),
        ({"at": "2026-11-24T08:30:00"}, "events.0.at"),
        ({"color": "red"}, "events.0.color"),
        ({"lots": [{"lot_id": str(uuid4()), "quantity_kg": -1}]}, "events.0.lots.0.quantity_kg"),
        ({"lots": [{"lot_id": str(uuid4()), "quantity_kg": 1, "temperature_c": "4"}]}, "events.0.lots.0.temperature_c"),
    ],
)
def test_a_malformed_event_is_refused_with_its_path(
    signed_in: SignIn, route: Route, at: datetime, change: dict[str, Any], path: str
) -> None:
    body = {"events": [event(route, 0, "collected", at) | change]}
    answer = signed_in("charlie").post(f"/api/v1/routes/{route.id}/events", json=body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [path])


def test_more_than_two_hundred_events_at_once_are_refused(signed_in: SignIn, route: Route, at: datetime) -> None:
    body = {"events": [event(route, 0, "arrived", at) for _ in range(201)]}
    assert signed_in("charlie").post(f"/api/v1/routes/{route.id}/events", json=body).status_code == 422


def test_an_association_reports_what_it_fetched_itself(
    signed_in: SignIn, session: Session, people: People, lot: Lot, at: datetime
) -> None:
    reservation = builders.a_reservation(session, lot, people.association, kg=2, transport=Transport.SELF)
    sent = {"event_id": str(uuid4()), "type": "collected", "at": at.isoformat()}
    url = f"/api/v1/reservations/{reservation.id}/events"
    answer = signed_in("bob").post(url, json={"events": [sent]})
    assert answer.status_code == 200
    assert answer.json["results"] == [{"event_id": sent["event_id"], "status": "accepted", "detail": None}]
    assert answer.json["reservation"]["status"] == "delivered"
    assert answer.json["reservation"]["lots"][0]["delivered_kg"] == 2
    assert signed_in("beth").post(url, json={"events": [sent]}).status_code == 404
    assert signed_in("bob").post(url, json={"events": [{**sent, "type": "arrived"}]}).status_code == 422


def test_a_call_without_a_body_refuses_what_is_sent_in_it(signed_in: SignIn, route: Route) -> None:
    answer = signed_in("charlie").post(f"/api/v1/routes/{route.id}/accept", json={"hurry": True})
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"hurry"}
    assert route.status is RouteStatus.PROPOSED


def test_a_stop_that_is_made_shows_when_it_was(signed_in: SignIn, route: Route, at: datetime) -> None:
    charlie = signed_in("charlie")
    charlie.post(f"/api/v1/routes/{route.id}/accept")
    early = at - timedelta(minutes=1)
    report = {"events": [event(route, 0, "arrived", early), event(route, 0, "collected", early)]}
    assert charlie.post(f"/api/v1/routes/{route.id}/events", json=report).status_code == 200
    shown = charlie.get(f"/api/v1/routes/{route.id}").json
    assert datetime.fromisoformat(shown["stops"][0]["eta"]) == early
    assert datetime.fromisoformat(shown["starts_at"]) <= early


def test_a_route_begun_early_lasts_from_then_on(signed_in: SignIn, route: Route, at: datetime) -> None:
    charlie = signed_in("charlie")
    charlie.post(f"/api/v1/routes/{route.id}/accept")
    early = at - timedelta(minutes=1)
    charlie.post(f"/api/v1/routes/{route.id}/events", json={"events": [event(route, 0, "arrived", early)]})
    shown = charlie.get(f"/api/v1/routes/{route.id}").json
    starts, ends = (datetime.fromisoformat(shown[name]) for name in ("starts_at", "ends_at"))
    assert (starts, ends - starts) == (early, timedelta(seconds=shown["duration_s"]))
