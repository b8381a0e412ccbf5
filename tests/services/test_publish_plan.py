"""A published plan is what people do: routes proposed, food held, everybody told; publishing again changes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions
from foodlink.domain.lifecycle import OfferStatus, PlanStatus, ReservationStatus, RouteStatus
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Origin, Reservation
from tests import builders
from tests.people import People
from tests.planning.a_day import the_day


def _one_offer(session: Session, people: People) -> None:
    builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])


def test_what_nobody_reserved_is_allocated_and_put_on_a_route(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _one_offer)

    plan = day.plan()

    assert plan.status is PlanStatus.PUBLISHED
    [route] = day.routes()
    assert route.status is RouteStatus.PROPOSED
    assert route.driver_id == day.people.charlie.id
    assert [stop.kind.value for stop in route.stops] == ["pickup", "delivery"]
    with fresh_sessions() as session:
        [reservation] = session.scalars(select(Reservation)).all()
        assert (reservation.origin, reservation.status) == (Origin.ALLOCATED, ReservationStatus.PLANNED)
        assert session.scalars(select(Offer)).one().status is OfferStatus.PLANNED
