"""What a plan was made from, kept with it, so that publication can tell whether it still holds."""

from __future__ import annotations

from typing import Any

from foodlink.planning.cargo import Posed
from foodlink.planning.snapshot import Food, RouteInForce, Taker, Volunteer

Facts = dict[str, Any]


def basis_of(posed: Posed) -> Facts:
    """The facts behind everything in the problem, by identifier."""
    takers = {one for cargo in posed.cargo for one in cargo.associations}
    return {
        "drivers": {str(one.driver_id): driver_facts(one) for one in posed.volunteers},
        "routes": {str(one.route.route_id): route_facts(one.route) for one in posed.snapshot.volunteers if one.route},
        "lots": {str(cargo.food.lot_id): food_facts(cargo.food) for cargo in posed.cargo},
        "takers": {str(one.id): taker_facts(one) for one in posed.snapshot.takers if one.id in takers},
    }


def driver_facts(volunteer: Volunteer) -> Facts:
    """Another vehicle, another start, other shifts: the route no longer holds."""
    return {
        "vehicle": [str(volunteer.vehicle_id), volunteer.kind.value, volunteer.capacity_g],
        "crates": [volunteer.crates, volunteer.chilled_crates, volunteer.frozen_crates],
        "start": [volunteer.lat, volunteer.lon],
        "shifts": [
            [shift.starts_at.isoformat(), shift.ends_at.isoformat(), shift.max_stops, shift.max_duration_s]
            for shift in volunteer.shifts
        ],
    }


def route_facts(route: RouteInForce) -> Facts:
    """What a driver was told and has done since; acceptance alone changes nothing."""
    return {
        "under_way": route.under_way,
        "version": route.version,
        "pinned": route.pinned,
        "stops": [
            [str(stop.stop_id), stop.status.value, sorted(str(line) for line in stop.line_ids)] for stop in route.stops
        ],
    }


def food_facts(food: Food) -> Facts:
    """Where and until when food is to be fetched, and for whom it is meant."""
    return {
        "window": None if food.window is None else [moment.isoformat() for moment in food.window],
        "place": [food.site.lat, food.site.lon],
        "use_by": food.use_by.isoformat() if food.use_by is not None else None,
        "kind": [food.category, food.temperature],
        "pinned_to": str(food.pinned_to) if food.pinned_to is not None else None,
    }


def taker_facts(taker: Taker) -> Facts:
    """When and what an association takes; its room is counted anew."""
    return {
        "hours": [[opens.isoformat(), closes.isoformat()] for opens, closes in taker.hours],
        "accepts": sorted(taker.accepts),
        "use_by_lead_h": taker.use_by_lead_h,
        "place": [taker.site.lat, taker.site.lon],
    }
