"""A driver says what they drive, where from and when; a route that loses its shift is declined."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain import event
from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.driver import Driver, OneOffShift, WeeklyShift
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.route import Route
from foodlink.domain.shift_draft import ShiftsDraft, VehicleDraft
from foodlink.ids import new_id
from foodlink.local_time import local_day
from foodlink.queries.drivers import NOT_BEGUN, routes_not_begun
from foodlink.queries.routes import locked_routes
from foodlink.services.find_place import FoundPlace, PlaceFinder, find_place
from foodlink.services.leave_route import leave_route

NO_SHIFT = "Le créneau de cette tournée a été retiré."


def set_shifts(session: Session, shifts: ShiftsDraft, *, by: Actor, at: datetime, finder: PlaceFinder) -> Driver:
    """Replace all that a driver has said of vehicle, start and hours; the first time makes them a driver who can be planned.

    A route that is not begun and is no longer inside a shift is declined. Raises Invalid for a start that is not known or
    outside every territory.
    """
    by.must_be(Role.DRIVER)
    place = find_place(session, shifts.start, finder=finder, at=at, path="start")
    # Two answers of one driver at once wait for each other, also the first time, when there is no row of theirs yet.
    session.execute(select(Account.id).where(Account.id == by.account_id).with_for_update(key_share=True))
    account = session.get_one(Account, by.account_id)
    routes = locked_routes(session, routes_not_begun(session, account.id, since=local_day(at)))
    driver = session.get(Driver, account.id, populate_existing=True) or _new_driver(session, account)
    _write(driver, shifts, place)
    session.flush()
    event.record(account, "shifts_set", at=at, by=by.account_id, territory=account.territory)
    for route in routes:
        if route.status in NOT_BEGUN and not drives_then(driver, route):
            leave_route(session, route, status=RouteStatus.DECLINED, at=at, by=by.account_id, reason=NO_SHIFT)
    driver.last_heard_at = max(at, driver.last_heard_at or at)
    if account.territory is not None:
        jobs.ask_for_replan(session, account.territory, local_day(at).isoformat())
    session.commit()
    return driver


def drives_then(driver: Driver, route: Route) -> bool:
    """Whether one of the driver's shifts of that day holds the whole route."""
    return any(
        shift.starts_at <= route.starts_at and route.ends_at <= shift.ends_at for shift in driver.shifts_on(route.day)
    )


def _new_driver(session: Session, account: Account) -> Driver:
    driver = Driver(account=account, vehicle_id=new_id())
    session.add(driver)
    return driver


def _write(driver: Driver, shifts: ShiftsDraft, place: FoundPlace) -> None:
    _write_vehicle(driver, shifts.vehicle)
    driver.start_lat, driver.start_lon, driver.start_address = place.lat, place.lon, place.address
    driver.weekly = [
        WeeklyShift(
            weekday=one.weekday,
            starts=one.starts,
            ends=one.ends,
            max_stops=one.max_stops,
            max_duration_s=one.max_duration_s,
        )
        for one in sorted(shifts.weekly, key=lambda one: (one.weekday, one.starts))
    ]
    driver.one_off = [
        OneOffShift(day=one.day, starts=one.starts, ends=one.ends, available=one.available)
        for one in sorted(shifts.one_off, key=lambda one: (one.day, one.starts))
    ]


def _write_vehicle(driver: Driver, vehicle: VehicleDraft) -> None:
    """Another kind of vehicle is another vehicle."""
    if driver.vehicle_kind is not None and driver.vehicle_kind is not vehicle.kind:
        driver.vehicle_id = new_id()
    driver.vehicle_kind = vehicle.kind
    driver.capacity_g, driver.crates = vehicle.capacity_g, vehicle.crates
    driver.chilled_crates, driver.frozen_crates = vehicle.chilled_crates, vehicle.frozen_crates
