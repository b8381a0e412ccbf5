"""Dispatch: what a proposal says, made into rows. Steps of a publication, which locks before and commits after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.lifecycle import PENDING_STOPS, RouteStatus, StopStatus
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route, Stop, StopKind, StopLoad
from foodlink.planning.validity import Verdict, cargo_numbers
from foodlink.queries.dispatching import active_routes
from foodlink.services.allocate import Allocation
from foodlink.services.tell_dispatch import tell_drivers

Document = dict[str, Any]

_SAME_S = 60
"""A stop that moves by less is not told again."""


class Dispatch:
    """One publication: the routes that hold, the lines they carry, and what changed for whom."""

    def __init__(
        self,
        session: Session,
        plan: Plan,
        proposal: Document,
        verdict: Verdict,
        *,
        by: UUID | None,
        at: datetime,
    ) -> None:
        self._session, self._plan, self._proposal = session, plan, proposal
        self._by, self._at = by, at
        self._routes = {str(route.id): route for route in active_routes(session, plan.territory, plan.day)}
        self._wanted = [route for route in proposal["routes"] if route["id"] not in verdict.broken]
        ended = [one["route_id"] for one in proposal["ended"] if one["route_id"] not in verdict.kept]
        self._ended = [self._routes[one] for one in ended if one in self._routes]
        self._told: dict[str, list[Route]] = {"proposed": [], "changed": [], "withdrawn": []}

    def carry_out(self) -> None:
        """Take off the routes what leaves them, hold what is new, put stops and loads where they belong, tell everybody."""
        numbers = [number for route in self._wanted for number in cargo_numbers(route)]
        allocation = Allocation(self._session, self._proposal, numbers, by=self._by, at=self._at)
        same = {route["id"]: self._is_same(route, allocation) for route in self._wanted if route["known"]}
        off: list[ReservationLine] = []
        for route in self._wanted:
            if route["known"] and not same[route["id"]]:
                off += self._take_off(self._routes[route["id"]], route, allocation)
        for row in self._ended:
            off += self._take_off(row, None, allocation)
        self._session.flush()
        allocation.let_go([line for line in off if line not in allocation.kept])
        allocation.hold()
        self._session.flush()
        for route in self._wanted:
            if not same.get(route["id"], False):
                self._put(route, allocation)
        self._end_routes()
        for row in self._routes.values():
            row.plan_id = self._plan.id
        allocation.follow()
        tell_drivers(self._session, self._told, at=self._at)

    def _is_same(self, route: Document, allocation: Allocation) -> bool:
        """Whether a route in force stays as it was told, to the minute."""
        row = self._routes[route["id"]]
        before = [stop for stop in row.stops if stop.status in PENDING_STOPS]
        if [str(stop.id) for stop in before] != [stop["id"] for stop in route["stops"]]:
            return False
        return all(
            _is_same_stop(stop, wanted, allocation.lines_kept(wanted["cargo"]))
            for stop, wanted in zip(before, route["stops"], strict=True)
        )

    def _take_off(self, row: Route, route: Document | None, allocation: Allocation) -> list[ReservationLine]:
        """Cancel the loads and stops that the route no longer has; a stop under way stays as it is."""
        wanted = {stop["id"]: stop for stop in route["stops"]} if route is not None else {}
        off = []
        for stop in row.stops:
            if stop.status not in PENDING_STOPS:
                continue
            named = wanted.get(str(stop.id))
            if named is None and stop.status is StopStatus.ARRIVED:
                continue
            stay = set(allocation.lines_kept(named["cargo"])) if named is not None else set()
            for load in stop.loads:
                if load.status in PENDING_STOPS and load.line_id not in stay:
                    load.status = StopStatus.CANCELLED
                    off.append(load.line)
            if named is None:
                stop.move_to(StopStatus.CANCELLED, at=self._at, by=self._by)
        return off

    def _put(self, route: Document, allocation: Allocation) -> None:
        """Write the stops of a route as the proposal has them; a new route is proposed to its driver."""
        row = self._routes.get(route["id"]) or self._new_route(route)
        stops = {str(stop.id): stop for stop in row.stops}
        over = [stop for stop in row.stops if stop.status is not StopStatus.CANCELLED and not _wanted(stop, route)]
        place = {stop["id"]: len(over) + number for number, stop in enumerate(route["stops"])}
        for wanted in route["stops"]:
            stop = stops.get(wanted["id"]) or _new_stop(row, wanted)
            if stop.status is StopStatus.CANCELLED:
                stop.move_to(StopStatus.PLANNED, at=self._at, by=self._by)
            _write_stop(stop, wanted)
            _write_loads(stop, allocation.lines(wanted["cargo"]))
        for number, stop in enumerate(over):
            stop.position = number
        for stop in row.stops:
            stop.position = place.get(str(stop.id), stop.position if stop in over else len(over) + len(place))
        row.starts_at, row.ends_at = (
            _moment(route["starts_at"]),
            max(map(_moment, (route["starts_at"], route["ends_at"]))),
        )
        row.distance_m, row.duration_s = route["distance_m"], route["duration_s"]
        if row.status is RouteStatus.DONE:
            row.move_to(RouteStatus.UNDER_WAY, at=self._at, by=self._by)
            row.ended_at = None
        if route["known"]:
            self._announce_change(row)

    def _new_route(self, route: Document) -> Route:
        row = Route(
            id=UUID(route["id"]),
            plan_id=self._plan.id,
            territory=self._plan.territory,
            day=self._plan.day,
            driver_id=UUID(route["driver_id"]),
            status=RouteStatus.DRAFT,
            vehicle_id=UUID(route["vehicle_id"]),
            vehicle_kind=route["vehicle_kind"],
            starts_at=_moment(route["starts_at"]),
            ends_at=_moment(route["ends_at"]),
            distance_m=route["distance_m"],
            duration_s=route["duration_s"],
        )
        self._session.add(row)
        row.move_to(RouteStatus.PROPOSED, at=self._at, by=self._by)
        row.proposed_at = self._at
        self._told["proposed"].append(row)
        return row

    def _announce_change(self, row: Route) -> None:
        row.version += 1
        event.record(row, "changed", at=self._at, by=self._by, territory=row.territory, data={"version": row.version})
        self._told["changed"].append(row)

    def _end_routes(self) -> None:
        """A route with nothing left to do is superseded, or, once under way, done."""
        for row in self._ended:
            if any(stop.status in PENDING_STOPS for stop in row.stops):
                continue
            if row.status in (RouteStatus.UNDER_WAY, RouteStatus.DONE):
                if not self._still_carries(row):
                    row.ended_at = self._at
                    row.move_to(RouteStatus.DONE, at=self._at, by=self._by)
                continue
            row.ended_at = self._at
            row.move_to(
                RouteStatus.SUPERSEDED, at=self._at, by=self._by, reason="Le nouveau plan se passe de cette tournée."
            )
            self._told["withdrawn"].append(row)

    def _still_carries(self, row: Route) -> bool:
        """Whether something is on board that nobody can take: the driver is told to bring it back, and reports that."""
        aboard = {one["lot_id"] for one in self._proposal["unassigned"] if one["code"] == "on_board"}
        return any(str(load.line.lot_id) in aboard for stop in row.stops for load in stop.loads)


def _wanted(stop: Stop, route: Document) -> bool:
    return any(str(stop.id) == one["id"] for one in route["stops"])


def _is_same_stop(stop: Stop, wanted: Document, lines: Sequence[UUID]) -> bool:
    loads = sorted(load.line_id for load in stop.loads if load.status in PENDING_STOPS)
    moved_s = abs((stop.eta - _moment(wanted["eta"])).total_seconds())
    same_until = stop.window_until == _moment(wanted["window"][1])
    return len(lines) == len(wanted["cargo"]) and loads == sorted(lines) and moved_s <= _SAME_S and same_until


def _new_stop(row: Route, wanted: Document) -> Stop:
    stop = Stop(
        id=UUID(wanted["id"]),
        kind=StopKind(wanted["kind"]),
        status=StopStatus.PLANNED,
        organisation_id=UUID(wanted["organisation_id"]),
        position=0,
        loads=[],
    )
    row.stops.append(stop)
    return stop


def _write_stop(stop: Stop, wanted: Document) -> None:
    stop.name, stop.address, stop.access_notes = wanted["name"], wanted["address"], wanted["access_notes"][:500]
    stop.lat, stop.lon = wanted["lat"], wanted["lon"]
    stop.window_from, stop.window_until = map(_moment, wanted["window"])
    stop.eta, stop.service_s = _moment(wanted["eta"]), wanted["service_s"]


def _write_loads(stop: Stop, lines: Sequence[tuple[ReservationLine, int]]) -> None:
    there = {load.line_id: load for load in stop.loads if load.status in PENDING_STOPS}
    for line, quantity_g in lines:
        if line.id in there:
            there[line.id].quantity_g = quantity_g
        else:
            stop.loads.append(StopLoad(line=line, kind=stop.kind, status=stop.status, quantity_g=quantity_g))


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
