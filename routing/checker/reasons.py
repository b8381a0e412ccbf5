"""The check of causes: whether one holds for a shipment alone in an otherwise empty day.

One shipment alone needs no search: its pickup starts in one window, its delivery in another, and what lies between
them is bounded from below by the drive and from above by the ride and the longest duration.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from routing.checker.travel import Travel
from routing.plan import Code
from routing.problem import Delivery, Problem, Shipment, Vehicle, Window

CAUSES = (
    Code.NO_VEHICLE_SKILL,
    Code.TOO_LARGE,
    Code.NO_SHIFT,
    Code.WINDOWS_UNREACHABLE,
    Code.RIDE_TOO_LONG,
    Code.NO_ROOM,
)
"""Each looks at what the one before it let pass: a shipment is only too large where a vehicle has the skills."""
LEAST_VALUE = 0.5e-6
"""Values are counted in millionths, so that a sum of them is the same in any order."""
LONG = 1 << 80
"""Longer than any sum of times of a problem, each of which fits 64 bits."""
ALWAYS: tuple[Window, ...] = ((-LONG, LONG),)


def alone_fault(problem: Problem, shipment: Shipment, code: Code, travel: Travel) -> Iterator[str]:
    """A line where the code does not hold; the last three codes are not about the shipment alone."""
    if code is Code.NOT_WORTH_IT:
        yield from _worth_faults(problem, shipment)
    if code in (Code.NOT_WORTH_IT, Code.CROWDED_OUT, Code.ON_BOARD):
        return
    before = CAUSES[: CAUSES.index(code)][-1:]
    if _disproved(problem, shipment, code, travel) or not all(
        _disproved(problem, shipment, one, travel) for one in before
    ):
        yield f"{shipment.id!r}: {code.value} does not hold for it alone"


def _worth_faults(problem: Problem, shipment: Shipment) -> Iterator[str]:
    """What is required is served whatever it costs; without a price all is that has a value."""
    if shipment.required:
        yield "not_worth_it, though it is required"
    elif problem.objective.value_s is None and (problem.objective.unserved == "count" or shipment.value >= LEAST_VALUE):
        yield "not_worth_it, though value has no price"


def _disproved(problem: Problem, shipment: Shipment, code: Code, travel: Travel) -> bool:
    return any(_serves(problem, vehicle, shipment, code, travel=travel) for vehicle in problem.vehicles)


def _serves(problem: Problem, vehicle: Vehicle, shipment: Shipment, code: Code, *, travel: Travel) -> bool:
    """Whether the vehicle disproves the code: it could serve, as far as that code looks."""
    if not shipment.skills <= vehicle.skills:
        return False
    if code is Code.NO_VEHICLE_SKILL:
        return True
    if any(load > vehicle.capacity.get(name, 0) for name, load in shipment.load.items()):
        return False
    if code is Code.TOO_LARGE:
        return True
    if code is Code.NO_SHIFT:
        ways = any(_meets(vehicle.shift, delivery.time_windows) for delivery in shipment.deliveries)
        return ways and _meets(vehicle.shift, shipment.pickup.time_windows)
    return any(
        _reaches(travel, vehicle, shipment, delivery, rides=code is not Code.WINDOWS_UNREACHABLE)
        for delivery in shipment.deliveries
        if code is not Code.NO_ROOM or _has_room(problem, shipment, delivery)
    )


def _meets(shift: Window, windows: Iterable[Window]) -> bool:
    return any(opens <= shift[1] and shift[0] <= closes for opens, closes in (windows or ALWAYS))


def _has_room(problem: Problem, shipment: Shipment, delivery: Delivery) -> bool:
    rooms = {receiver.id: receiver.room for receiver in problem.receivers}
    room = {} if delivery.receiver is None else rooms.get(delivery.receiver, {})
    return all(load <= room.get(name, load) for name, load in shipment.load.items())


def _reaches(travel: Travel, vehicle: Vehicle, shipment: Shipment, delivery: Delivery, *, rides: bool) -> bool:
    """Whether start, pickup, delivery and end fit together."""
    line = [vehicle.start, shipment.pickup.location, delivery.location]
    line += [] if vehicle.end is None else [vehicle.end]
    legs = list(itertools.pairwise(line))
    drives = [travel.drive_s(vehicle, here, there) for here, there in legs]
    metres = sum(travel.metres(here, there) for here, there in legs)
    visits = 1 if line[1] == line[2] else 2
    if metres > (vehicle.max_distance_m if vehicle.max_distance_m is not None else metres):
        return False
    if visits > (vehicle.max_stops if vehicle.max_stops is not None else visits):
        return False
    out = drives[0] + (travel.setup_s[line[1]] if line[0] != line[1] else 0)
    between = shipment.pickup.service_s + drives[1] + (travel.setup_s[line[2]] if visits == 2 else 0)
    after = delivery.service_s + (drives[2] if vehicle.end is not None else 0)
    longest = LONG
    if vehicle.max_duration_s is not None:
        longest = vehicle.max_duration_s - out - after
    if rides and shipment.max_ride_s is not None:
        longest = min(longest, shipment.max_ride_s + shipment.pickup.service_s)
    return between <= longest and any(
        _overlap(
            (max(opens, vehicle.shift[0] + out), closes),
            (first, min(last, vehicle.shift[1] - after)),
            (between, longest),
        )
        for opens, closes in (shipment.pickup.time_windows or ALWAYS)
        for first, last in (delivery.time_windows or ALWAYS)
    )


def _overlap(pickup: Window, delivery: Window, between: Window) -> bool:
    """Whether a start in `delivery` lies `between` seconds after one in `pickup`."""
    if pickup[0] > pickup[1] or delivery[0] > delivery[1]:
        return False
    return pickup[0] + between[0] <= delivery[1] and delivery[0] <= pickup[1] + between[1]
