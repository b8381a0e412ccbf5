"""A published plan is what people do: routes proposed, food held, everybody told; publishing again changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict, Forbidden, NotFound
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import OfferStatus, PlanStatus, ReservationStatus, RouteStatus
from foodlink.domain.notice import Notice
from foodlink.domain.offer import Offer
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Origin, Reservation
from foodlink.services.publish_plan import publish_plan
from foodlink.services.withdraw import withdraw_offer
from tests import builders
from tests.people import People
from tests.planning.a_day import later, the_day


def _free_bread(session: Session, people: People) -> None:
    builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])


def _claimed_bread(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])
    builders.a_reservation(session, offer.lots[0], people.association, kg=20)


def _log(session: Session, noun: str) -> list[str]:
    return list(session.scalars(select(Event.new).where(Event.noun == noun).order_by(Event.id)))


def test_what_nobody_reserved_is_allocated_and_put_on_a_route(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)

    plan = day.plan()

    assert plan.status is PlanStatus.PUBLISHED
    [route] = day.routes()
    assert (route.status, route.driver_id) == (RouteStatus.PROPOSED, day.people.charlie.id)
    assert [stop.kind.value for stop in route.stops] == ["pickup", "delivery"]
    with fresh_sessions() as session:
        [reservation] = session.scalars(select(Reservation)).all()
        assert (reservation.origin, reservation.status) == (Origin.ALLOCATED, ReservationStatus.PLANNED)
        offer = session.scalars(select(Offer)).one()
        assert (offer.status, offer.lots[0].left_g) == (OfferStatus.PLANNED, 0)
        assert "availability.reserved" in _log(session, "offer") or "availability.changed" in _log(session, "offer")


def test_a_claim_goes_to_whoever_claimed_it(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _claimed_bread)

    day.plan()

    [route] = day.routes()
    assert route.stops[-1].organisation_id == day.people.association.id
    with fresh_sessions() as session:
        [reservation] = session.scalars(select(Reservation)).all()
        assert (reservation.origin, reservation.status) == (Origin.CLAIMED, ReservationStatus.PLANNED)
        assert [line.quantity_g for line in reservation.lines] == [20_000]


def test_each_change_leaves_an_event_and_those_concerned_are_told(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _claimed_bread)

    plan = day.plan()

    with fresh_sessions() as session:
        assert _log(session, "plan") == ["solving", "ready", "published"]
        assert _log(session, "route") == ["proposed"]
        assert _log(session, "reservation") == ["planned"]
        told = {(notice.account_id, notice.kind) for notice in session.scalars(select(Notice))}
        assert (day.people.charlie.id, "route_proposed") in told
        assert (day.people.bob.id, "reservation_planned") in told
        assert session.get_one(Plan, plan.id).summary == {
            "lots": 1,
            "kg": 20.0,
            "routes": 1,
            "distance_m": day.routes()[0].distance_m,
            "duration_s": day.routes()[0].duration_s,
        }


def test_publishing_again_answers_the_same_and_changes_nothing(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)
    plan = day.plan()
    with fresh_sessions() as session:
        before = session.scalars(select(Event.id)).all()

    again = day.publish(plan.id, at=later(1))

    assert (again.status, again.published_at) == (PlanStatus.PUBLISHED, plan.published_at)
    with fresh_sessions() as session:
        assert session.scalars(select(Event.id)).all() == before


def test_a_plan_older_than_the_one_published_is_refused(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)
    older, newer = day.solve(), day.solve(at=later(1))
    day.publish(newer.id, at=later(1))

    with pytest.raises(Conflict, match="newer"):
        day.publish(older.id, at=later(2))
    with fresh_sessions() as session:
        assert session.get_one(Plan, older.id).status is PlanStatus.SUPERSEDED


def test_of_two_plans_the_newer_is_the_one_that_knew_more_though_the_clock_was_turned_back(
    fresh_sessions: Sessions,
) -> None:
    day = the_day(fresh_sessions, _free_bread)
    older = day.plan(at=later(180))

    newer = day.plan(at=later(1))

    with fresh_sessions() as session:
        statuses = [session.get_one(Plan, plan.id).status for plan in (older, newer)]
    assert statuses == [PlanStatus.SUPERSEDED, PlanStatus.PUBLISHED]


def test_the_plan_published_before_is_superseded(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)
    first = day.plan()

    day.plan(at=later(1))

    with fresh_sessions() as session:
        assert session.get_one(Plan, first.id).status is PlanStatus.SUPERSEDED


def test_a_plan_of_what_has_changed_since_is_refused_and_nothing_of_it_happens(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _claimed_bread)
    plan = day.solve()
    with fresh_sessions() as session:
        offer = session.scalars(select(Offer)).one()
        withdraw_offer(session, offer.id, reason=None, by=Actor.of(day.people.alice), at=later(1))

    with pytest.raises(Conflict, match="changed"):
        day.publish(plan.id, at=later(2))

    assert day.routes() == []
    with fresh_sessions() as session:
        assert session.get_one(Plan, plan.id).status is PlanStatus.READY


def test_published_partly_what_still_holds_is_done_and_the_rest_is_planned_again(fresh_sessions: Sessions) -> None:
    asked = []

    def furnish(session: Session, people: People) -> None:
        _claimed_bread(session, people)
        far = builders.a_producer(session, "Ferme lointaine", place=(47.28, -2.20))
        near_far = builders.an_association(session, "Relais du port", place=(47.29, -2.21))
        dave = builders.an_account(session, "dave@example.org", role=people.charlie.role)
        builders.a_driver(session, dave, start=(47.28, -2.21))
        offer = builders.an_offer(session, far, by=people.alice, lots=[builders.a_lot(kg=50)], title="Loin")
        builders.a_reservation(session, offer.lots[0], near_far, kg=50)

    day = the_day(fresh_sessions, furnish)
    fresh_sessions.configure(info={"defer_jobs": lambda _session, jobs: asked.extend(jobs)})
    plan = day.solve()
    with fresh_sessions() as session:
        offer = session.scalars(select(Offer).where(Offer.title == "Pain du jour")).one()
        withdraw_offer(session, offer.id, reason=None, by=Actor.of(day.people.alice), at=later(1))
    asked.clear()

    published = day.publish(plan.id, at=later(2), partly=True)

    assert published.status is PlanStatus.PUBLISHED
    [route] = day.routes()
    assert route.stops[0].name == "Ferme lointaine"
    assert [job.name for job in asked] == ["replan_day"]


def test_a_plan_is_published_by_who_coordinates_its_territory(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)
    plan = day.solve()

    with fresh_sessions() as session, pytest.raises(Forbidden):
        publish_plan(session, plan.id, by=Actor.of(day.people.alice), at=later(1))
    with fresh_sessions() as session:
        elsewhere = builders.an_account(session, "sarah@example.org", role=day.people.dora.role, territory="72")
        with pytest.raises(NotFound):
            publish_plan(session, plan.id, by=Actor.of(elsewhere), at=later(1))


def test_a_plan_that_is_not_solved_cannot_be_published(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _free_bread)
    with fresh_sessions() as session:
        from foodlink.services.request_plan import request_plan
        from tests.planning.a_day import DAY

        plan = request_plan(session, "44", DAY, time_limit_s=1, by=day.dora, at=later(0))

    with pytest.raises(Conflict, match="not ready"):
        day.publish(plan.id)
