"""Giving back and withdrawing what is planned: it is planned again, and those concerned are told."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.lifecycle import OfferStatus, ReservationStatus
from foodlink.domain.notice import Notice
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Route
from foodlink.services.amend import OfferChanges, amend_offer
from foodlink.services.release import release_reservation
from foodlink.services.withdraw import withdraw_offer
from tests.builders import a_reservation, an_offer
from tests.driving import a_route
from tests.people import People


@pytest.fixture
def asked(session: Session) -> list[jobs.Job]:
    """The jobs that are asked for, as they are handed over."""
    found: list[jobs.Job] = []
    session.info[jobs.DEFER] = lambda _session, some: found.extend(some)
    return found


@pytest.fixture
def planned(session: Session, people: People) -> tuple[Reservation, Route]:
    """Bob's five kilos of Alice's bread, on Charlie's route."""
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    return reservation, a_route(session, people.driver, [reservation])


def who_was_told(session: Session, kind: str) -> set[object]:
    return set(session.scalars(select(Notice.account_id).where(Notice.kind == kind)))


def test_giving_back_what_is_planned_plans_the_day_again_and_tells_the_producer_and_the_driver(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    release_reservation(session, reservation.id, by=people.actor("bob"), at=at, reason="Frigo plein")
    assert (reservation.status, reservation.reason) == (ReservationStatus.RELEASED, "Frigo plein")
    assert reservation.offer.status is OfferStatus.OPEN
    assert [(job.name, job.arguments) for job in asked] == [("replan_day", {"territory": "44", "day": "2026-11-24"})]
    assert who_was_told(session, "reservation_released") == {people.alice.id, people.charlie.id}


def test_withdrawing_what_is_planned_plans_the_day_again_and_tells_the_association_and_the_driver(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    withdraw_offer(session, reservation.offer_id, reason=None, by=people.actor("alice"), at=at)
    assert [job.name for job in asked] == ["replan_day"]
    assert who_was_told(session, "offer_withdrawn") == {people.bob.id, people.charlie.id}


def test_changing_what_is_planned_plans_the_day_again_and_tells_the_association(
    session: Session, people: People, planned: tuple[Reservation, Route], asked: list[jobs.Job], at: datetime
) -> None:
    reservation, _route = planned
    changes = OfferChanges(fields={"notes": "Sonner deux fois"})
    amend_offer(session, reservation.offer_id, changes=changes, by=people.actor("alice"), at=at)
    assert [job.name for job in asked] == ["replan_day"]
    assert who_was_told(session, "offer_changed") == {people.bob.id}


def test_what_is_on_no_route_is_given_back_without_planning(
    session: Session, people: People, asked: list[jobs.Job], at: datetime
) -> None:
    offer = an_offer(session, people.bakery, by=people.alice)
    reservation = a_reservation(session, offer.lots[0], people.association)
    release_reservation(session, reservation.id, by=people.actor("bob"), at=at)
    assert asked == []
