"""The proposal: what a plan would do, as one document in the words of the service (`docs/decisions/0003`).

Moments are RFC 3339 in UTC, weights grams. `cargo` holds what is moved, once each; stops name it by its place there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from foodlink.ids import new_id
from foodlink.planning.basis import basis_of
from foodlink.planning.cargo import Cargo, Posed
from foodlink.planning.matching import matched_stops
from foodlink.planning.snapshot import Site, Snapshot

Document = dict[str, Any]


def proposal_from(posed: Posed, plan: Document, sentences: dict[str, tuple[str, str]]) -> Document:
    """What the router's `plan` means for the day; `sentences` give its codes in French and English."""
    chosen: dict[int, int] = {}
    routes = [_route(posed, route, chosen) for route in plan["routes"]]
    used = {route["driver_id"] for route in routes}
    return {
        "at": posed.snapshot.at.isoformat(),
        "based_on": posed.snapshot.based_on,
        "cargo": {str(number): _cargo(posed.cargo[number], choice) for number, choice in sorted(chosen.items())},
        "routes": routes,
        "ended": [
            {"route_id": str(one.route.route_id), "driver_id": str(one.driver_id)}
            for one in posed.snapshot.volunteers
            if one.route is not None and str(one.driver_id) not in used
        ],
        "unassigned": [
            *(
                _left_behind(posed.cargo[int(each["shipment"][1:])], each["code"], sentences)
                for each in plan["unassigned"]
            ),
            *(_unassigned(each.cargo, each.code, each.fr, each.en) for each in posed.left_out),
        ],
        "basis": basis_of(posed),
        "stats": plan["stats"],
    }


def summary_of(proposal: Document) -> Document:
    """The plan in figures: lots and kilos on its routes, routes, metres and seconds."""
    cargo = proposal["cargo"].values()
    return {
        "lots": len({one["lot_id"] for one in cargo}),
        "kg": sum(one["quantity_g"] for one in cargo) / 1000,
        "routes": len(proposal["routes"]),
        "distance_m": sum(route["distance_m"] for route in proposal["routes"]),
        "duration_s": sum(route["duration_s"] for route in proposal["routes"]),
    }


def moment(seconds: int) -> str:
    """A second of the Unix clock as RFC 3339."""
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def _cargo(cargo: Cargo, choice: int) -> Document:
    return {
        "lot_id": str(cargo.food.lot_id),
        "offer_id": str(cargo.food.offer_id),
        "line_id": _text(cargo.line_id),
        "carry_id": _text(cargo.carry_id),
        "association_id": str(cargo.associations[choice]),
        "held_by": _text(cargo.held_by),
        "quantity_g": cargo.quantity_g,
        "crates": cargo.food.crates_for(cargo.quantity_g),
        "temperature": cargo.food.temperature,
        "claimed": cargo.claimed,
        "on_board": cargo.on_board_of is not None,
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _left_behind(cargo: Cargo, code: str, sentences: dict[str, tuple[str, str]]) -> Document:
    """What the router left; where nobody drives at all it says that nobody has the skill, even where none is needed."""
    if code == "no_vehicle_skill" and cargo.food.temperature == "ambient":
        code = "no_shift"
    return _unassigned(cargo, code, *sentences[code])


def _unassigned(cargo: Cargo, code: str, fr: str, en: str) -> Document:
    return {
        "offer_id": str(cargo.food.offer_id),
        "lot_id": str(cargo.food.lot_id),
        "line_id": _text(cargo.line_id),
        "quantity_g": cargo.quantity_g,
        "code": code,
        "reason": fr,
        "reason_en": en,
    }


def _route(posed: Posed, route: Document, chosen: dict[int, int]) -> Document:
    volunteer = posed.volunteers[int(route["vehicle"][1:])]
    in_force = volunteer.route
    steps = [step for step in route["steps"] if step["type"] in ("pickup", "delivery")]
    for step in steps:
        if step["type"] == "delivery":
            chosen[int(step["shipment"][1:])] = step["delivery"]
    stops = [_stop(posed, visit) for visit in _visits(steps)]
    first, last = route["steps"][0], route["steps"][-1]
    starts_at = moment(first["departure_s"])
    if in_force is not None and in_force.under_way:
        starts_at = in_force.starts_at.isoformat()
    return {
        "id": str(in_force.route_id if in_force is not None else new_id()),
        "known": in_force is not None,
        "driver_id": str(volunteer.driver_id),
        "vehicle_id": str(volunteer.vehicle_id),
        "vehicle_kind": volunteer.kind.value,
        "starts_at": starts_at,
        "ends_at": moment(last["departure_s"]),
        "distance_m": route["distance_m"] + _so_far(posed, route["vehicle"]),
        "duration_s": max(0, round(last["departure_s"] - datetime.fromisoformat(starts_at).timestamp())),
        "late": route["late"],
        "stops": matched_stops(in_force, stops, posed),
    }


def _so_far(posed: Posed, vehicle: str) -> int:
    return sum(day.get("distance_m", 0) for day in posed.problem["in_force"] if day["vehicle"] == vehicle)


def _visits(steps: list[Document]) -> list[list[Document]]:
    """Consecutive steps of one kind at one place are one stop."""
    visits: list[list[Document]] = []
    for step in steps:
        last = visits[-1][-1] if visits else None
        if last is not None and (last["type"], last["location"]) == (step["type"], step["location"]):
            visits[-1].append(step)
        else:
            visits.append([step])
    return visits


def _stop(posed: Posed, visit: list[Document]) -> Document:
    first, numbers = visit[0], [int(step["shipment"][1:]) for step in visit]
    site = _site(posed.snapshot, posed.cargo[numbers[0]], first)
    window = _window(posed, visit)
    return {
        "kind": first["type"],
        "organisation_id": str(site.organisation_id),
        "name": site.name,
        "lat": site.lat,
        "lon": site.lon,
        "address": site.address,
        "access_notes": site.access_notes,
        "window": [moment(window[0]), moment(window[1])],
        "eta": moment(first["start_s"]),
        "service_s": visit[-1]["departure_s"] - first["start_s"],
        "cargo": numbers,
    }


def _site(snapshot: Snapshot, cargo: Cargo, step: Document) -> Site:
    if step["type"] == "pickup":
        return cargo.food.site
    return snapshot.taker_by_id[cargo.associations[step["delivery"]]].site


def _window(posed: Posed, visit: list[Document]) -> tuple[int, int]:
    """When service may begin for all that is done there: the windows that hold, or were missed, taken together."""
    opens, closes = 0, 2**40
    for step in visit:
        shipment = posed.problem["shipments"][int(step["shipment"][1:])]
        stop = shipment["pickup"] if step["type"] == "pickup" else shipment["deliveries"][step["delivery"]]
        windows = stop.get("time_windows") or [[step["start_s"], step["start_s"]]]
        around = next((one for one in windows if one[0] <= step["start_s"] <= one[1]), windows[-1])
        opens, closes = max(opens, around[0]), min(closes, around[1])
    return (opens, closes) if opens <= closes else (closes, opens)
