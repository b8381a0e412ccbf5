"""The corner of a plan that a change is about: the routes that pass nearest to a few shipments, and no others.

For the shipments inside, the routes outside are taken to be full, by what is known of them (`Work.known`), so that a trial costs
what the corner holds and not what the day does. The shipments of the change may go anywhere.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    ABSENT,
    AT,
    CHOICES,
    CLOSE,
    CLOSED,
    COUNT,
    HEAD,
    LOC,
    NEVER,
    NODE,
    PICK,
    PLACE,
    READY,
    SHIP,
    T_ABSENT,
    VERSION,
    Data,
    Work,
)
from routing.kernels.slots import slot_of

IN_IT, AWAY_M, NEAREST = range(3)
"""Columns of the corner: whether a route is in it, how far off it passes, and the step that is nearest."""
LEAST_ROUTES = 2
"""Routes near each stop of a shipment, however many stops it has."""


@kernel
def look_around(data: Data, work: Work, focus: Any, corner: Any, most: int) -> None:
    """Mark the routes that pass nearest to the stops of each shipment of `focus`, some `most` for each, and close the others."""
    for vehicle in range(data.vehicles.shape[0]):
        corner[vehicle, IN_IT] = 0
    for place in range(focus.shape[0]):
        ship = focus[place]
        if work.ships[ship, AT] >= 0:
            corner[work.ships[ship, AT], IN_IT] = 1
        stops = 1 + data.ships[ship, CHOICES]
        for stop in range(stops):
            measure(data, work, data.nodes[data.ships[ship, PICK] + stop, LOC], corner)
            for _ in range(max(LEAST_ROUTES, most // stops)):
                _mark_nearest(data, corner)
    for vehicle in range(data.vehicles.shape[0]):
        if corner[vehicle, IN_IT]:
            slot = slot_of(work, vehicle)
            for point in range(data.vehicles[vehicle, HEAD] + 1, work.routes[slot, COUNT] + 1):
                _keep_inside(data, work, data.nodes[work.points[slot, point, NODE], SHIP], focus, corner)
    for place in range(work.totals[T_ABSENT]):
        _keep_inside(data, work, work.ships[place, ABSENT], focus, corner)


@kernel
def look_up(data: Data, work: Work) -> None:
    """Nothing is taken to be full any more that was not looked at."""
    for ship in range(data.ships.shape[0]):
        for vehicle in range(data.vehicles.shape[0]):
            if work.known[ship, vehicle, 1] >= NEVER:
                work.known[ship, vehicle, 0] = 0


@kernel
def measure(data: Data, work: Work, place: int, corner: Any) -> Any:
    """How far off each route passes, in metres there and back, and the node of its nearest free step, -1 if none.

    A route begins where its vehicle is free, so that one with nothing to do passes there. Returns how many steps are free, and of
    how many routes.
    """
    steps = used = 0
    for vehicle in range(data.vehicles.shape[0]):
        corner[vehicle, AWAY_M], corner[vehicle, NEAREST] = NEVER, -1
        if data.vehicles[vehicle, CLOSED] or data.vehicles[vehicle, READY] > data.vehicles[vehicle, CLOSE]:
            continue
        slot, head = slot_of(work, vehicle), data.vehicles[vehicle, HEAD]
        here = work.points[slot, head, PLACE]
        away, least = data.tables[0, place, here] + data.into[0, place, here], NEVER
        for point in range(head + 1, work.routes[slot, COUNT] + 1):
            there = work.points[slot, point, PLACE]
            metres = data.tables[0, place, there] + data.into[0, place, there]
            if metres < least:
                least, corner[vehicle, NEAREST] = metres, work.points[slot, point, NODE]
        corner[vehicle, AWAY_M] = min(away, least)
        steps += work.routes[slot, COUNT] - head
        used += least < NEVER
    return steps, used


@kernel
def _mark_nearest(data: Data, corner: Any) -> None:
    best, least = -1, NEVER
    for vehicle in range(data.vehicles.shape[0]):
        if corner[vehicle, IN_IT] == 0 and corner[vehicle, AWAY_M] < least:
            best, least = vehicle, corner[vehicle, AWAY_M]
    if best >= 0:
        corner[best, IN_IT] = 1


@kernel
def _keep_inside(data: Data, work: Work, ship: int, focus: Any, corner: Any) -> None:
    """Take the routes outside the corner to be full for a shipment, as long as they are what they are."""
    for place in range(focus.shape[0]):
        if focus[place] == ship:
            return
    for vehicle in range(data.vehicles.shape[0]):
        if corner[vehicle, IN_IT] == 0:
            work.known[ship, vehicle, 0] = work.routes[slot_of(work, vehicle), VERSION]
            work.known[ship, vehicle, 1], work.known[ship, vehicle, 2] = NEVER, -1
