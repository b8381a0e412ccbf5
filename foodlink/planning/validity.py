"""Whether a proposal still holds: route by route, against the day as it is now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from foodlink.planning.basis import driver_facts, food_facts, route_facts, taker_facts
from foodlink.planning.snapshot import HeldLine, RouteInForce, Snapshot, Volunteer

Document = dict[str, Any]


@dataclass
class Verdict:
    """The routes of a proposal that no longer hold, and those in force that it must leave alone, each with the reason."""

    broken: dict[str, str] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether the whole proposal can be published."""
        return not self.broken and not self.kept

    @property
    def reasons(self) -> list[str]:
        """Each reason once, in order."""
        return list(dict.fromkeys((*self.broken.values(), *self.kept.values())))


class Now:
    """The day as it is now, by identifier."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.volunteers: dict[str, Volunteer] = {str(one.driver_id): one for one in snapshot.volunteers}
        self.lines: dict[str, HeldLine] = {str(line.line_id): line for line in snapshot.lines}
        self.left: dict[str, int] = {str(part.food.lot_id): part.left_g for part in snapshot.free}
        self.refused = {str(carry.carry_id) for carry in snapshot.refused}
        self.takers = {str(taker.id): taker for taker in snapshot.takers}
        self.foods = {str(part.food.lot_id): part.food for part in snapshot.free}
        self.foods |= {str(line.food.lot_id): line.food for line in snapshot.lines}
        self.foods |= {str(carry.food.lot_id): carry.food for carry in snapshot.refused}


def judge(proposal: Document, snapshot: Snapshot, *, at: datetime) -> Verdict:
    """Find what no longer holds, to a fixpoint: dropping one route may take the ground from another."""
    now, verdict = Now(snapshot), Verdict()
    for route in proposal["routes"]:
        fault = _route_fault(proposal, route, now, at=at)
        if fault is not None:
            verdict.broken[route["id"]] = fault
    for ended in proposal["ended"]:
        fault = _basis_fault(proposal, ended["route_id"], ended["driver_id"], now)
        if fault is not None:
            verdict.kept[ended["route_id"]] = fault
    while _drop_one_more(proposal, now, verdict):
        pass
    return verdict


def cargo_numbers(route: Document) -> list[int]:
    """What a proposed route moves, once each, in the order in which it meets it."""
    return list(dict.fromkeys(number for stop in route["stops"] for number in stop["cargo"]))


def _route_fault(proposal: Document, route: Document, now: Now, *, at: datetime) -> str | None:
    volunteer = now.volunteers.get(route["driver_id"])
    if volunteer is None or driver_facts(volunteer) != proposal["basis"]["drivers"][route["driver_id"]]:
        return "a driver's shift or vehicle has changed"
    known = bool(route["known"])
    fault = (
        _basis_fault(proposal, route["id"], route["driver_id"], now) if known else _new_route_fault(route, volunteer)
    )
    in_force = volunteer.route
    if fault is None and not _may_still_start(route, in_force, at=at):
        fault = "a route should have started already"
    return fault or next(filter(None, (_cargo_fault(proposal, number, now) for number in cargo_numbers(route))), None)


def _new_route_fault(route: Document, volunteer: Volunteer) -> str | None:
    if volunteer.route is not None:
        return "a driver has another route by now"
    starts_at = datetime.fromisoformat(route["starts_at"])
    if volunteer.not_before is not None and starts_at < volunteer.not_before:
        return "a driver has declined by now"
    return None


def _may_still_start(route: Document, in_force: RouteInForce | None, *, at: datetime) -> bool:
    accepted = in_force is not None and in_force.status.value != "proposed"
    return accepted or datetime.fromisoformat(route["starts_at"]) > at


def _basis_fault(proposal: Document, route_id: str, driver_id: str, now: Now) -> str | None:
    """Why a route in force is not what the plan took it for."""
    volunteer = now.volunteers.get(driver_id)
    route = volunteer.route if volunteer is not None else None
    if route is None or str(route.route_id) != route_id:
        return "a route has ended by now"
    if route_facts(route) != proposal["basis"]["routes"][route_id]:
        return "a driver has reported something by now"
    return None


def _cargo_fault(proposal: Document, number: int, now: Now) -> str | None:
    cargo = proposal["cargo"][str(number)]
    food, taker = now.foods.get(cargo["lot_id"]), now.takers.get(cargo["association_id"])
    if food is None or food_facts(food) != proposal["basis"]["lots"][cargo["lot_id"]]:
        return "an offer has changed"
    if taker is None or taker_facts(taker) != proposal["basis"]["takers"][cargo["association_id"]]:
        return "an association's hours or rules have changed"
    if cargo["carry_id"] is not None:
        return None if cargo["carry_id"] in now.refused else "refused food has been handed on or returned"
    if cargo["line_id"] is None:
        return None
    line = now.lines.get(cargo["line_id"])
    same = line is not None and (line.quantity_g, str(line.association_id), line.collected_at is not None) == (
        cargo["quantity_g"],
        cargo["held_by"],
        cargo["on_board"],
    )
    return None if same else "a reservation has changed"


def _drop_one_more(proposal: Document, now: Now, verdict: Verdict) -> bool:
    """Break the first route that takes what a route that stays still has, more than is left, or more than there is room."""
    held = _lines_of_routes_that_stay(proposal, now, verdict)
    left, room = Counter(now.left), _room(now)
    for line in held:
        _take_room(
            room, str(now.lines[line].association_id), now.lines[line].food.temperature, now.lines[line].quantity_g
        )
    for route in proposal["routes"]:
        if route["id"] in verdict.broken:
            continue
        fault = _shared_fault(proposal, route, held, left, room)
        if fault is not None:
            verdict.broken[route["id"]] = fault
            return True
    return False


def _shared_fault(
    proposal: Document, route: Document, held: set[str], left: Counter[str], room: Counter[tuple[str, str]]
) -> str | None:
    for number in cargo_numbers(route):
        cargo = proposal["cargo"][str(number)]
        if cargo["line_id"] in held:
            return "another route that stays has what this one takes"
        if cargo["line_id"] is None and cargo["carry_id"] is None:
            left[cargo["lot_id"]] -= cargo["quantity_g"]
            if left[cargo["lot_id"]] < 0:
                return "less is left of a lot"
        fits = _take_room(room, cargo["association_id"], cargo["temperature"], cargo["quantity_g"])
        as_it_was = cargo["on_board"] or (route["known"] and cargo["held_by"] == cargo["association_id"])
        if not fits and not as_it_was:
            return "an association has less room"
    return None


def _room(now: Now) -> Counter[tuple[str, str]]:
    kinds = ("ambient", "chilled", "frozen")
    return Counter({(key, kind): taker.room_g(kind) for key, taker in now.takers.items() for kind in kinds})


def _take_room(room: Counter[tuple[str, str]], taker: str, kind: str, grams: int) -> bool:
    room[taker, kind] -= grams
    return room[taker, kind] >= 0


def _lines_of_routes_that_stay(proposal: Document, now: Now, verdict: Verdict) -> set[str]:
    """The lines on routes in force that the publication will not touch, for they or their plan have changed."""
    known = {route["id"] for route in proposal["routes"] if route["id"] not in verdict.broken}
    known |= {ended["route_id"] for ended in proposal["ended"] if ended["route_id"] not in verdict.kept}
    held: set[UUID] = set()
    for volunteer in now.snapshot.volunteers:
        route = volunteer.route
        if route is not None and str(route.route_id) not in known:
            held.update(line for stop in route.pending for line in stop.line_ids)
    return {str(line) for line in held if str(line) in now.lines}
