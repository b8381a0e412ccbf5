"""Makes a given plan the current one."""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import kernel
from routing.kernels.layout import (
    AT,
    CHOICE,
    COUNT,
    HEAD,
    NODE,
    SETTLED,
    SHIP,
    T_ABSENT,
    Data,
    Work,
)
from routing.kernels.objective import recount
from routing.kernels.recount import refresh
from routing.kernels.slots import bring_back, leave_out, slot_of, take_room


@kernel
def load_plan(data: Data, work: Work, nodes: Any, counts: Any) -> bool:
    """Make a plan the current one: `counts` steps of each row of `nodes`, from column 1 on. False if it is not lawful."""
    lawful = True
    work.totals[T_ABSENT] = 0
    for ship in range(data.ships.shape[0]):
        if data.ships[ship, SETTLED] == 0:
            leave_out(work, ship)
        else:
            work.ships[ship, AT] = -2
    for receiver in range(data.room.shape[0]):
        for key in range(data.room.shape[1]):
            work.room[receiver, key] = data.room[receiver, key]
    for vehicle in range(data.vehicles.shape[0]):
        lawful = _load_route(data, work, vehicle, nodes[vehicle], counts[vehicle]) and lawful
    recount(data, work, work.totals)
    return lawful


@kernel
def _load_route(data: Data, work: Work, vehicle: int, nodes: Any, count: int) -> bool:
    from_head = data.vehicles[vehicle, HEAD]
    slot = slot_of(work, vehicle)
    work.routes[slot, COUNT] = count
    for point in range(1, count + 1):
        node = nodes[point]
        work.points[slot, point, NODE] = node
        ship = data.nodes[node, SHIP]
        if point > from_head and data.nodes[node, CHOICE] >= 0:
            bring_back(work, ship, vehicle)
            take_room(data, work, node, 1)
    return bool(refresh(data, work, vehicle))
