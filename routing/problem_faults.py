"""What makes a problem contradict itself: the first fault found, as (JSON path, fault)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from routing.problem import Delivery, Location, Matrix, Pickup, Problem, Shipment, Vehicle, Window, index_of
from routing.problem_faults_day import day_faults

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
        yield from _matrix_faults(problem.matrix, len(problem.locations))
    for number, receiver in enumerate(problem.receivers):
        yield from _negative(f"receivers[{number}].room", receiver.room.items())
    for number, vehicle in enumerate(problem.vehicles):
        yield from _vehicle_faults(f"vehicles[{number}]", vehicle, places)
    for number, shipment in enumerate(problem.shipments):
        yield from shipment_faults(f"shipments[{number}]", shipment, places, receivers)
    yield from day_faults(problem, places)


def _twins(path: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, name in enumerate(ids):
        if name in seen:
            yield f"{path}[{number}].id", f"{name!r} is there twice"
        seen.add(name)


def place_faults(locations: tuple[Location, ...], matrix: Matrix | None) -> Iterator[Fault]:
    """What is wrong with locations, which need coordinates where there is no matrix."""
    for number, location in enumerate(locations):
        path = f"locations[{number}]"
        yield from _negative(path, [("setup_s", location.setup_s)])
        for name, degrees, limit in (("lat", location.lat, 90), ("lon", location.lon, 180)):
            if degrees is None and matrix is None:
                yield f"{path}.{name}", "is missing, and there is no matrix"
            if degrees is not None and not -limit <= degrees <= limit:
                yield f"{path}.{name}", f"is not between -{limit} and {limit}"


def _matrix_faults(matrix: Matrix, size: int) -> Iterator[Fault]:
    for name, rows in (("durations_s", matrix.durations_s), ("distances_m", matrix.distances_m)):
        path = f"matrix.{name}"
        if len(rows) != size:
            yield path, f"has {len(rows)} rows for {size} locations"
        for number, row in enumerate(rows):
            if len(row) != size:
                yield f"{path}[{number}]", f"has {len(row)} columns for {size} locations"
            elif min(row, default=0) < 0:
                column = next(place for place, cell in enumerate(row) if cell < 0)
                yield f"{path}[{number}][{column}]", "is negative"


def _vehicle_faults(path: str, vehicle: Vehicle, places: Collection[str]) -> Iterator[Fault]:
    yield from _unknown(f"{path}.start", "location", vehicle.start, places)
    if vehicle.end is not None:
        yield from _unknown(f"{path}.end", "location", vehicle.end, places)
    yield from _window_faults(f"{path}.shift", vehicle.shift)
    yield from _negative(f"{path}.capacity", vehicle.capacity.items())
    if vehicle.speed_factor <= 0:
        yield f"{path}.speed_factor", "must be above zero"
    limits = [
        ("max_stops", vehicle.max_stops),
        ("max_duration_s", vehicle.max_duration_s),
        ("max_distance_m", vehicle.max_distance_m),
        ("fixed_cost_s", vehicle.fixed_cost_s),
    ]
    yield from _negative(path, ((name, limit) for name, limit in limits if limit is not None))


def shipment_faults(
    path: str, shipment: Shipment, places: Collection[str], receivers: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with one shipment, whose JSON is at `path`."""
    yield from _negative(f"{path}.load", shipment.load.items())
    if shipment.value < 0:
        yield f"{path}.value", "is negative"
    if shipment.max_ride_s is not None:
        yield from _negative(path, [("max_ride_s", shipment.max_ride_s)])
    if not shipment.deliveries:
        yield f"{path}.deliveries", "is empty: there must be at least one"
    stops: list[tuple[str, Pickup | Delivery]] = [(f"{path}.pickup", shipment.pickup)]
    stops += [(f"{path}.deliveries[{number}]", each) for number, each in enumerate(shipment.deliveries)]
    for where, stop in stops:
        yield from _unknown(f"{where}.location", "location", stop.location, places)
        yield from _negative(where, [("service_s", stop.service_s)])
        for number, window in enumerate(stop.time_windows):
            yield from _window_faults(f"{where}.time_windows[{number}]", window)
    for number, delivery in enumerate(shipment.deliveries):
        where = f"{path}.deliveries[{number}]"
        yield from _negative(where, [("cost_s", delivery.cost_s)])
        if delivery.receiver is not None:
            yield from _unknown(f"{where}.receiver", "receiver", delivery.receiver, receivers)


def _unknown(path: str, kind: str, name: str, known: Collection[str]) -> Iterator[Fault]:
    if name not in known:
        yield path, f"unknown {kind} {name!r}"


def _negative(path: str, amounts: Iterable[tuple[str, int]]) -> Iterator[Fault]:
    for name, amount in amounts:
        if amount < 0:
            yield f"{path}.{name}", "is negative"


def _window_faults(path: str, window: Window) -> Iterator[Fault]:
    if window[1] < window[0]:
        yield path, "closes before it opens"
