"""Cold food on board: who can still have it before it was there for too long.

The router drives what is on board to somebody, late if need be; the cold chain allows no lateness, so whoever cannot be
reached in time is not offered to it at all, and what nobody can have in time is brought back.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from foodlink.domain.lifecycle import StopStatus
from foodlink.planning.snapshot import HeldLine, Refused, Snapshot, Taker, Volunteer
from foodlink.routing_bridge.figures import figures, not_after
from foodlink.routing_bridge.takers import opening_windows
from foodlink.routing_bridge.travel import Point
from foodlink.routing_bridge.vehicles import speed_of
from foodlink.routing_bridge.whereabouts import drive_s, locked_stops, point_of, where


def reached_in_time(snapshot: Snapshot, aboard: HeldLine | Refused, takers: list[Taker]) -> list[Taker]:
    """Those of `takers` at whose open door the vehicle can be, driving there at once, before it is too late for the food."""
    ride_s = snapshot.ride_s(aboard.food.temperature)
    if ride_s is None or aboard.collected_at is None:
        return takers
    until = not_after(aboard.collected_at + timedelta(seconds=ride_s))
    volunteer = _volunteer_of(snapshot, aboard.route_id)
    if volunteer is None:
        return []
    way = _Way(snapshot, volunteer)
    return [
        taker
        for taker in takers
        if any(
            max(opens, way.begins_s(taker, aboard.line_id)) <= min(closes, until)
            for opens, closes in opening_windows(snapshot, aboard.food, taker, since=snapshot.day_window[0])
        )
    ]


class _Way:
    """A vehicle's stops that stay, each as soon as it can be, and from the last of them anywhere."""

    def __init__(self, snapshot: Snapshot, volunteer: Volunteer) -> None:
        self._speed = speed_of(snapshot, volunteer)
        site, self._free_s = where(snapshot, volunteer, speed=self._speed)
        self._here: Point = point_of(site) if site is not None else (volunteer.lat, volunteer.lon)
        self._begins: dict[UUID, int] = {}
        for stop in locked_stops(snapshot, volunteer):
            begins = self._free_s
            if stop.status is not StopStatus.ARRIVED:
                begins = self._reached_s(point_of(stop.site), setup=f"{stop.kind.value}_setup_s")
            self._begins |= dict.fromkeys(stop.line_ids, begins)
            self._here, self._free_s = point_of(stop.site), begins + stop.service_s

    def begins_s(self, taker: Taker, line_id: UUID) -> int:
        """The second at which unloading there begins at the soonest, were it open."""
        return self._begins.get(line_id) or self._reached_s(point_of(taker.site), setup="delivery_setup_s")

    def _reached_s(self, there: Point, *, setup: str) -> int:
        if there == self._here:
            return self._free_s
        return self._free_s + drive_s(self._here, there, speed=self._speed) + int(figures("stopping")[setup])


def _volunteer_of(snapshot: Snapshot, route_id: UUID | None) -> Volunteer | None:
    return next((one for one in snapshot.volunteers if one.route is not None and one.route.route_id == route_id), None)
