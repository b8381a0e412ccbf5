"""Writes a problem as the contract's JSON; what has its default is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routing.problem import DayUnderWay, Delivery, Location, Pickup, Problem, Shipment, Task, Vehicle
from routing.units import from_thousandths


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """The problem as `problem_from_dict` reads it."""
    written: dict[str, Any] = {"version": 1, "locations": [_location(each) for each in problem.locations]}
    if problem.matrix is not None:
        written["matrix"] = {
            "durations_s": [list(row) for row in problem.matrix.durations_s],
            "distances_m": [list(row) for row in problem.matrix.distances_m],
        }
    written["receivers"] = [{"id": each.id, "room": amounts(each.room)} for each in problem.receivers]
    written["vehicles"] = [_vehicle(each) for each in problem.vehicles]
    written["shipments"] = [_shipment(each) for each in problem.shipments]
    written["in_force"] = [_day(each) for each in problem.in_force]
    objective = problem.objective
    written["objective"] = {
        "unserved": objective.unserved,
        "vehicles": objective.vehicles,
        "cost": objective.cost,
        "change_s": objective.change_s,
    } | _present(value_s=objective.value_s)
    return written


def amounts(loads: Mapping[str, int]) -> dict[str, int | float]:
    """Loads as people write them, with at most three decimals."""
    return {name: from_thousandths(amount) for name, amount in loads.items()}


def _present(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _location(location: Location) -> dict[str, Any]:
    return {"id": location.id, "setup_s": location.setup_s} | _present(lat=location.lat, lon=location.lon)


def _vehicle(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "id": vehicle.id,
        "start": vehicle.start,
        "end": vehicle.end,
        "shift": list(vehicle.shift),
        "capacity": amounts(vehicle.capacity),
        "skills": sorted(vehicle.skills),
        "speed_factor": vehicle.speed_factor,
        "fixed_cost_s": vehicle.fixed_cost_s,
    } | _present(
        max_stops=vehicle.max_stops,
        max_duration_s=vehicle.max_duration_s,
        max_distance_m=vehicle.max_distance_m,
    )


def _shipment(shipment: Shipment) -> dict[str, Any]:
    return {
        "id": shipment.id,
        "load": amounts(shipment.load),
        "skills": sorted(shipment.skills),
        "value": shipment.value,
        "required": shipment.required,
        "pickup": _stop(shipment.pickup),
        "deliveries": [
            _stop(each) | {"cost_s": each.cost_s} | _present(receiver=each.receiver) for each in shipment.deliveries
        ],
    } | _present(max_ride_s=shipment.max_ride_s)


def _stop(stop: Pickup | Delivery) -> dict[str, Any]:
    written: dict[str, Any] = {"location": stop.location, "service_s": stop.service_s}
    if stop.time_windows:
        written["time_windows"] = [list(window) for window in stop.time_windows]
    return written


def _day(day: DayUnderWay) -> dict[str, Any]:
    return {
        "vehicle": day.vehicle,
        "position": day.position,
        "time": day.time,
        "distance_m": day.distance_m,
        "done": [_task(each) for each in day.done],
        "locked": [_task(each) for each in day.locked],
        "planned": [_task(each) for each in day.planned],
    } | _present(started=day.started)


def _task(task: Task) -> list[Any]:
    parts: list[Any] = [task.kind, task.shipment]
    return parts + [part for part in (task.delivery, task.start_s) if part is not None]
