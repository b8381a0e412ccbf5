"""One vehicle's day settled again, while those of the others stay as they are; and a vehicle that is lost."""

from __future__ import annotations

from dataclasses import fields

from routing.problem import DayUnderWay
from routing.search.compiled import Compiled, VehicleState
from routing.search.obligations import node_of, settle_days, take_room

OWN = tuple(each.name for each in fields(VehicleState) if each.name not in ("number", "allowed", "twin_of"))
"""What a day changes of a vehicle, and some that it does not."""


def resettle(compiled: Compiled, empty: Compiled, day: DayUnderWay) -> None:
    """Bring a vehicle to where `day` says, which is in `compiled.problem` already.

    `empty` is the same problem with no day settled.
    """
    vehicle = compiled.vehicles[compiled.problem.vehicle_index[day.vehicle]]
    _unsettle(compiled, empty, vehicle)
    _count_room(compiled, empty, besides=vehicle)
    settle_days(compiled, [day])
    vehicle.twin_of = -1


def lose_vehicle(compiled: Compiled, empty: Compiled, vehicle: VehicleState) -> None:
    """Nobody drives a vehicle any more; what is on board stays there. Its day, if it has one, has nothing locked in it."""
    for day in compiled.problem.in_force:
        if compiled.problem.vehicle_index[day.vehicle] == vehicle.number:
            resettle(compiled, empty, day)
    for node in vehicle.prefix:
        take_room(compiled, node, times=-1)
        compiled.fixed.discard(compiled.shipment_of[node])
    vehicle.prefix, vehicle.closed = (), True
    _untwin(compiled, vehicle)
    shut = empty.vehicles[vehicle.number]
    shut.close = shut.ready
    _untwin(empty, shut)


def _untwin(compiled: Compiled, vehicle: VehicleState) -> None:
    """It can stand for no other any more; nor need another then be the same as a third."""
    for other in compiled.vehicles:
        if other is vehicle or other.twin_of == vehicle.number:
            other.twin_of = -1


def _unsettle(compiled: Compiled, empty: Compiled, vehicle: VehicleState) -> None:
    """Forget what the day of a vehicle so far made of its shipments and of itself."""
    for ship in [ship for ship, carrier in compiled.carrier.items() if carrier == vehicle.number]:
        for node in (compiled.pickup[ship], *compiled.deliveries[ship]):
            compiled.lo[node], compiled.hi[node] = empty.lo[node], empty.hi[node]
            compiled.several[node] = empty.several[node]
        compiled.max_ride[ship], compiled.must[ship] = empty.max_ride[ship], empty.must[ship]
        del compiled.carrier[ship]
        for settled in (compiled.boarded, compiled.fixed, compiled.served_before):
            settled.discard(ship)
    pristine = empty.vehicles[vehicle.number]
    for name in OWN:
        setattr(vehicle, name, getattr(pristine, name))


def _count_room(compiled: Compiled, empty: Compiled, *, besides: VehicleState) -> None:
    """The room that is left by what the other vehicles have delivered, and will whatever happens."""
    compiled.room = [dict(room) for room in empty.room]
    for day in compiled.problem.in_force:
        if compiled.problem.vehicle_index[day.vehicle] != besides.number:
            for task in day.done:
                if task.kind == "delivery":
                    take_room(compiled, node_of(compiled, task))
    for vehicle in compiled.vehicles:
        if vehicle is not besides:
            for node in vehicle.prefix:
                if compiled.choice_of[node] >= 0:
                    take_room(compiled, node)
