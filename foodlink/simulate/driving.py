"""Volunteers on the road: they leave in time for their next stop, report what they find, and drive home at the end.

The same for every policy: a policy only decides which routes they have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from foodlink.domain.food_rules import COLD
from foodlink.domain.lifecycle import PENDING_STOPS, RouteStatus
from foodlink.domain.route import Route, Stop, StopKind
from foodlink.queries.routes import route_of
from foodlink.routing_bridge.travel import stopping_s
from foodlink.simulate.reports import Reports
from foodlink.simulate.stage import Freed, Stage, Trip, Volunteer

_DRIVEN = (RouteStatus.ACCEPTED, RouteStatus.UNDER_WAY)


@dataclass
class Driving:
    """Moves the volunteers of a stage. `freed` is told when one is home again, `missing` when one does not come, `broken`
    when a vehicle has broken down, on a trip or at home. `patience` is how long one waits at the last door to hear of
    another for the food that was refused.
    """

    stage: Stage
    reports: Reports
    freed: Freed
    missing: Freed
    broken: Freed
    patience: timedelta = timedelta(0)

    def consider(self, volunteer: Volunteer, at: datetime) -> None:
        """Have a volunteer with a route leave for the next stop when it is time, else drive home."""
        if volunteer.busy or volunteer.out:
            return
        stop = self._next_stop(volunteer)
        if stop is None:
            if volunteer.trip is not None:
                self._leave_last_door(volunteer, at)
            return
        wanted = stop.eta if volunteer.trip is None else _not_before(stop)
        leave = wanted - timedelta(seconds=self._drive_s(volunteer, stop) + stopping_s(stop.kind.value))
        if leave > at:
            self.stage.agenda.note(leave, partial(self.consider, volunteer))
        elif volunteer.trip is None and volunteer.fate.no_show:
            volunteer.out = True
            self.missing(volunteer, at)
        else:
            self._leave(volunteer, stop, at)

    def break_down(self, volunteer: Volunteer, at: datetime) -> None:
        """End the volunteer's day: what is on board is lost, what was still to be fetched is not fetched by this one."""
        if volunteer.out:
            return
        volunteer.out = True
        trip = volunteer.trip
        if trip is not None:
            trip.metres -= _undriven_m(volunteer, at)
            self._end(volunteer, at)
        volunteer.aboard.clear()
        self.broken(volunteer, at)

    def _leave(self, volunteer: Volunteer, stop: Stop, at: datetime) -> None:
        if volunteer.trip is None:
            volunteer.trip = Trip(volunteer.id, left_at=at, ended_at=at)
        there = (stop.lat, stop.lon)
        arrives = self._drive(volunteer, there, at)
        self.stage.agenda.note(arrives, partial(self._arrive, volunteer, stop.id))

    def _drive(self, volunteer: Volunteer, there: tuple[float, float], at: datetime) -> datetime:
        assert volunteer.trip is not None
        roads, driver = self.stage.roads, volunteer.fate.driver
        metres = roads.distance_m(volunteer.here, there)
        arrives = at + timedelta(seconds=roads.drive_s(volunteer.here, there, driver=driver))
        volunteer.trip.metres += metres
        volunteer.leg = (at, arrives, metres)
        volunteer.here, volunteer.busy = there, True
        return arrives

    def _arrive(self, volunteer: Volunteer, stop_id: UUID, at: datetime) -> None:
        if volunteer.out:
            return
        volunteer.leg = None
        stop = self._next_stop(volunteer)
        if stop is None or stop.id != stop_id:  # planned otherwise on the way
            volunteer.busy = False
            self.consider(volunteer, at)
            return
        self.reports.arrived(volunteer, stop, at=at)
        begins = max(at + timedelta(seconds=stopping_s(stop.kind.value)), _not_before(stop))
        if begins > stop.window_until:
            self._finish(volunteer, stop_id, begins, at)
            return
        ends = begins + timedelta(seconds=stop.service_s)
        self.stage.agenda.note(ends, partial(self._finish, volunteer, stop_id, begins))

    def _finish(self, volunteer: Volunteer, stop_id: UUID, begins: datetime, at: datetime) -> None:
        if volunteer.out:
            return
        stop = self._stop(volunteer, stop_id)
        if stop is not None and stop.status in PENDING_STOPS:
            ends = begins + timedelta(seconds=stop.service_s)
            if at < ends and begins <= stop.window_until:  # there is more to load than when it began
                self.stage.agenda.note(ends, partial(self._finish, volunteer, stop_id, begins))
                return
            volunteer.waits_until = at + self.patience
            if stop.kind is StopKind.PICKUP:
                self.reports.pick_up(volunteer, stop, begins=begins, at=at)
            else:
                self.reports.hand_over(volunteer, stop, begins=begins, at=at)
        volunteer.busy = False
        self.consider(volunteer, at)

    def _leave_last_door(self, volunteer: Volunteer, at: datetime) -> None:
        """Drive home; with food on board, once no other door has been named for a while."""
        until = volunteer.waits_until
        if volunteer.aboard.pieces and until is not None and at < until:
            self.stage.agenda.note(until, partial(self.consider, volunteer))
        else:
            self._drive_home(volunteer, at)

    def _drive_home(self, volunteer: Volunteer, at: datetime) -> None:
        arrives = self._drive(volunteer, volunteer.home, at)
        self.stage.agenda.note(arrives, partial(self._come_home, volunteer))

    def _come_home(self, volunteer: Volunteer, at: datetime) -> None:
        if volunteer.out:
            return
        self._end(volunteer, at)
        self.freed(volunteer, at)
        self.consider(volunteer, at)

    def _end(self, volunteer: Volunteer, at: datetime) -> None:
        trip = volunteer.trip
        assert trip is not None
        trip.ended_at = at
        self.stage.trips.append(trip)
        volunteer.trip, volunteer.busy, volunteer.leg = None, False, None

    def _drive_s(self, volunteer: Volunteer, stop: Stop) -> int:
        return self.stage.roads.drive_s(volunteer.here, (stop.lat, stop.lon), driver=volunteer.fate.driver)

    def _next_stop(self, volunteer: Volunteer) -> Stop | None:
        """The next stop of the volunteer's route; all of it is read only where the route says that it has changed."""
        if volunteer.route_id is None:
            return None
        known, told = volunteer.route, select(Route.id, Route.status, Route.version)
        with self.stage.sessions() as session:
            now = session.execute(told.where(Route.id == volunteer.route_id)).one()
        if known is None or (known.id, known.status, known.version) != tuple(now):
            known = self._read_route(volunteer)
        pending = [stop for stop in known.stops if stop.status in PENDING_STOPS] if known is not None else []
        return pending[0] if pending and now.status in _DRIVEN else None

    def _stop(self, volunteer: Volunteer, stop_id: UUID) -> Stop | None:
        """A stop of the volunteer's route as it is now, before it is reported on."""
        route = self._read_route(volunteer)
        driven = route is not None and route.status in _DRIVEN
        return next((stop for stop in route.stops if stop.id == stop_id), None) if route and driven else None

    def _read_route(self, volunteer: Volunteer) -> Route | None:
        assert volunteer.route_id is not None
        with self.stage.sessions() as session:
            volunteer.route = route_of(session, volunteer.route_id)
        return volunteer.route


def _not_before(stop: Stop) -> datetime:
    """When a volunteer on the road begins at a stop: as soon as the door is open, but nobody loads cold food sooner than told."""
    cold = any(load.line.lot.temperature in COLD for load in stop.loads)
    return max(stop.window_from, stop.eta) if stop.kind is StopKind.PICKUP and cold else stop.window_from


def _undriven_m(volunteer: Volunteer, at: datetime) -> int:
    """Metres of the leg under way that were not driven any more."""
    if volunteer.leg is None:
        return 0
    left, arrives, metres = volunteer.leg
    whole = (arrives - left).total_seconds()
    return round(metres * max(0.0, (arrives - at).total_seconds()) / whole) if whole else 0
