"""The database itself refuses what can never be, whatever a program asks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import StopLoad
from foodlink.ids import new_id
from tests import builders
from tests.driving import a_route
from tests.people import People


@pytest.fixture
def reservation(session: Session, people: People) -> Reservation:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    return builders.a_reservation(session, offer.lots[0], people.association, kg=4)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("update lots set quantity_g = -1", "ck_lots_"),
        ("update lots set quantity_g = 10000000", "ck_lots_quantity"),
        ("update lots set reserved_g = quantity_g + 1", "never_more_reserved_than_offered"),
        ("update lots set reserved_g = -1", "never_more_reserved_than_offered"),
        ("update lots set rest = 'eaten'", "rest_status"),
        ("update reservation_lines set quantity_g = 0", "ck_reservation_lines_quantity"),
        ("update reservation_lines set collected_g = -1", "ck_reservation_lines_measured"),
        ("update reservation_lines set status = 'lost'", "line_status"),
        ("update offers set available_until = available_from", "ck_offers_window"),
        ("update offers set lat = 91", "ck_offers_place"),
        ("update offers set producer_id = gen_random_uuid()", "fk_offers_producer_id"),
        ("update drivers set capacity_g = 0", "ck_drivers_capacity"),
        ("update weekly_shifts set ends = starts", "ck_weekly_shifts_order"),
        ("update accounts set organisation_id = null where role = 'producer'", "organisation_of_role"),
    ],
)
@pytest.mark.usefixtures("reservation")
def test_values_that_cannot_be(session: Session, change: str, named: str) -> None:
    with pytest.raises(IntegrityError, match=named):
        session.execute(text(change))


def test_a_driver_is_not_on_two_routes_at_once(session: Session, people: People, reservation: Reservation) -> None:
    a_route(session, people.driver, [reservation])
    with pytest.raises(IntegrityError, match=r"uq_routes_active_driver_day|ex_routes_driver_on_two_routes_at_once"):
        a_route(session, people.driver, _another(session, people))


def test_nor_across_midnight_where_the_days_differ(session: Session, people: People, reservation: Reservation) -> None:
    a_route(session, people.driver, [reservation], starts=timedelta(hours=14, minutes=30))
    with pytest.raises(IntegrityError, match="ex_routes_driver_on_two_routes_at_once"):
        a_route(session, people.driver, _another(session, people), starts=timedelta(hours=15, minutes=45))


def test_a_declined_route_leaves_room_for_another(session: Session, people: People, reservation: Reservation) -> None:
    route = a_route(session, people.driver, [reservation], status=RouteStatus.DECLINED)
    other = a_route(session, people.driver, _another(session, people))
    assert route.driver_id == other.driver_id


def test_no_line_is_still_to_be_loaded_by_two_routes(
    session: Session, people: People, reservation: Reservation
) -> None:
    a_route(session, people.driver, [reservation])
    dan = builders.a_driver(session, builders.an_account(session, "dan@example.org", role=Role.DRIVER))
    with pytest.raises(IntegrityError, match="uq_stop_loads_pending_line"):
        a_route(session, dan, [reservation])


def test_nor_twice_by_one_route(session: Session, people: People, reservation: Reservation) -> None:
    stop = a_route(session, people.driver, [reservation]).stops[0]
    stop.loads.append(StopLoad(id=new_id(), line=reservation.lines[0], kind=stop.kind, quantity_g=1))
    with pytest.raises(IntegrityError, match="uq_stop_loads_pending_line"):
        session.flush()


def _another(session: Session, people: People) -> list[Reservation]:
    offer = builders.an_offer(session, people.bakery, by=people.alice)
    return [builders.a_reservation(session, offer.lots[0], people.association, kg=1)]
