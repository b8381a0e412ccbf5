"""Planning again: what is collected, under way, pinned or claimed stays; names stay while people and places do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.lifecycle import CarryStatus, PlanStatus, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.domain.organisation import OpeningHours
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Carry, Origin, Reservation, ReservationLine, Transport
from foodlink.domain.route import Route, Stop
from foodlink.domain.territory import Territory
from foodlink.services.accept_route import accept_route
from foodlink.services.decline_route import decline_route
from foodlink.services.release import release_reservation
from foodlink.services.replan_day import close_batch, replan_day, solve_and_publish
from foodlink.services.report_events import report_events
from foodlink.services.request_plan import request_plan
from foodlink.services.reserve import LotQuantity, reserve_lots
from foodlink.services.withdraw import withdraw_offer
from tests import builders
from tests.driving import happened
from tests.people import People
from tests.planning.a_day import DAY, TheDay, later, the_day


def _two_claims(session: Session, people: People) -> None:
    """Bread from the bakery, vegetables from a farm, both for Bob's association; Charlie alone drives."""
    farm = builders.a_producer(session, "Ferme du Bois", place=(47.2400, -1.5200))
    for producer, title in ((people.bakery, "Pain"), (farm, "Légumes")):
        offer = builders.an_offer(session, producer, by=people.alice, lots=[builders.a_lot(kg=20)], title=title)
        builders.a_reservation(session, offer.lots[0], people.association, kg=20)


def _again(day: TheDay, *, at: datetime) -> None:
    replan_day(day.sessions, "44", DAY, solver=day.solver, now=lambda: at)


def _automatic(sessions: Sessions) -> None:
    with sessions() as session:
        session.get_one(Territory, "44").auto_publish = True
        session.commit()


def _published(sessions: Sessions, furnish: object = _two_claims) -> TheDay:
    day = the_day(sessions, furnish)  # type: ignore[arg-type]
    _automatic(sessions)
    day.plan()
    return day


def test_a_plan_that_a_newer_one_has_overtaken_is_left_without_a_fault(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _two_claims)
    _automatic(fresh_sessions)
    with fresh_sessions() as session:
        by_itself = request_plan(session, "44", DAY, time_limit_s=5, by=None, at=later(0))

    def overtaken_at() -> datetime:
        """The moment of its publication, just before which Dora publishes a newer plan."""
        with fresh_sessions() as session:
            solved = session.get_one(Plan, by_itself.id).status is PlanStatus.READY
        if solved:
            day.plan(at=later(1))
        return later(2)

    solve_and_publish(fresh_sessions, by_itself.id, solver=day.solver, now=overtaken_at)

    with fresh_sessions() as session:
        assert session.get_one(Plan, by_itself.id).status is PlanStatus.SUPERSEDED
    assert len(day.routes()) == 1


def _driver(day: TheDay) -> Actor:
    return Actor.of(day.people.charlie)


def _accept(day: TheDay, route: Route, *, at: datetime) -> None:
    with day.sessions() as session:
        accept_route(session, route.id, by=_driver(day), at=at)


def _report(day: TheDay, route: Route, *events: object, at: datetime) -> list[str]:
    with day.sessions() as session:
        answer = report_events(session, route.id, events=events, by=_driver(day), at=at)  # type: ignore[arg-type]
        return [result.status.value for result in answer.results]


def _pending(route: Route) -> list[Stop]:
    return [stop for stop in route.stops if stop.status is StopStatus.PLANNED]


def _shape(route: Route) -> list[tuple[UUID, str, Sequence[UUID]]]:
    return [
        (
            stop.id,
            stop.kind.value,
            sorted(load.line_id for load in stop.loads if load.status.value == stop.status.value),
        )
        for stop in route.stops
        if stop.status is not StopStatus.CANCELLED
    ]


