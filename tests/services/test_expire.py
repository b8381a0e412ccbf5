"""The clock gives up what time has run out for, once, and says so to those concerned."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import (
    CarryStatus,
    OfferStatus,
    ReservationStatus,
    RestStatus,
    RouteStatus,
    StopStatus,
)
from foodlink.domain.notice import Notice
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Carry, Reservation, Transport
from foodlink.domain.route import Route
from foodlink.local_time import end_of_day, local_day
from foodlink.services.expire import Expired, expire_past
from foodlink.services.report_events import report_events
from tests import builders
from tests.builders import MORNING
from tests.driving import a_route, happened
from tests.people import People

HOUR = timedelta(hours=1)
OVER = MORNING + timedelta(hours=8)
NOTHING = Expired()


def _asked(session: Session) -> list[str]:
    return [job.name for job in session.info.get(jobs.ASKED, [])]


def _collect_jobs(session: Session) -> list[jobs.Job]:
    found: list[jobs.Job] = []
    session.info[jobs.DEFER] = lambda _session, asked: found.extend(asked)
    return found


def _bread_on_a_route(
    session: Session, people: People, *, status: RouteStatus = RouteStatus.ACCEPTED, lasts: timedelta = 8 * HOUR
) -> tuple[Offer, Reservation, Route]:
    """Alice's bread, ten kilos of which Bob's association claims, and Charlie's route that carries them."""
    offer = builders.an_offer(session, people.bakery, by=people.alice, lasts=lasts)
    claim = builders.a_reservation(session, offer.lots[0], people.association, kg=10)
    return offer, claim, a_route(session, people.driver, [claim], status=status)


def test_what_nobody_took_expires_with_the_producers_time(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)

    assert expire_past(session, "44", at=OVER - timedelta(seconds=1)) == NOTHING
    assert expire_past(session, "44", at=OVER).offers == 1

    assert (offer.status, offer.lots[0].rest) == (OfferStatus.EXPIRED, RestStatus.EXPIRED)
    log = session.scalars(select(Event.new).where(Event.offer_id == offer.id).order_by(Event.id)).all()
    assert log == ["expired", "availability.closed"]
    told = session.scalars(select(Notice.kind).where(Notice.account_id == people.alice.id)).all()
    assert told == ["offer_expired"]


def test_run_again_it_finds_nothing_to_do(session: Session, people: People) -> None:
    builders.an_offer(session, people.bakery, by=people.alice)
    expire_past(session, "44", at=OVER)
    before = session.scalars(select(Event.id)).all()

    assert expire_past(session, "44", at=OVER + HOUR) == NOTHING
    assert session.scalars(select(Event.id)).all() == before


def test_food_past_its_use_by_day_expires_though_its_producer_still_has_time(session: Session, people: People) -> None:
    today = local_day(MORNING)
    lots = [builders.a_lot(use_by=today), builders.a_lot(use_by=today + timedelta(days=1), position=1)]
    offer = builders.an_offer(session, people.bakery, by=people.alice, lots=lots, lasts=timedelta(days=3))

    expire_past(session, "44", at=end_of_day(today))

    assert [lot.rest for lot in offer.lots] == [RestStatus.EXPIRED, RestStatus.OPEN]
    assert offer.status is OfferStatus.OPEN


