"""A promised trip as rows: a route of two stops that its driver has accepted. Only the baseline writes routes like this."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import PlanStatus, ReservationStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.ids import new_id
from foodlink.local_time import local_moment
from foodlink.routing_bridge.travel import loading_s
from foodlink.simulate.bookings import Booking
from foodlink.simulate.stage import Stage, Volunteer


def day_plan(session: Session, stage: Stage) -> Plan:
    """The plan that the day's trips hang on: nobody solved it."""
    begins = local_moment(stage.day, time(0))
    plan = Plan(
        id=new_id(),
        territory=stage.territory,
        day=stage.day,
        status=PlanStatus.PUBLISHED,
        created_at=begins,
        published_at=begins,
    )
    session.add(plan)
    session.commit()
    return plan


def hand_out(
    session: Session, stage: Stage, volunteer: Volunteer, trip: Booking, *, plan_id: UUID, at: datetime
) -> UUID | None:
    """Make the route of a trip that begins now; None where none of its food is to be fetched any more."""
    first = select(Lot.offer_id).join(ReservationLine).where(ReservationLine.id == trip.lines[0])
    offer = session.get_one(Offer, session.scalars(first).one(), with_for_update=True)
    promised = select(ReservationLine).where(ReservationLine.id.in_(trip.lines)).order_by(ReservationLine.id)
    lines = [line for line in session.scalars(promised) if line.status is ReservationStatus.ACTIVE]
    if not lines:
        session.rollback()
        return None
    reservation = lines[0].reservation
    route = _route(session, stage, volunteer, trip, plan_id=plan_id)
    route.stops = [
        _stop(offer.producer, StopKind.PICKUP, trip, lines=lines),
        _stop(reservation.association, StopKind.DELIVERY, trip, lines=lines),
    ]
    session.add(route)
    route.move_to(RouteStatus.PROPOSED, at=at, by=None)
    route.move_to(RouteStatus.ACCEPTED, at=at, by=volunteer.id)
    for line in lines:
        line.move_to(ReservationStatus.PLANNED)
    reservation.follow_lines(at=at, by=None)
    offer.follow_lots(at=at, by=None)
    session.commit()
    return route.id


def _route(session: Session, stage: Stage, volunteer: Volunteer, trip: Booking, *, plan_id: UUID) -> Route:
    errand, driver = trip.errand, session.get_one(Driver, volunteer.id)
    legs = ((volunteer.home, errand.pickup), (errand.pickup, errand.delivery), (errand.delivery, volunteer.home))
    return Route(
        id=new_id(),
        plan_id=plan_id,
        territory=stage.territory,
        day=stage.day,
        driver_id=driver.account_id,
        status=RouteStatus.DRAFT,
        vehicle_id=driver.vehicle_id,
        vehicle_kind=driver.vehicle_kind,
        starts_at=trip.leaves_at,
        ends_at=trip.back_at,
        distance_m=sum(stage.roads.distance_m(here, there) for here, there in legs),
        duration_s=round((trip.back_at - trip.leaves_at).total_seconds()),
    )


def _stop(place: Organisation, kind: StopKind, trip: Booking, *, lines: list[ReservationLine]) -> Stop:
    pickup = kind is StopKind.PICKUP
    point = trip.errand.pickup if pickup else trip.errand.delivery
    window = trip.errand.pickup_window if pickup else trip.delivery_window
    return Stop(
        id=new_id(),
        position=0 if pickup else 1,
        kind=kind,
        status=StopStatus.PLANNED,
        organisation_id=place.id,
        name=place.name,
        lat=point[0],
        lon=point[1],
        address=place.address,
        window_from=window[0],
        window_until=window[1],
        eta=trip.pickup_at if pickup else trip.delivery_at,
        service_s=sum(loading_s(line.quantity_g) for line in lines),
        loads=[
            StopLoad(id=new_id(), line_id=line.id, kind=kind, status=StopStatus.PLANNED, quantity_g=line.quantity_g)
            for line in lines
        ],
    )
