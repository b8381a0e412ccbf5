"""What of given orders can be driven: a plan that was made before something came in between."""

from __future__ import annotations

from collections.abc import Collection

from routing.search.compiled import Compiled, Orders
from routing.search.route import build

Room = list[dict[int, int]]


def lawful_part(compiled: Compiled, orders: Orders, *, unsure: Collection[int]) -> Orders:
    """The orders with as much of those of the vehicles in `unsure` as can be driven; the others are lawful.

    A whole order is kept where that is possible, else one shipment after the other as long as they fit.
    """
    room = [dict(each) for each in compiled.room]
    kept = list(orders)
    for number in sorted(range(len(orders)), key=lambda number: (number in unsure, number)):
        head = compiled.vehicles[number].prefix
        tail = orders[number][len(head) :]
        if number not in unsure or _fits(compiled, number, tail, room):
            _take(compiled, tail, room)
            continue
        kept_ships: set[int] = set()
        for ship in dict.fromkeys(compiled.shipment_of[node] for node in tail):
            part = tuple(node for node in tail if compiled.shipment_of[node] in kept_ships | {ship})
            if _fits(compiled, number, part, room):
                kept_ships.add(ship)
        tail = tuple(node for node in tail if compiled.shipment_of[node] in kept_ships)
        _take(compiled, tail, room)
        kept[number] = (*head, *tail)
    return kept


def _fits(compiled: Compiled, number: int, tail: tuple[int, ...], room: Room) -> bool:
    """Whether a vehicle can do these steps after those that are locked, in time, by its skills, and with the room left."""
    vehicle = compiled.vehicles[number]
    if not tail:
        return True
    ships = {compiled.shipment_of[node] for node in tail}
    if vehicle.closed or any(ship not in vehicle.allowed and ship not in compiled.carrier for ship in ships):
        return False
    left = [dict(each) for each in room]
    _take(compiled, tail, left)
    for node in tail:
        place = compiled.receiver_of[node]
        load = compiled.load[compiled.shipment_of[node]]
        if place >= 0 and any(load[key] and held < 0 for key, held in left[place].items()):
            return False
    return build(compiled, vehicle, (*vehicle.prefix, *tail)) is not None


def _take(compiled: Compiled, tail: tuple[int, ...], room: Room) -> None:
    for node in tail:
        receiver, load = compiled.receiver_of[node], compiled.load[compiled.shipment_of[node]]
        if receiver >= 0:
            for key in room[receiver]:
                room[receiver][key] -= load[key]
