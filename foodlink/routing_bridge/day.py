"""The day under way: what a vehicle has done, what it must do next, and what people were last told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np

from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.route import StopKind
from foodlink.planning.cargo import Cargo
from foodlink.planning.snapshot import RouteInForce, Site, Snapshot, StopInForce, Volunteer
from foodlink.routing_bridge.figures import figures, not_before
from foodlink.routing_bridge.vehicles import start_key
from routing.travel.great_circle import drive_seconds, great_circle_metres, road_metres


@dataclass(frozen=True, slots=True)
class Numbered:
    """The pieces that are in the problem, by the line or the refused food that they are."""

    cargo: tuple[Cargo, ...]
    by_line: Mapping[UUID, int]


def locked_stops(snapshot: Snapshot, volunteer: Volunteer) -> tuple[StopInForce, ...]:
    """The stops that stay where they are: those of a pinned route, the one under way, the one the driver is heading for.

    Whoever should have left is taken to be on the road, reported or not, until some time after the arrival that was told.
    """
    route = volunteer.route
    if route is None:
        return ()
    if route.pinned:
        return route.pending
    arrived = tuple(stop for stop in route.pending if stop.status is StopStatus.ARRIVED)
    return arrived or _heading(snapshot, route)


def _heading(snapshot: Snapshot, route: RouteInForce) -> tuple[StopInForce, ...]:
    if not _gone(snapshot, route) or not route.pending:
        return ()
    first = route.pending[0]
    expected = first.eta + timedelta(seconds=figures("notice")["heading_s"])
    return (first,) if snapshot.at <= expected else ()


def _gone(snapshot: Snapshot, route: RouteInForce) -> bool:
    return route.under_way or (route.status is RouteStatus.ACCEPTED and route.starts_at <= snapshot.at)


def day_under_way(
    snapshot: Snapshot, number: int, volunteer: Volunteer, numbered: Numbered, *, speed: float, opens: int
) -> dict[str, Any]:
    """The router's `in_force` entry of a volunteer with a route, who else would be free from `opens` on."""
    route = volunteer.route
    assert route is not None
    locked = locked_stops(snapshot, volunteer)
    position, time = _where(snapshot, volunteer, route, speed=speed)
    made: dict[str, Any] = {
        "vehicle": f"v{number}",
        "position": position.key if position is not None else start_key(volunteer),
        "time": time if _gone(snapshot, route) else max(time, opens),
        "planned": _tasks(route.pending, numbered),
    }
    done: list[list[Any]] = []
    if route.under_way:
        made["started"] = min(not_before(route.started_at or route.starts_at), time)
        made["distance_m"] = _driven_m(volunteer, route)
        done = _on_board(route, numbered, started=made["started"], time=time)
    made["done"] = done
    made["locked"] = _locked_tasks(locked, numbered, loaded={task[1] for task in done})
    return made


def _where(snapshot: Snapshot, volunteer: Volunteer, route: RouteInForce, *, speed: float) -> tuple[Site | None, int]:
    """The last known place and when the vehicle left it; never so late that it could not be arriving now."""
    now = not_before(snapshot.at)
    arrived = next((stop for stop in route.pending if stop.status is StopStatus.ARRIVED), None)
    if arrived is not None:
        return arrived.site, now
    last = route.over[-1] if route.under_way and route.over else None
    left = now
    if _heading(snapshot, route):
        left = not_before((last.ended_at or last.eta) if last else (route.started_at or route.starts_at))
        here = (last.site.lat, last.site.lon) if last else (volunteer.lat, volunteer.lon)
        there = route.pending[0].site
        left = max(left, now - drive_s(here, (there.lat, there.lon), speed=speed))
    elif last is not None:
        left = max(now, not_before(last.ended_at or last.eta))
    return (last.site if last else None), left


def _tasks(stops: tuple[StopInForce, ...], numbered: Numbered) -> list[list[Any]]:
    """Pickups and deliveries as the router names them, of those pieces that are in the problem."""
    tasks: list[list[Any]] = []
    for stop in stops:
        for line in stop.line_ids:
            number = numbered.by_line.get(line)
            if number is None:
                continue
            cargo = numbered.cargo[number]
            if stop.kind is StopKind.PICKUP and cargo.on_board_of is None:
                tasks.append(["pickup", f"s{number}"])
            elif stop.kind is StopKind.DELIVERY and stop.site.organisation_id in cargo.associations:
                choice = cargo.associations.index(stop.site.organisation_id)
                tasks.append(["delivery", f"s{number}", choice])
    return tasks


def _locked_tasks(stops: tuple[StopInForce, ...], numbered: Numbered, *, loaded: set[str]) -> list[list[Any]]:
    """The steps that come first; a delivery only of what is loaded by then."""
    tasks = []
    on_board = set(loaded)
    for task in _tasks(stops, numbered):
        if task[0] == "pickup":
            on_board.add(task[1])
        if task[1] in on_board:
            tasks.append(task)
    return tasks


def _on_board(route: RouteInForce, numbered: Numbered, *, started: int, time: int) -> list[list[Any]]:
    """The pickups of what is on board, in the order in which they were made."""
    order = {line: place for place, stop in enumerate(route.over) for line in stop.line_ids}
    loaded = []
    for number, cargo in enumerate(numbered.cargo):
        if cargo.on_board_of == route.route_id and cargo.collected_at is not None:
            moment = min(max(not_before(cargo.collected_at), started), time)
            loaded.append((moment, order.get(cargo.line_id, -1) if cargo.line_id else -1, number))
    return [["pickup", f"s{number}", moment] for moment, _, number in sorted(loaded)]


def unseen_stops(route: RouteInForce, numbered: Numbered) -> int:
    """How many stops were made of which nothing is on board any more, so that the router does not count them."""
    aboard = {cargo.food.site.key for cargo in numbered.cargo if cargo.on_board_of == route.route_id}
    seen = {stop.site.key for stop in route.over if stop.site.key in aboard}
    return max(0, len(route.over) - len(seen))


def _driven_m(volunteer: Volunteer, route: RouteInForce) -> int:
    """Metres from the start along the stops that were made, by the travel model."""
    points = [(volunteer.lat, volunteer.lon), *((stop.site.lat, stop.site.lon) for stop in route.over)]
    return sum(_road_m(here, there) for here, there in pairwise(points))


def _road_m(here: tuple[float, float], there: tuple[float, float]) -> int:
    return round(float(road_metres(great_circle_metres(np.array([here, there])))[0, 1]))


def drive_s(here: tuple[float, float], there: tuple[float, float], *, speed: float) -> int:
    """Seconds between two points for a vehicle so many times as fast as the travel model's car, rounded up."""
    metres = road_metres(great_circle_metres(np.array([here, there])))
    return int(float(drive_seconds(metres)[0, 1]) / speed) + 1