def test_a_day_in_which_nothing_changed_stays_word_for_word(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()

    _again(day, at=later(1))

    [after] = day.routes()
    assert (after.id, after.version, after.status) == (before.id, before.version, RouteStatus.PROPOSED)
    assert _shape(after) == _shape(before)
    assert after.plan_id != before.plan_id


def test_an_accepted_route_that_changes_keeps_its_name_and_stays_accepted(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    with fresh_sessions() as session:
        reservation = session.scalars(select(Reservation).join(Offer).where(Offer.title == "Pain")).one()
        release_reservation(session, reservation.id, by=Actor.of(day.people.bob), at=later(2))
        offer = session.get_one(Offer, reservation.offer_id)
        reserve_lots(
            session,
            offer.id,
            lots=[LotQuantity(offer.lots[0].id, 20_000)],
            transport=Transport.DELIVERY,
            by=Actor.of(day.people.beth),
            at=later(3),
        )

    _again(day, at=later(4))

    [after] = day.routes()
    assert (after.id, after.status) == (before.id, RouteStatus.ACCEPTED)
    assert after.version > before.version
    live = [stop for stop in after.stops if stop.status is not StopStatus.CANCELLED]
    assert {stop.organisation_id for stop in live} >= {day.people.association.id, day.people.other_association.id}
    named = {(stop.kind, stop.organisation_id): stop.id for stop in before.stops}
    assert all(named.get((stop.kind, stop.organisation_id), stop.id) == stop.id for stop in live)


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("under_way", [True, False])
def test_a_route_of_which_everything_was_withdrawn_fetches_nothing_and_ends_with_the_next_publication(
    fresh_sessions: Sessions, *, automatic: bool, under_way: bool
) -> None:
    day = the_day(fresh_sessions, _two_claims)
    day.plan()
    [route] = day.routes()
    day.accept(route, at=later(1))
    if under_way:
        day.report(route, happened("arrived", route.stops[0], at=route.stops[0].eta))
    if automatic:
        _automatic(fresh_sessions)
    at = route.stops[0].eta
    for offer_id in (stop.loads[0].line.lot.offer_id for stop in route.stops[:2]):
        with fresh_sessions() as session:
            withdraw_offer(session, offer_id, reason=None, by=day.dora, at=at)

    [emptied] = day.routes()
    _again(day, at=at)
    [after] = day.routes()

    begun = RouteStatus.UNDER_WAY if under_way else RouteStatus.ACCEPTED
    ended = RouteStatus.DONE if under_way else RouteStatus.SUPERSEDED
    assert (emptied.status, {stop.status for stop in emptied.stops}) == (begun, {StopStatus.CANCELLED})
    assert after.status is (ended if automatic else begun)
    if not automatic:
        day.plan(at=at)
        assert day.routes()[0].status is ended


def test_a_stop_that_left_the_route_comes_back_to_it_as_the_same(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    with fresh_sessions() as session:
        offer = session.scalars(select(Offer).where(Offer.title == "Pain")).one()
        [reservation] = session.scalars(select(Reservation).where(Reservation.offer_id == offer.id)).all()
        bob = Actor.of(day.people.bob)
        release_reservation(session, reservation.id, by=bob, at=later(1))
        [left] = day.routes()
        wanted = [LotQuantity(offer.lots[0].id, 20_000)]
        reserve_lots(session, offer.id, lots=wanted, transport=Transport.DELIVERY, by=bob, at=later(2))

    _again(day, at=later(3))

    [after] = day.routes()
    assert StopStatus.CANCELLED in {stop.status for stop in left.stops}
    assert {stop.id for stop in after.stops} == {stop.id for stop in before.stops}
    assert {stop.status for stop in after.stops} == {StopStatus.PLANNED}


def test_what_is_collected_goes_where_it_was_claimed_for_with_the_vehicle_that_has_it(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    first = before.stops[0]
    at = first.eta
    assert _report(day, before, happened("arrived", first, at=at), happened("collected", first, at=at), at=at) == [
        "accepted",
        "accepted",
    ]
    dave_comes(day)

    _again(day, at=at)

    route = next(route for route in day.routes() if route.id == before.id)
    assert route.status is RouteStatus.UNDER_WAY
    assert (route.stops[0].id, route.stops[0].status) == (first.id, StopStatus.DONE)
    carried = first.loads[0].line_id
    destinations = [stop.organisation_id for stop in _pending(route) for load in stop.loads if load.line_id == carried]
    assert destinations == [day.people.association.id]


def dave_comes(day: TheDay) -> None:
    """Another driver, right beside everything."""
    with day.sessions() as session:
        dave = builders.an_account(session, "dave@example.org", role=Role.DRIVER)
        builders.a_driver(session, dave, start=(47.2350, -1.5300))
        session.commit()


def test_a_stop_at_which_the_driver_stands_is_left_alone(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    first = before.stops[0]
    _report(day, before, happened("arrived", first, at=first.eta), at=first.eta)
    dave_comes(day)

    _again(day, at=first.eta)

    route = next(route for route in day.routes() if route.id == before.id)
    assert (route.stops[0].id, route.stops[0].status) == (first.id, StopStatus.ARRIVED)
    assert [load.line_id for load in route.stops[0].loads] == [load.line_id for load in first.loads]


def test_a_pinned_route_stays_with_its_driver_as_it_is(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    with fresh_sessions() as session:
        session.get_one(Route, before.id).pinned_at = later(1)
        session.commit()
    dave_comes(day)

    _again(day, at=later(2))

    [after] = day.routes()
    assert _shape(after) == _shape(before)


def test_a_declined_route_goes_to_somebody_else(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)
    [before] = day.routes()
    dave_comes(day)
    with fresh_sessions() as session:
        decline_route(session, before.id, by=_driver(day), at=later(1))

    _again(day, at=later(2))

    declined, proposed = day.routes()
    assert (declined.id, declined.status) == (before.id, RouteStatus.DECLINED)
    assert (proposed.status, proposed.driver.account.name) == (RouteStatus.PROPOSED, "Dave")
    assert {load.line_id for stop in proposed.stops for load in stop.loads} == {
        load.line_id for stop in before.stops for load in stop.loads
    }


def test_a_claim_keeps_its_association_and_kilos_whatever_is_planned_again(fresh_sessions: Sessions) -> None:
    day = _published(fresh_sessions)

    def held() -> set[tuple[UUID, UUID, tuple[int, ...], str]]:
        with fresh_sessions() as session:
            return {
                (one.id, one.association_id, tuple(line.quantity_g for line in one.lines), one.status.value)
                for one in session.scalars(select(Reservation))
            }

    before = held()
    for minutes in (5, 10, 15):
        _again(day, at=later(minutes))

    assert held() == before
    assert {status for *_, status in before} == {"planned"}


def test_an_allocation_may_go_elsewhere_until_it_is_collected(fresh_sessions: Sessions) -> None:
    def free(session: Session, people: People) -> None:
        builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])

    day = _published(fresh_sessions, free)
    with fresh_sessions() as session:
        first = session.scalars(select(Reservation)).one()
        lot = session.scalars(select(Lot)).one()
        elsewhere = {day.people.association.id, day.people.other_association.id} - {first.association_id}
        lot.pinned_association_id = elsewhere.pop()
        session.commit()

    _again(day, at=later(1))

    with fresh_sessions() as session:
        old, new = session.scalars(select(Reservation).order_by(Reservation.created_at, Reservation.id))
        assert (old.id, old.status) == (first.id, ReservationStatus.RELEASED)
        assert (new.origin, new.status) == (Origin.ALLOCATED, ReservationStatus.PLANNED)
        lot = session.scalars(select(Lot)).one()
        assert new.association_id == lot.pinned_association_id
        assert lot.reserved_g == 20_000
    [route] = day.routes()
    assert route.stops[0].status is StopStatus.PLANNED


def test_food_refused_at_the_door_goes_to_another_association_on_the_same_route(fresh_sessions: Sessions) -> None:
    def one_claim(session: Session, people: People) -> None:
        offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])
        builders.a_reservation(session, offer.lots[0], people.association, kg=20)

    day = _published(fresh_sessions, one_claim)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    pickup, door = before.stops
    _report(day, before, happened("collected", pickup, at=pickup.eta), at=pickup.eta)
    _report(day, before, happened("refused", door, at=door.eta, note="Fermé"), at=door.eta)

    _again(day, at=door.eta)

    [route] = day.routes()
    assert (route.id, route.status) == (before.id, RouteStatus.UNDER_WAY)
    [next_door] = _pending(route)
    assert next_door.organisation_id == day.people.other_association.id
    assert _report(day, route, happened("delivered", next_door, at=next_door.eta), at=next_door.eta) == ["accepted"]
    with fresh_sessions() as session:
        carry = session.scalars(select(Carry)).one()
        line = session.get_one(ReservationLine, carry.handed_on_line_id)
        assert (carry.status, line.status) == (CarryStatus.HANDED_ON, ReservationStatus.DELIVERED)
        assert line.reservation.association_id == day.people.other_association.id
        lot = session.scalars(select(Lot)).one()
        assert (lot.reserved_g, lot.offer.status.value) == (20_000, "delivered")


def test_refused_food_that_nobody_can_take_is_listed_as_on_board(fresh_sessions: Sessions) -> None:
    def one_claim(session: Session, people: People) -> None:
        people.other_association.accepts = []
        offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])
        builders.a_reservation(session, offer.lots[0], people.association, kg=20)

    day = _published(fresh_sessions, one_claim)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    pickup, door = before.stops
    _report(day, before, happened("collected", pickup, at=pickup.eta), at=pickup.eta)
    _report(day, before, happened("refused", door, at=door.eta, note="Plus de place"), at=door.eta)

    plan = day.solve(at=door.eta)

    assert plan.proposal is not None
    assert [one["code"] for one in plan.proposal["unassigned"]] == ["on_board"]


