"""A person is erased or exported without touching the log."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.account import AccessToken, digest_of
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.notice import Notice
from foodlink.domain.route import Route
from foodlink.queries.personal_data import export_person
from foodlink.queries.persons import person_for
from foodlink.services.accept_route import accept_route
from foodlink.services.erase_person import erase_person
from foodlink.services.notices import tell
from foodlink.services.report_events import report_events
from tests import builders
from tests.driving import a_route, happened
from tests.people import People


@pytest.fixture
def route(session: Session, people: People) -> Route:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    reservation = builders.a_reservation(session, offer.lots[0], people.association)
    return a_route(session, people.driver, [reservation], status=RouteStatus.PROPOSED)


def test_what_names_a_person_goes_and_the_log_stays(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    accept_route(session, route.id, by=people.actor("charlie"), at=at)
    tell(session, [people.charlie.id], "route_proposed", {}, at=at)
    session.add(AccessToken(digest=digest_of("x"), account_id=people.charlie.id, created_at=at, expires_at=at))
    before = session.scalar(select(func.count()).where(Event.by == people.charlie.id))
    erase_person(session, people.charlie.id, by=people.actor("charlie"), at=at)
    charlie = people.charlie
    assert (charlie.name, charlie.phone, charlie.password_hash, charlie.erased_at) == ("", None, None, at)
    assert "charlie" not in charlie.email
    assert session.scalars(select(AccessToken).where(AccessToken.account_id == charlie.id)).all() == []
    assert session.scalars(select(Notice).where(Notice.account_id == charlie.id)).all() == []
    assert (people.driver.start_lat, people.driver.start_address, people.driver.weekly) == (47.2, "", [])
    assert session.scalar(select(func.count()).where(Event.by == charlie.id, Event.new != "erased")) != 0
    assert before == 1
    session.refresh(route)
    assert route.status is RouteStatus.DECLINED


def test_erasing_twice_is_erasing_once(session: Session, people: People, at: datetime) -> None:
    for _ in range(2):
        erase_person(session, people.bob.id, by=people.actor("dora"), at=at)
    assert session.scalars(select(Event.new).where(Event.subject_id == people.bob.id)).all() == ["erased"]


def test_nobody_is_erased_on_the_road(session: Session, people: People, route: Route, at: datetime) -> None:
    arrived = happened("arrived", route.stops[0], at=at)
    report_events(session, route.id, events=[arrived], by=people.actor("charlie"), at=at)
    with pytest.raises(Conflict):
        erase_person(session, people.charlie.id, by=people.actor("charlie"), at=at)


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("charlie", "charlie", True),
        ("dora", "charlie", True),
        ("admin", "dora", True),
        ("charlie", "bob", False),
        ("dora", "stan", False),
        ("dora", "admin", False),
    ],
)
def test_who_may_export_and_erase_whom(
    session: Session, people: People, at: datetime, who: str, whom: str, may: bool
) -> None:
    account = getattr(people, whom)
    assert (person_for(session, account.id, by=people.actor(who)) is account) is may
    if not may:
        with pytest.raises(NotFound):
            erase_person(session, account.id, by=people.actor(who), at=at)


def test_an_export_holds_all_of_a_person_and_is_plain_json(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    accept_route(session, route.id, by=people.actor("charlie"), at=at)
    exported = json.loads(json.dumps(export_person(session, people.charlie)))
    assert exported["account"]["email"] == "charlie@example.org"
    assert [one["id"] for one in exported["routes"]] == [str(route.id)]
    assert len(exported["driver"]["weekly"]) == 7
    assert [one["new"] for one in exported["events"]] == ["accepted"]
