"""A handover as the database keeps it once it has happened, so that a test can plant one that should not have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import PlanStatus, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Lot
from foodlink.domain.organisation import Organisation
from foodlink.domain.plan import Plan
from foodlink.domain.route import Collection, Route, Stop, StopKind, StopLoad
from foodlink.ids import new_id
from foodlink.local_time import local_day
from tests import builders


@dataclass(frozen=True)
class When:
    """When the volunteer came to each door, and was done there."""

    at_producer: datetime
    collected: datetime
    at_association: datetime
    delivered: datetime

    @classmethod
    def from_(cls, start: datetime, *, ride: timedelta = timedelta(minutes=20)) -> When:
        """Five minutes at the producer's, a ride, five minutes at the association's."""
        five = timedelta(minutes=5)
        return cls(start, start + five, start + five + ride, start + five + ride + five)


def a_route(session: Session, driver: Driver, at: datetime) -> Route:
    """A route that was driven, of a plan that was published."""
    territory = driver.account.territory or "44"
    plan = Plan(id=new_id(), territory=territory, day=local_day(at), status=PlanStatus.PUBLISHED, created_at=at)
    route = Route(
        id=new_id(),
        plan_id=plan.id,
        territory=territory,
        day=local_day(at),
        driver_id=driver.account_id,
        status=RouteStatus.DONE,
        vehicle_id=driver.vehicle_id,
        vehicle_kind=driver.vehicle_kind,
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        distance_m=1000,
        duration_s=7200,
    )
    session.add(plan)
    session.flush()
    session.add(route)
    session.flush()
    return route


def a_handover(
    session: Session,
    lot: Lot,
    association: Organisation,
    route: Route,
    *,
    kg: float,
    when: When,
    measured_c: float | None = None,
) -> Collection:
    """So many kilos of a lot, claimed, fetched and handed over on a route."""
    reservation = builders.a_reservation(session, lot, association, kg=kg, at=when.at_producer)
    (line,) = reservation.lines
    event.record(reservation, ReservationStatus.ACTIVE, at=when.at_producer, by=None, territory="44")
    event.record(reservation, ReservationStatus.DELIVERED, at=when.delivered, by=None, territory="44")
    line.status = reservation.status = ReservationStatus.DELIVERED
    grams = line.collected_g = line.delivered_g = line.quantity_g
    doors = (
        (StopKind.PICKUP, lot.offer.producer, when.at_producer, when.collected),
        (StopKind.DELIVERY, association, when.at_association, when.delivered),
    )
    for kind, place, came, done in doors:
        stop = Stop(
            id=new_id(),
            route_id=route.id,
            position=len(doors),
            kind=kind,
            status=StopStatus.DONE,
            organisation_id=place.id,
            name=place.name,
            lat=place.lat,
            lon=place.lon,
            window_from=came,
            window_until=done,
            eta=came,
            service_s=60,
            arrived_at=came,
            ended_at=done,
            loads=[StopLoad(id=new_id(), line_id=line.id, kind=kind, status=StopStatus.DONE, quantity_g=grams)],
        )
        session.add(stop)
        session.flush()
        event.record(stop, StopStatus.ARRIVED, at=came, by=None, territory="44")
    record = Collection(
        line_id=line.id,
        lot_id=lot.id,
        producer_id=lot.offer.producer_id,
        association_id=association.id,
        route_id=route.id,
        collected_at=when.collected,
        collected_g=grams,
        collected_temperature_c=measured_c,
        delivered_at=when.delivered,
        delivered_g=grams,
        delivered_temperature_c=measured_c,
    )
    session.add(record)
    session.commit()
    return record
