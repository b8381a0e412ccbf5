"""Planning the rest of a day whose drivers are on the road: where they are taken to be, and what the cold chain allows."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.lifecycle import StopStatus
from foodlink.domain.offer import Category, Temperature
from foodlink.domain.organisation import OpeningHours, Organisation
from foodlink.domain.route import Route, Stop
from foodlink.planning.snapshot import Site
from foodlink.queries.planning import snapshot
from foodlink.routing_bridge.figures import figures
from foodlink.routing_bridge.whereabouts import drive_s, where
from tests import builders
from tests.driving import happened
from tests.people import People
from tests.planning.a_day import DAY, TheDay, later, the_day

STOPPING = timedelta(seconds=180)
"""Of a pickup and of a delivery alike."""


def _cold_claim(session: Session, people: People) -> None:
    """Yoghurt for Bob's association, that Beth's does not take; Charlie alone drives."""
    people.other_association.accepts = []
    chilled = builders.a_lot(kg=20, category=Category.DAIRY, temperature=Temperature.CHILLED)
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[chilled])
    builders.a_reservation(session, offer.lots[0], people.association, kg=20)


def _on_the_road(sessions: Sessions, furnish: Any) -> tuple[TheDay, Route]:
    day = the_day(sessions, furnish)
    day.plan()
    [route] = day.routes()
    day.accept(route, at=later(1))
    return day, route


def _expected(day: TheDay) -> list[tuple[str, datetime]]:
    """What is still to be done, and when."""
    [route] = day.routes()
    waiting = (StopStatus.PLANNED, StopStatus.ARRIVED)
    return [(stop.kind.value, stop.eta) for stop in route.stops if stop.status in waiting]


def _opens_only(day: TheDay, association: Organisation, opens: time) -> None:
    with day.sessions() as session:
        found = session.get_one(Organisation, association.id)
        found.hours = [OpeningHours(weekday=DAY.isoweekday(), opens=opens, closes=time(18))]
        session.commit()


def _left_behind(day: TheDay, *, at: datetime) -> list[str]:
    plan = day.solve(at=at)
    assert plan.proposal is not None
    return [one["code"] for one in plan.proposal["unassigned"]]


def _loaded(stop: Stop, *, at: datetime) -> Any:
    return happened("collected", stop, at=at, lots=[(stop.loads[0].line.lot, 20, 3.0)])


def test_a_driver_at_a_door_is_done_there_when_loading_is_over(fresh_sessions: Sessions) -> None:
    """Neither is parking forgotten, nor does loading begin anew with each plan."""
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    before, first = _expected(day), route.stops[0]
    day.report(route, happened("arrived", first, at=first.eta - STOPPING))

    for at in (first.eta - timedelta(seconds=150), first.eta + timedelta(seconds=65)):
        day.plan(at=at)
        assert _expected(day) == before


def test_loading_that_has_begun_is_not_put_off_until_somebody_opens(fresh_sessions: Sessions) -> None:
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    first = route.stops[0]
    day.report(route, happened("arrived", first, at=first.eta - STOPPING))
    _opens_only(day, day.people.association, time(13))

    assert _left_behind(day, at=first.eta) == ["ride_too_long"]


def test_cold_food_on_board_that_nobody_can_have_in_time_is_brought_back(fresh_sessions: Sessions) -> None:
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    first = route.stops[0]
    day.report(route, _loaded(first, at=first.eta))
    _opens_only(day, day.people.association, time(13))

    assert _left_behind(day, at=first.eta) == ["on_board"]


def test_cold_food_on_board_goes_first_where_all_cannot_be_in_time(fresh_sessions: Sessions) -> None:
    """A longer way round is no reason to spoil it."""
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    first = route.stops[0]
    day.report(route, _loaded(first, at=first.eta))
    _opens_only(day, day.people.association, time(9, 15))

    assert _left_behind(day, at=first.eta) == []


def test_what_is_on_board_and_goes_to_nobody_takes_its_place(fresh_sessions: Sessions) -> None:
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    pickup, door = route.stops
    day.report(route, _loaded(pickup, at=pickup.eta), happened("refused", door, at=door.eta, note="Fermé"))
    with fresh_sessions() as session:
        bakery = session.get_one(Organisation, day.people.bakery.id)
        offer = builders.an_offer(session, bakery, by=day.people.alice, lots=[builders.a_lot(kg=290, crates=10)])
        association = session.get_one(Organisation, day.people.association.id)
        builders.a_reservation(session, offer.lots[0], association, kg=290)
        session.commit()

    assert sorted(_left_behind(day, at=door.eta)) == ["on_board", "too_large"]


def test_a_driver_with_refused_food_waits_a_while_at_the_door_and_then_goes_home(fresh_sessions: Sessions) -> None:
    day, route = _on_the_road(fresh_sessions, _cold_claim)
    pickup, door = route.stops
    day.report(route, _loaded(pickup, at=pickup.eta), happened("refused", door, at=door.eta, note="Fermé"))
    waits = timedelta(seconds=figures("notice")["aboard_s"])

    def place(at: datetime) -> tuple[Site | None, int]:
        with fresh_sessions() as session:
            now = snapshot(session, "44", DAY, at=at)
        return where(now, now.volunteers[0], speed=1.0)

    still_there, _ = place(door.eta + waits)
    at_home, since = place(door.eta + waits + timedelta(seconds=1))
    driver = day.people.driver
    way_s = drive_s((door.lat, door.lon), (driver.start_lat, driver.start_lon), speed=1.0)

    assert still_there is not None
    assert still_there.organisation_id == day.people.association.id
    assert (at_home, since) == (None, int((door.eta + waits).timestamp()) + way_s)
