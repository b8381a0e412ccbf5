"""What makes a problem contradict itself: the first fault found, as (JSON path, fault)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from routing.faults.day import day_faults
from routing.faults.numbers import (
    amount_faults,
    longest_drive_s,
    matrix_faults,
    name_faults,
    objective_faults,
    speed_faults,
    sum_faults,
    value_faults,
    whole_faults,
    window_faults,
)
from routing.problem import Delivery, Location, Matrix, Pickup, Problem, Shipment, Vehicle, index_of

Fault = tuple[str, str]


def first_fault(problem: Problem) -> Fault | None:
    """The first fault of the problem, None where there is none."""
    return next(_faults(problem), None)


def _faults(problem: Problem) -> Iterator[Fault]:
    places = index_of(location.id for location in problem.locations)
    receivers = index_of(receiver.id for receiver in problem.receivers)
    yield from _twins("locations", (location.id for location in problem.locations))
    yield from _twins("receivers", (receiver.id for receiver in problem.receivers))
    yield from _twins("vehicles", (vehicle.id for vehicle in problem.vehicles))
    yield from _twins("shipments", (shipment.id for shipment in problem.shipments))
    yield from place_faults(problem.locations, problem.matrix)
    if problem.matrix is not None:
        yield from matrix_faults(problem.matrix, len(problem.locations))
    for number, receiver in enumerate(problem.receivers):
        yield from amount_faults(f"receivers[{number}].room", receiver.room.items())
    for number, vehicle in enumerate(problem.vehicles):
        yield from _vehicle_faults(f"vehicles[{number}]", vehicle, places)
    longest_s = longest_drive_s(problem.matrix, problem.vehicles)
    for number, vehicle in enumerate(problem.vehicles):
        yield from speed_faults(f"vehicles[{number}]", vehicle, longest_s)
    for number, shipment in enumerate(problem.shipments):
        yield from shipment_faults(f"shipments[{number}]", shipment, places, receivers)
    yield from sum_faults(problem.shipments)
    yield from objective_faults(problem.objective)
    yield from day_faults(problem, places)


def _twins(path: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, name in enumerate(ids):
        yield from name_faults(f"{path}[{number}].id", [name])
        if name in seen:
            yield f"{path}[{number}].id", f"{name!r} is there twice"
        seen.add(name)


def place_faults(locations: tuple[Location, ...], matrix: Matrix | None) -> Iterator[Fault]:
    """What is wrong with locations, which need coordinates where there is no matrix."""
    for number, location in enumerate(locations):
        path = f"locations[{number}]"
        yield from name_faults(f"{path}.id", [location.id])
        yield from whole_faults(path, [("setup_s", location.setup_s)])
        for name, degrees, limit in (("lat", location.lat, 90), ("lon", location.lon, 180)):
            if degrees is None and matrix is None:
                yield f"{path}.{name}", "is missing, and there is no matrix"
            if degrees is not None and not -limit <= degrees <= limit:
                yield f"{path}.{name}", f"is not between -{limit} and {limit}"


def _vehicle_faults(path: str, vehicle: Vehicle, places: Collection[str]) -> Iterator[Fault]:
    yield from _unknown(f"{path}.start", "location", vehicle.start, places)
    if vehicle.end is not None:
        yield from _unknown(f"{path}.end", "location", vehicle.end, places)
    yield from window_faults(f"{path}.shift", vehicle.shift)
    yield from amount_faults(f"{path}.capacity", vehicle.capacity.items())
    yield from name_faults(f"{path}.skills", vehicle.skills)
    limits = [
        ("max_stops", vehicle.max_stops),
        ("max_duration_s", vehicle.max_duration_s),
        ("max_distance_m", vehicle.max_distance_m),
        ("fixed_cost_s", vehicle.fixed_cost_s),
    ]
    yield from whole_faults(path, limits)


def shipment_faults(
    path: str, shipment: Shipment, places: Collection[str], receivers: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with one shipment, whose JSON is at `path`."""
    yield from name_faults(f"{path}.id", [shipment.id])
    yield from amount_faults(f"{path}.load", shipment.load.items())
    yield from name_faults(f"{path}.skills", shipment.skills)
    yield from value_faults(f"{path}.value", shipment.value)
    yield from whole_faults(path, [("max_ride_s", shipment.max_ride_s)])
    if not shipment.deliveries:
        yield f"{path}.deliveries", "is empty: there must be at least one"
    stops: list[tuple[str, Pickup | Delivery]] = [(f"{path}.pickup", shipment.pickup)]
    stops += [(f"{path}.deliveries[{number}]", each) for number, each in enumerate(shipment.deliveries)]
    for where, stop in stops:
        yield from _unknown(f"{where}.location", "location", stop.location, places)
        yield from whole_faults(where, [("service_s", stop.service_s)])
        for number, window in enumerate(stop.time_windows):
            yield from window_faults(f"{where}.time_windows[{number}]", window)
    for number, delivery in enumerate(shipment.deliveries):
        where = f"{path}.deliveries[{number}]"
        yield from whole_faults(where, [("cost_s", delivery.cost_s)])
        if delivery.receiver is not None:
            yield from _unknown(f"{where}.receiver", "receiver", delivery.receiver, receivers)


def _unknown(path: str, kind: str, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name not in known:
        yield path, f"unknown {kind} {name!r}"
