"""What a coordinator decides, each time with a reason in the log: pins, closed days, rules, an association's 48 hours."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.driver import Driver
from foodlink.domain.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.offer import Offer
from foodlink.domain.route import Route
from foodlink.services.amend_organisation import OpenHours, amend_organisation
from foodlink.services.close_organisation import close_organisation, reopen_organisation
from foodlink.services.pin import pin_lot, pin_route
from foodlink.services.set_rules import set_rules
from tests import builders
from tests.driving import a_route
from tests.people import People


@pytest.fixture
def offer(session: Session, people: People) -> Offer:
    return builders.an_offer(session, people.bakery, by=people.alice)


@pytest.fixture
def route(session: Session, people: People, offer: Offer) -> Route:
    reservation = builders.a_reservation(session, offer.lots[0], people.association, kg=10)
    return a_route(session, people.driver, [reservation])


def logged(session: Session, new: str) -> tuple[Any, ...]:
    row = session.execute(select(Event.by, Event.reason, Event.data).where(Event.new == new)).one()
    return tuple(row)


def another_driver(session: Session, **vehicle: Any) -> Driver:
    account = builders.an_account(session, "dan@example.org", role=Role.DRIVER)
    return builders.a_driver(session, account, **vehicle)


def test_a_lot_is_pinned_to_an_association_and_freed_again(
    session: Session, people: People, offer: Offer, at: datetime
) -> None:
    dora, lot = people.actor("dora"), offer.lots[0]
    pin_lot(session, lot.id, association_id=people.association.id, reason="Promis", by=dora, at=at)
    assert lot.pinned_association_id == people.association.id
    data = {"lot_id": str(lot.id), "association_id": str(people.association.id)}
    assert logged(session, "lot_pinned") == (people.dora.id, "Promis", data)
    pin_lot(session, lot.id, association_id=None, reason="Plus besoin", by=dora, at=at)
    assert lot.pinned_association_id is None


def test_a_lot_is_not_pinned_to_where_it_may_not_go(
    session: Session, people: People, offer: Offer, at: datetime
) -> None:
    lot, dora = offer.lots[0], people.actor("dora")
    people.association.accepts = ["dairy"]
    with pytest.raises(Conflict):
        pin_lot(session, lot.id, association_id=people.association.id, reason="x", by=dora, at=at)
    for stranger in (people.stella.organisation_id, people.bakery.id):
        with pytest.raises(Invalid):
            pin_lot(session, lot.id, association_id=stranger, reason="x", by=dora, at=at)
    with pytest.raises(Forbidden):
        pin_lot(session, lot.id, association_id=None, reason="x", by=people.actor("alice"), at=at)


def test_a_route_is_fixed(session: Session, people: People, route: Route, at: datetime) -> None:
    pinned = pin_route(session, route.id, reason="Charlie connaît", by=people.actor("dora"), at=at)
    assert (pinned.id, pinned.pinned_at) == (route.id, at)
    assert logged(session, "pinned")[:2] == (people.dora.id, "Charlie connaît")


def test_a_route_is_handed_to_another_driver_as_another_route(
    session: Session, people: People, route: Route, at: datetime
) -> None:
    dan = another_driver(session)
    handed = pin_route(session, route.id, driver_id=dan.account_id, reason="Panne", by=people.actor("dora"), at=at)
    assert handed.id != route.id
    assert (handed.status, handed.driver_id, handed.pinned_at) == (RouteStatus.PROPOSED, dan.account_id, at)
    assert (route.status, {stop.status for stop in route.stops}) == (RouteStatus.CANCELLED, {StopStatus.CANCELLED})
    assert [stop.kind for stop in handed.stops] == [stop.kind for stop in route.stops]
    assert {load.line.status.value for stop in handed.stops for load in stop.loads} == {"planned"}


@pytest.mark.parametrize(
    ("vehicle", "code"),
    [({"capacity_kg": 9}, "capacity_g"), ({"crates": 0}, "crates"), ({"shift": (time(18), time(20))}, "no_shift")],
)
def test_a_route_is_not_handed_to_who_cannot_drive_it(
    session: Session, people: People, route: Route, at: datetime, vehicle: dict[str, Any], code: str
) -> None:
    dan = another_driver(session, **vehicle)
    with pytest.raises(Conflict) as no:
        pin_route(session, route.id, driver_id=dan.account_id, reason="x", by=people.actor("dora"), at=at)
    assert no.value.details["code"] == code


def test_an_organisation_is_closed_for_a_day_and_opened_again(session: Session, people: People, at: datetime) -> None:
    day, dora = date(2026, 12, 24), people.actor("dora")
    for _ in range(2):
        close_organisation(session, people.association.id, day=day, reason="Noël", by=dora, at=at)
    assert people.association.closed_on(day)
    assert logged(session, "closed") == (people.dora.id, "Noël", {"day": "2026-12-24"})
    reopen_organisation(session, people.association.id, day=day, by=dora, at=at)
    assert not people.association.closed_on(day)
    with pytest.raises(NotFound):
        reopen_organisation(session, people.association.id, day=day, by=dora, at=at)


def test_a_day_that_is_over_is_not_closed_and_other_territories_are_not_found(
    session: Session, people: People, at: datetime
) -> None:
    dora, yesterday = people.actor("dora"), date(2026, 11, 23)
    with pytest.raises(Invalid):
        close_organisation(session, people.association.id, day=yesterday, reason="x", by=dora, at=at)
    far = people.stella.organisation_id
    assert far is not None
    with pytest.raises(NotFound):
        close_organisation(session, far, day=date(2026, 12, 1), reason="x", by=dora, at=at)
    close_organisation(session, far, day=date(2026, 12, 1), reason="x", by=people.actor("admin"), at=at)


def test_the_rules_of_a_territory_are_set_with_old_and_new_in_the_log(
    session: Session, people: People, at: datetime
) -> None:
    rules = {"auto_publish": True, "batch_every_min": 5}
    territory = set_rules(session, "44", rules=rules, reason="Essai", by=people.actor("dora"), at=at)
    assert territory.auto_publish
    assert logged(session, "rules_set") == (
        people.dora.id,
        "Essai",
        {"auto_publish": [False, True], "batch_every_min": [None, 5]},
    )
    with pytest.raises(NotFound):
        set_rules(session, "72", rules=rules, reason="x", by=people.actor("dora"), at=at)
    with pytest.raises(Stale):
        set_rules(session, "44", rules={}, reason="x", by=people.actor("dora"), at=at, unchanged=lambda _now: False)


def test_an_association_that_serves_sooner_needs_fewer_hours(session: Session, people: People, at: datetime) -> None:
    dora = people.actor("dora")
    changes = {"use_by_lead_h": 24, "phone": "+33100000000"}
    hours = [OpenHours(2, time(9), time(12)), OpenHours(1, time(9), time(12))]
    amend_organisation(
        session, people.association.id, changes=changes, hours=hours, reason="Repas le midi", by=dora, at=at
    )
    assert people.association.use_by_lead_h == 24
    assert [slot.weekday for slot in people.association.hours] == [1, 2]
    data = {"changed": ["hours", "phone", "use_by_lead_h"], "use_by_lead_h": 24}
    assert logged(session, "amended") == (people.dora.id, "Repas le midi", data)


def test_a_producer_has_no_storage(session: Session, people: People, at: datetime) -> None:
    with pytest.raises(Invalid):
        amend_organisation(
            session, people.bakery.id, changes={"use_by_lead_h": 1}, reason="x", by=people.actor("dora"), at=at
        )
