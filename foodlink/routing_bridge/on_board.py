"""Cold food that was refused at a door: who can still have it before it has been on board too long.

The router drives what is on board to somebody, late if need be; the cold chain allows no lateness, so whoever cannot be
reached in time is not offered to it at all, and what nobody can have in time is brought back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from foodlink.planning.snapshot import Refused, Site, Snapshot, Taker, Volunteer
from foodlink.routing_bridge.day import drive_s, locked_stops
from foodlink.routing_bridge.figures import figures
from foodlink.routing_bridge.takers import opening_windows
from foodlink.routing_bridge.vehicles import speed_of


def reached_in_time(snapshot: Snapshot, carry: Refused, takers: list[Taker]) -> list[Taker]:
    """Those of `takers` at whose open door the vehicle can be, driving there at once, before it is too late for the food."""
    ride_s = snapshot.ride_s(carry.food.temperature)
    if ride_s is None:
        return takers
    until = carry.collected_at + timedelta(seconds=ride_s)
    volunteer = _volunteer_of(snapshot, carry.route_id)
    if volunteer is None or snapshot.at >= until:
        return []
    here, free_at = _free_from(snapshot, volunteer)
    setup_s = int(figures("stopping")["delivery_setup_s"])
    speed = speed_of(snapshot, volunteer)
    return [
        taker
        for taker in takers
        if _opens_between(
            snapshot,
            carry,
            taker,
            since=free_at + timedelta(seconds=drive_s(here, _point(taker.site), speed=speed) + setup_s),
            until=until,
        )
    ]


def _volunteer_of(snapshot: Snapshot, route_id: UUID) -> Volunteer | None:
    return next((one for one in snapshot.volunteers if one.route is not None and one.route.route_id == route_id), None)


def _free_from(snapshot: Snapshot, volunteer: Volunteer) -> tuple[tuple[float, float], datetime]:
    """Where and when the vehicle is free to go elsewhere: after the stops that it keeps, else where it was last."""
    route = volunteer.route
    assert route is not None
    kept = locked_stops(snapshot, volunteer)
    if kept:
        return _point(kept[-1].site), max(snapshot.at, kept[-1].eta) + timedelta(seconds=kept[-1].service_s)
    made = route.over
    return (_point(made[-1].site) if made else (volunteer.lat, volunteer.lon)), snapshot.at


def _opens_between(snapshot: Snapshot, carry: Refused, taker: Taker, *, since: datetime, until: datetime) -> bool:
    first, last = since.timestamp(), until.timestamp()
    return any(max(opens, first) <= min(closes, last) for opens, closes in opening_windows(snapshot, carry.food, taker))


def _point(site: Site) -> tuple[float, float]:
    return site.lat, site.lon