@pytest.mark.parametrize(("opens", "next_door"), [(time(8), True), (time(13), False)])
def test_refused_cold_food_only_goes_where_it_can_be_before_it_was_on_board_too_long(
    fresh_sessions: Sessions, opens: time, next_door: bool
) -> None:
    def one_claim(session: Session, people: People) -> None:
        people.other_association.hours = [OpeningHours(weekday=2, opens=opens, closes=time(18))]
        chilled = builders.a_lot(kg=20, category=Category.DAIRY, temperature=Temperature.CHILLED)
        offer = builders.an_offer(session, people.bakery, by=people.alice, lots=[chilled])
        builders.a_reservation(session, offer.lots[0], people.association, kg=20)

    day = _published(fresh_sessions, one_claim)
    [before] = day.routes()
    _accept(day, before, at=later(1))
    pickup, door = before.stops
    lot = pickup.loads[0].line.lot
    _report(day, before, happened("collected", pickup, at=pickup.eta, lots=[(lot, 20, 3.0)]), at=pickup.eta)
    _report(day, before, happened("refused", door, at=door.eta, note="Fermé"), at=door.eta)

    plan = day.solve(at=door.eta)

    assert plan.proposal is not None
    assert [one["code"] for one in plan.proposal["unassigned"]] == ([] if next_door else ["on_board"])


def test_where_publication_is_not_automatic_a_new_plan_waits_for_the_coordinator(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _two_claims)

    plan = replan_day(fresh_sessions, "44", DAY, solver=day.solver, now=lambda: later(0))
    assert plan is None or plan.status is PlanStatus.READY
    batch = close_batch(fresh_sessions, "44", solver=day.solver, now=lambda: later(1))

    assert batch is not None
    assert batch.status is PlanStatus.READY
    assert day.routes() == []


def test_a_batch_run_twice_does_nothing_more(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _two_claims)
    _automatic(fresh_sessions)
    close_batch(fresh_sessions, "44", solver=day.solver, now=lambda: later(0))
    [before] = day.routes()

    assert close_batch(fresh_sessions, "44", solver=day.solver, now=lambda: later(1)) is None
    _again(day, at=later(2))

    [after] = day.routes()
    assert (after.id, after.version) == (before.id, before.version)


def test_a_territory_with_nothing_in_it_is_not_planned(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions)

    assert close_batch(fresh_sessions, "44", solver=day.solver, now=lambda: later(0)) is None
    assert replan_day(fresh_sessions, "44", DAY, solver=day.solver, now=lambda: later(0)) is None
