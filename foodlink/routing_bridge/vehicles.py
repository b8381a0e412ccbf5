"""Volunteers as the router's vehicles: what they hold, when they drive, how fast."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from foodlink.domain.driver import Shift
from foodlink.planning.snapshot import Snapshot, Volunteer
from foodlink.routing_bridge.figures import figures, kg, not_after, not_before


def shift_of(snapshot: Snapshot, volunteer: Volunteer) -> Shift | None:
    """The shift that a route of this volunteer would lie in now: that of the route in force, else the next one not over.

    A volunteer has one active route a day, so a later shift waits until the sooner one is over. A route in force outside
    every shift is driven to its own end.
    """
    route = volunteer.route
    if route is not None:
        around = [shift for shift in volunteer.shifts if shift.starts_at <= route.starts_at <= shift.ends_at]
        return around[0] if around else Shift(route.starts_at, max(route.ends_at, snapshot.at))
    soonest = soonest_start(snapshot, volunteer)
    coming = [shift for shift in volunteer.shifts if shift.ends_at > soonest and _meets_food(snapshot, shift)]
    return min(coming, key=lambda shift: shift.starts_at, default=None)


def soonest_start(snapshot: Snapshot, volunteer: Volunteer) -> datetime:
    """The soonest that a route may start: at once where it is under way, else with notice, and not sooner than told."""
    route = volunteer.route
    noticed = snapshot.at + timedelta(seconds=figures("notice")["route_s"])
    if route is not None:
        return snapshot.at if route.under_way else max(snapshot.at, min(route.starts_at, noticed))
    return max(noticed, volunteer.not_before or noticed)


def _meets_food(snapshot: Snapshot, shift: Shift) -> bool:
    """Whether anything could be fetched in that shift."""
    foods = [part.food for part in snapshot.free] + [line.food for line in snapshot.lines]
    return any(
        food.window is not None and food.window[0] <= shift.ends_at and shift.starts_at <= food.window[1]
        for food in foods
    )


def start_key(volunteer: Volunteer) -> str:
    """The router's name of a volunteer's start."""
    return f"start:{volunteer.driver_id}"


def speed_of(snapshot: Snapshot, volunteer: Volunteer) -> float:
    """How many times as fast as the travel model's car this volunteer drives there."""
    by_kind = float(figures("vehicle")[volunteer.kind.value]["speed_factor"])
    return round(by_kind * float(figures("territory").get(snapshot.territory, 1.0)), 3)


def vehicle(snapshot: Snapshot, number: int, volunteer: Volunteer, shift: Shift, *, seen_stops: int) -> dict[str, Any]:
    """The router's vehicle `vN`; `seen_stops` were made on its route and are not told to the router."""
    kind = figures("vehicle")[volunteer.kind.value]
    cold = {"chilled": volunteer.chilled_crates, "frozen": volunteer.frozen_crates}
    kilos = kg(volunteer.capacity_g)
    opens = max(shift.starts_at, soonest_start(snapshot, volunteer))
    route = volunteer.route
    under_way = route is not None and route.under_way
    made: dict[str, Any] = {
        "id": f"v{number}",
        "start": start_key(volunteer),
        "shift": [min(not_before(opens), not_after(shift.ends_at)), not_after(shift.ends_at)],
        "capacity": {
            "kg": kilos,
            "crates": volunteer.crates,
            **{f"{name}_crates": crates for name, crates in cold.items()},
            **{f"{name}_kg": kilos for name in ("ambient", *cold)},
        },
        "skills": [name for name, crates in cold.items() if crates > 0],
        "speed_factor": speed_of(snapshot, volunteer),
        "fixed_cost_s": 0 if under_way else _calling_s(volunteer),
    }
    if "max_distance_m" in kind:
        made["max_distance_m"] = kind["max_distance_m"]
    return made | _limits(volunteer, shift, seen_stops=seen_stops)


def _calling_s(volunteer: Volunteer) -> int:
    """What it costs to call this volunteer out; who has declined today is asked where nobody else can."""
    figure = figures("objective")
    return int(figure["vehicle_s"]) + (int(figure["asked_before_s"]) if volunteer.asked_before else 0)


def _limits(volunteer: Volunteer, shift: Shift, *, seen_stops: int) -> dict[str, int]:
    """What is left of the shift's own limits after the routes that were finished in it."""
    before = [trip for trip in volunteer.done if shift.starts_at <= trip[0] < shift.ends_at]
    limits = {}
    if shift.max_stops is not None:
        limits["max_stops"] = max(0, shift.max_stops - seen_stops - sum(stops for _, stops, _ in before))
    if shift.max_duration_s is not None:
        limits["max_duration_s"] = max(0, shift.max_duration_s - sum(seconds for _, _, seconds in before))
    return limits
