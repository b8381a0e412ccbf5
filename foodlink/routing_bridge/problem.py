"""A territory's day as one pickup-and-delivery problem for the router."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from foodlink.domain import food_rules
from foodlink.planning.cargo import Cargo, LeftOut, Posed
from foodlink.planning.snapshot import Site, Snapshot, Volunteer
from foodlink.routing_bridge.day import Numbered, day_under_way, unseen_stops
from foodlink.routing_bridge.figures import figures, kg, load_of
from foodlink.routing_bridge.reasons import left_out
from foodlink.routing_bridge.shipments import cargo_of, delivery, shipment
from foodlink.routing_bridge.takers import Sharing, foresee_nearest, pickup_window
from foodlink.routing_bridge.vehicles import shift_of, start_key, vehicle
from foodlink.routing_bridge.whereabouts import being_loaded, locked_stops


def problem_from(snapshot: Snapshot, *, spoiled: Collection[UUID] = ()) -> Posed:
    """The day as the router's problem (`docs/planning.md` says what becomes what), and what cannot be asked of it.

    `spoiled` names the lines and the refused food that nobody can have before it was on board for too long.
    """
    locked = _locked_lines(snapshot)
    cargo: list[Cargo] = []
    out: list[LeftOut] = []
    for piece in cargo_of(snapshot, under=locked):
        lost = (piece.line_id or piece.carry_id) in spoiled
        asked = piece.associations and (piece.on_board_of is not None or _can_be_fetched(snapshot, piece, locked))
        if asked and not lost:
            cargo.append(piece)
        else:
            out.append(left_out(snapshot, piece, spoiled=lost))
    numbered = Numbered(tuple(cargo), {piece.line_id: number for number, piece in enumerate(cargo) if piece.line_id})
    return _posed(snapshot, numbered, tuple(out), locked)


def _posed(snapshot: Snapshot, numbered: Numbered, out: tuple[LeftOut, ...], locked: dict[UUID, UUID]) -> Posed:
    volunteers, vehicles, days = _fleet(snapshot, numbered, out)
    problem = {
        "version": 1,
        "locations": _locations(snapshot, numbered.cargo, volunteers),
        "receivers": [
            {"id": str(taker.id), "room": {f"{kind}_kg": kg(taker.room_g(kind)) for kind in taker.storage}}
            for taker in snapshot.takers
        ],
        "vehicles": vehicles,
        "shipments": _shipments(snapshot, numbered.cargo, locked),
        "in_force": days,
        "objective": {
            "unserved": "value",
            "value_s": figures("objective")["value_s"],
            "vehicles": "cost",
            "cost": "duration",
            "change_s": figures("objective")["change_s"],
        },
    }
    return Posed(snapshot, problem, numbered.cargo, volunteers, out)


def _locked_lines(snapshot: Snapshot) -> dict[UUID, UUID]:
    """The lines that stay on their route, by route."""
    return {
        line: volunteer.route.route_id
        for volunteer in snapshot.volunteers
        if volunteer.route is not None
        for stop in locked_stops(snapshot, volunteer)
        for line in stop.line_ids
    }


def _can_be_fetched(snapshot: Snapshot, piece: Cargo, locked: dict[UUID, UUID]) -> bool:
    return pickup_window(snapshot, piece.food) is not None or (
        piece.line_id in locked and piece.food.window is not None
    )


def _shipments(snapshot: Snapshot, cargo: tuple[Cargo, ...], locked: dict[UUID, UUID]) -> list[dict[str, Any]]:
    told = {
        line
        for volunteer in snapshot.volunteers
        if volunteer.route is not None
        for stop in volunteer.route.pending
        for line in stop.line_ids
    }
    loading = {line: at for one in snapshot.volunteers for line, at in being_loaded(snapshot, one).items()}
    sharing = Sharing(snapshot)
    made = []
    for number, piece in enumerate(cargo):
        held, planned = piece.line_id in locked, piece.line_id in told
        begins = loading.get(piece.line_id) if piece.line_id is not None else None
        one = shipment(snapshot, number, piece, planned=planned, locked=held, begins=begins)
        for association in piece.associations:
            taker = snapshot.taker_by_id[association]
            cost_s = 0 if len(piece.associations) == 1 else sharing.cost_s(taker)
            one["deliveries"].append(delivery(snapshot, piece, taker, cost_s=cost_s, locked=held))
        if piece.line_id is None and piece.carry_id is None:
            _foresee(snapshot, sharing, piece)
        made.append(one)
    return made


def _foresee(snapshot: Snapshot, sharing: Sharing, piece: Cargo) -> None:
    foresee_nearest(piece.food, [snapshot.taker_by_id[one] for one in piece.associations], sharing, piece.quantity_g)


def _fleet(
    snapshot: Snapshot, numbered: Numbered, out: tuple[LeftOut, ...]
) -> tuple[tuple[Volunteer, ...], list[dict[str, Any]], list[dict[str, Any]]]:
    volunteers: list[Volunteer] = []
    vehicles: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    for volunteer in snapshot.volunteers:
        shift = shift_of(snapshot, volunteer)
        if shift is None:
            continue
        number, route = len(volunteers), volunteer.route
        seen = unseen_stops(route, numbered) if route is not None else 0
        made = vehicle(snapshot, number, volunteer, shift, seen_stops=seen)
        if route is not None:
            day = day_under_way(
                snapshot, number, volunteer, numbered, speed=made["speed_factor"], opens=made["shift"][0]
            )
            days.append(day)
            made["shift"][0] = min(made["shift"][0], day["time"])
            _make_room_for(made, [one.cargo for one in out if one.cargo.on_board_of == route.route_id])
            _hold_what_it_has(made, day, numbered)
        volunteers.append(volunteer)
        vehicles.append(made)
    return tuple(volunteers), vehicles, days


def _make_room_for(made: dict[str, Any], aboard: list[Cargo]) -> None:
    """What is on board and goes to nobody takes its place all day."""
    capacity = made["capacity"]
    for cargo in aboard:
        for name, amount in load_of(cargo.food, cargo.quantity_g).items():
            capacity[name] = max(0, round(capacity[name] - amount, 3))


def _hold_what_it_has(made: dict[str, Any], day: dict[str, Any], numbered: Numbered) -> None:
    """A vehicle that carries more than its papers say, or colder, evidently can: it is not taken from it."""
    total: dict[str, float] = {}
    for task in (*day["done"], *day["locked"]):
        if task[0] != "pickup":
            continue
        cargo = numbered.cargo[int(task[1][1:])]
        if cargo.food.temperature in food_rules.COLD and cargo.food.temperature not in made["skills"]:
            made["skills"].append(cargo.food.temperature)
        for name, amount in load_of(cargo.food, cargo.quantity_g).items():
            total[name] = round(total.get(name, 0) + amount, 3)
    capacity = made["capacity"]
    for name, amount in total.items():
        capacity[name] = max(capacity[name], amount)


def _locations(snapshot: Snapshot, cargo: tuple[Cargo, ...], volunteers: tuple[Volunteer, ...]) -> list[dict[str, Any]]:
    stopping = figures("stopping")
    made: dict[str, dict[str, Any]] = {}

    def add(key: str, lat: float, lon: float, setup_s: int) -> None:
        made.setdefault(key, {"id": key, "lat": lat, "lon": lon, "setup_s": setup_s})

    def add_site(site: Site, setup: str) -> None:
        add(site.key, site.lat, site.lon, int(stopping[setup]))

    for volunteer in volunteers:
        add(start_key(volunteer), volunteer.lat, volunteer.lon, 0)
    for piece in cargo:
        add_site(piece.food.site, "pickup_setup_s")
        for association in piece.associations:
            add_site(snapshot.taker_by_id[association].site, "delivery_setup_s")
    for volunteer in volunteers:
        for stop in volunteer.route.stops if volunteer.route is not None else ():
            add_site(stop.site, f"{stop.kind.value}_setup_s")
    return list(made.values())
