"""The day under way: what a vehicle has done, what it must do next, and what people were last told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from foodlink.domain.route import StopKind
from foodlink.planning.cargo import Cargo
from foodlink.planning.snapshot import RouteInForce, Snapshot, StopInForce, Volunteer
from foodlink.routing_bridge.figures import not_before
from foodlink.routing_bridge.travel import road_tables
from foodlink.routing_bridge.vehicles import start_key
from foodlink.routing_bridge.whereabouts import gone, locked_stops, point_of, where


@dataclass(frozen=True, slots=True)
class Numbered:
    """The pieces that are in the problem, by the line or the refused food that they are."""

    cargo: tuple[Cargo, ...]
    by_line: Mapping[UUID, int]


def day_under_way(
    snapshot: Snapshot, number: int, volunteer: Volunteer, numbered: Numbered, *, speed: float, opens: int
) -> dict[str, Any]:
    """The router's `in_force` entry of a volunteer with a route, who else would be free from `opens` on."""
    route = volunteer.route
    assert route is not None
    locked = locked_stops(snapshot, volunteer)
    position, time = where(snapshot, volunteer, speed=speed)
    made: dict[str, Any] = {
        "vehicle": f"v{number}",
        "position": position.key if position is not None else start_key(volunteer),
        "time": time if gone(snapshot, route) else max(time, opens),
        "planned": _tasks(route.pending, numbered),
    }
    done: list[list[Any]] = []
    if route.under_way:
        made["started"] = min(not_before(route.started_at or route.starts_at), time)
        made["distance_m"] = _driven_m(volunteer, route, home=position is None)
        done = _on_board(route, numbered, started=made["started"], time=time)
    made["done"] = done
    made["locked"] = _locked_tasks(locked, numbered, loaded={task[1] for task in done})
    return made


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


def _driven_m(volunteer: Volunteer, route: RouteInForce, *, home: bool) -> int:
    """Metres from the start along the stops that were made, and back `home` again, by the travel model."""
    start = (volunteer.lat, volunteer.lon)
    points = [start, *(point_of(stop.site) for stop in route.over), *([start] if home else [])]
    _, metres = road_tables(points)
    return sum(metres[number][number + 1] for number in range(len(points) - 1))
