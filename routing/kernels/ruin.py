"""Takes shipments out of a plan: strings of steps of neighbouring routes, and all that belongs to them.

Adjacent string removal after J. Christiaens and G. Vanden Berghe, "Slack Induction by String Removals for Vehicle
Routing Problems", Transportation Science 54 (2020), adapted to shipments: whoever has a step in a string leaves whole.
"""

from __future__ import annotations

from typing import Any

from routing.kernels.chance import below, draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    ABSENT,
    AT,
    CARRIER,
    CHOICE,
    CHOICES,
    COUNT,
    HEAD,
    LOC,
    MARK,
    NODE,
    PICK,
    SHIP,
    T_ABSENT,
    T_STAMP,
    T_USED,
    TOUCHED_AT,
    Data,
    Work,
)
from routing.kernels.recount import refresh
from routing.kernels.slots import leave_out, note, slot_of, take_room, touch

LONGEST = 10
"""Steps of a string, at most (L-max of the paper)."""
SPLIT = 0.5
"""How often some steps inside a string stay (alpha), and..."""
SPLIT_ON = 0.01
"""...how often one more of them does (beta)."""


@kernel
def drop_marked(data: Data, work: Work, vehicle: int) -> None:
    """Take what is marked out of a vehicle's route; all that is free in it, where it cannot be driven without."""
    touch(work, vehicle)
    _compact(data, work, vehicle, False)
    if not refresh(data, work, vehicle):
        _compact(data, work, vehicle, True)
        refresh(data, work, vehicle)


@inner
def _compact(data: Data, work: Work, vehicle: int, everything: bool) -> None:
    slot, stamp = slot_of(work, vehicle), work.totals[T_STAMP]
    points, kept = work.points[slot], data.vehicles[vehicle, HEAD]
    for point in range(kept + 1, work.routes[slot, COUNT] + 1):
        node = points[point, NODE]
        ship = data.nodes[node, SHIP]
        if everything or work.ships[ship, MARK] == stamp:
            if data.nodes[node, CHOICE] >= 0:
                note(work, ship, node)
                leave_out(work, ship)
                take_room(data, work, node, -1)
        else:
            kept += 1
            points[kept, NODE] = node
    work.routes[slot, COUNT] = kept


@kernel
def ruin(data: Data, work: Work, mean_out: float, seed_absent: float) -> None:
    """Mark the shipments of some strings near a seed, and take them out."""
    ships = data.ships.shape[0]
    absent = work.totals[T_ABSENT]
    used = max(work.totals[T_USED], 1)
    steps = 2.0 * (ships - absent)
    if steps <= 0.0:
        return
    longest = min(float(LONGEST), max(1.0, steps / used))
    strings = int(draw(work.chance) * (4.0 * mean_out / (1.0 + longest) - 1.0) + 1.0)
    seed = _seed(data, work, ships, absent, seed_absent)
    taken = 0
    place = data.nodes[seed, LOC]
    for k in range(data.near.shape[1]):
        location = data.near[place, k]
        for entry in range(data.at_from[location], data.at_from[location + 1]):
            node = data.at_nodes[entry]
            vehicle = work.ships[data.nodes[node, SHIP], AT]
            if vehicle < 0 or work.vehicles[vehicle, TOUCHED_AT] == work.totals[T_STAMP]:
                continue
            if take_string(data, work, vehicle, node, longest):
                taken += 1
                if taken >= strings:
                    return


@inner
def _seed(data: Data, work: Work, ships: int, absent: int, seed_absent: float) -> int:
    """A node to begin at: a step of some shipment, of an absent one with the chance `seed_absent`."""
    if absent > 0 and draw(work.chance) < seed_absent:
        ship = work.ships[below(work.chance, absent), ABSENT]
    else:
        ship = below(work.chance, ships)
    if draw(work.chance) < 0.5 and data.ships[ship, CARRIER] < 0:
        return int(data.ships[ship, PICK])
    return int(data.ships[ship, PICK] + 1 + below(work.chance, data.ships[ship, CHOICES]))


@kernel
def take_string(data: Data, work: Work, vehicle: int, node: int, longest: float) -> bool:
    """Take a string of steps around a node out of its route; False where the node is not among its free steps."""
    slot, head = slot_of(work, vehicle), data.vehicles[vehicle, HEAD]
    points, count = work.points[slot], work.routes[slot, COUNT]
    here = -1
    for point in range(head + 1, count + 1):
        if points[point, NODE] == node:
            here = point
            break
    if here < 0:
        return False
    free = count - head
    length = int(draw(work.chance) * min(float(free), longest) + 1.0)
    length = min(length, free)
    spared = 0
    if length < free and length > 1 and draw(work.chance) < SPLIT:
        spared = 1
        while length + spared < free and draw(work.chance) < SPLIT_ON:
            spared += 1
    whole = length + spared
    lowest = max(head + 1, here - whole + 1)
    highest = min(here, count - whole + 1)
    begin = lowest + below(work.chance, highest - lowest + 1)
    spare_from = whole
    if spared > 0:
        spare_from = 1 + below(work.chance, length - 1) if length > 1 else 0
    _mark_string(data, work, points, begin, whole, spare_from, spared)
    drop_marked(data, work, vehicle)
    return True


@inner
def _mark_string(data: Data, work: Work, points: Any, begin: int, whole: int, spare_from: int, spared: int) -> None:
    stamp = work.totals[T_STAMP]
    for offset in range(whole):
        if spare_from <= offset < spare_from + spared:
            continue
        work.ships[data.nodes[points[begin + offset, NODE], SHIP], MARK] = stamp


@kernel
def drop_route(data: Data, work: Work, vehicle: int) -> None:
    """Take everything free out of a route."""
    slot, stamp = slot_of(work, vehicle), work.totals[T_STAMP]
    for point in range(data.vehicles[vehicle, HEAD] + 1, work.routes[slot, COUNT] + 1):
        work.ships[data.nodes[work.points[slot, point, NODE], SHIP], MARK] = stamp
    drop_marked(data, work, vehicle)