def test_a_claim_that_was_never_fetched_expires_and_its_association_is_told(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    claim = builders.a_reservation(session, offer.lots[0], people.association, kg=10)

    expire_past(session, "44", at=OVER)

    assert (claim.status, claim.reason) == (
        ReservationStatus.EXPIRED,
        "Le temps du producteur est passé avant la collecte.",
    )
    assert (offer.status, offer.lots[0].reserved_g) == (OfferStatus.EXPIRED, 0)
    told = session.scalars(select(Notice.kind).where(Notice.account_id == people.bob.id)).all()
    assert told == ["reservation_expired"]


def test_who_fetches_itself_has_a_while_to_report_it(session: Session, people: People) -> None:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    claim = builders.a_reservation(session, offer.lots[0], people.association, kg=10, transport=Transport.SELF)

    expire_past(session, "44", at=OVER + HOUR)
    assert claim.status is ReservationStatus.ACTIVE
    expire_past(session, "44", at=OVER + 2 * HOUR)
    assert claim.status is ReservationStatus.EXPIRED


def test_a_driver_on_the_way_may_be_a_little_late(session: Session, people: People) -> None:
    offer, claim, route = _bread_on_a_route(session, people, status=RouteStatus.UNDER_WAY, lasts=2 * HOUR)
    asked = _collect_jobs(session)

    expire_past(session, "44", at=offer.available_until + timedelta(minutes=10))
    assert claim.status is ReservationStatus.PLANNED
    expire_past(session, "44", at=offer.available_until + timedelta(minutes=30))

    assert claim.status is ReservationStatus.EXPIRED
    assert [stop.status for stop in route.stops] == [StopStatus.CANCELLED, StopStatus.CANCELLED]
    assert [job.name for job in asked] == ["replan_day"]


def test_a_route_that_nobody_accepted_is_given_up_at_its_start_and_its_food_planned_again(
    session: Session, people: People
) -> None:
    _offer, claim, route = _bread_on_a_route(session, people, status=RouteStatus.PROPOSED)
    asked = _collect_jobs(session)

    assert expire_past(session, "44", at=route.starts_at).routes == 1

    assert (route.status, route.reason) == (
        RouteStatus.CANCELLED,
        "Personne n'a accepté cette tournée avant son départ.",
    )
    assert claim.status is ReservationStatus.ACTIVE
    assert [job.name for job in asked] == ["replan_day"]


def test_an_accepted_route_is_not_given_up_on_its_day(session: Session, people: People) -> None:
    _offer, _claim, route = _bread_on_a_route(session, people)

    expire_past(session, "44", at=route.starts_at + HOUR)
    assert route.status is RouteStatus.ACCEPTED
    expire_past(session, "44", at=end_of_day(route.day))
    assert route.status is RouteStatus.CANCELLED


def test_a_route_that_nobody_ended_is_done_once_its_day_is_over_and_nothing_of_it_is_left(
    session: Session, people: People
) -> None:
    _offer, claim, route = _bread_on_a_route(session, people, status=RouteStatus.UNDER_WAY)
    expire_past(session, "44", at=OVER + HOUR)
    assert (claim.status, route.status) == (ReservationStatus.EXPIRED, RouteStatus.UNDER_WAY)

    assert expire_past(session, "44", at=end_of_day(route.day)).routes == 1

    assert (route.status, route.ended_at) == (RouteStatus.DONE, end_of_day(route.day))
    assert expire_past(session, "44", at=end_of_day(route.day) + HOUR) == NOTHING


def test_what_a_route_under_way_never_fetched_on_its_day_waits_again_where_its_offer_lasts(
    session: Session, people: People
) -> None:
    offer, claim, route = _bread_on_a_route(session, people, status=RouteStatus.UNDER_WAY, lasts=48 * HOUR)
    asked = _collect_jobs(session)

    expire_past(session, "44", at=end_of_day(route.day))

    assert (claim.status, offer.status) == (ReservationStatus.ACTIVE, OfferStatus.RESERVED)
    assert route.status is RouteStatus.DONE
    assert {stop.status for stop in route.stops} == {StopStatus.CANCELLED}
    tomorrow = local_day(route.starts_at) + timedelta(days=1)
    assert [(job.name, job.arguments["day"]) for job in asked] == [("replan_day", tomorrow.isoformat())]


def test_a_route_under_way_stays_so_while_something_of_it_is_on_board_as_far_as_is_known(
    session: Session, people: People
) -> None:
    _offer, claim, route = _bread_on_a_route(session, people)
    charlie, collected_at = people.actor("charlie"), route.starts_at + HOUR
    loaded = happened("collected", route.stops[0], at=collected_at)
    report_events(session, route.id, events=[loaded], by=charlie, at=collected_at)

    assert expire_past(session, "44", at=end_of_day(route.day)) == NOTHING
    assert (route.status, claim.status) == (RouteStatus.UNDER_WAY, ReservationStatus.COLLECTED)
    late = happened("delivered", route.stops[1], at=collected_at + HOUR)
    report_events(session, route.id, events=[late], by=charlie, at=end_of_day(route.day) + HOUR)
    assert (route.status, claim.status) == (RouteStatus.DONE, ReservationStatus.DELIVERED)


def test_refused_food_that_stayed_in_a_vehicle_over_night_counts_as_returned(session: Session, people: People) -> None:
    offer, claim, route = _bread_on_a_route(session, people, status=RouteStatus.UNDER_WAY)
    [line] = claim.lines
    line.move_to(ReservationStatus.COLLECTED)
    line.collected_g = 10_000
    line.move_to(ReservationStatus.REFUSED)
    carry = Carry(
        lot=offer.lots[0],
        route_id=route.id,
        refused_line_id=line.id,
        quantity_g=10_000,
        since=MORNING,
        collected_at=MORNING,
    )
    session.add(carry)
    claim.follow_lines(at=MORNING, by=None)
    session.flush()

    expire_past(session, "44", at=end_of_day(route.day))

    assert carry.status is CarryStatus.RETURNED


def test_an_offer_leaves_the_view_of_who_needs_it_sooner_when_its_use_by_date_comes_near(
    session: Session, people: People
) -> None:
    use_by = local_day(MORNING) + timedelta(days=2)
    offer = builders.an_offer(
        session, people.bakery, by=people.alice, lots=[builders.a_lot(use_by=use_by)], lasts=timedelta(days=2)
    )
    deadline = end_of_day(use_by) - 48 * HOUR
    expire_past(session, "44", at=deadline - HOUR)

    expire_past(session, "44", at=deadline)

    log = session.scalars(select(Event.new).where(Event.offer_id == offer.id)).all()
    assert log == ["availability.changed"]
