"""Routes in their slots: tried in the second one, undone by going back to the first; who is absent, and what room is left."""

from __future__ import annotations

from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    ABSENT,
    ABSENT_AT,
    AT,
    COUNT,
    NODE,
    RECV,
    SHIP,
    SIDE,
    T_ABSENT,
    T_JOURNAL,
    T_STAMP,
    T_TOUCHED,
    TOUCHED,
    TOUCHED_AT,
    Data,
    Work,
)


@inner
def slot_of(work: Work, vehicle: int) -> int:
    """The slot that holds a vehicle's route now."""
    return 2 * vehicle + work.vehicles[vehicle, SIDE]


@kernel
def touch(work: Work, vehicle: int) -> None:
    """Go on in the other slot, with the same nodes, unless this trial does so already."""
    totals = work.totals
    if work.vehicles[vehicle, TOUCHED_AT] == totals[T_STAMP]:
        return
    work.vehicles[vehicle, TOUCHED_AT] = totals[T_STAMP]
    work.vehicles[totals[T_TOUCHED], TOUCHED] = vehicle
    totals[T_TOUCHED] += 1
    old = slot_of(work, vehicle)
    work.vehicles[vehicle, SIDE] ^= 1
    new = slot_of(work, vehicle)
    count = work.routes[old, COUNT]
    work.routes[new, COUNT] = count
    for point in range(1, count + 1):
        work.points[new, point, NODE] = work.points[old, point, NODE]


@inner
def take_room(data: Data, work: Work, node: int, times: int) -> None:
    """Take the room that a delivery needs, or give it back (`times` -1)."""
    receiver, ship = data.nodes[node, RECV], data.nodes[node, SHIP]
    if receiver >= 0:
        for key in range(data.loads.shape[1]):
            work.room[receiver, key] -= times * data.loads[ship, key]


@inner
def has_room(data: Data, work: Work, node: int) -> bool:
    """Whether the receiver of a delivery has room for it."""
    receiver, ship = data.nodes[node, RECV], data.nodes[node, SHIP]
    if receiver < 0:
        return True
    for key in range(data.loads.shape[1]):
        more = data.loads[ship, key]
        if more > 0 and more > work.room[receiver, key]:
            return False
    return True


@inner
def note(work: Work, ship: int, node: int) -> None:
    """Write down where a shipment was before this change, and the delivery that the change is about."""
    entry = work.totals[T_JOURNAL]
    work.journal[entry, 0], work.journal[entry, 1] = ship, work.ships[ship, AT]
    work.journal[entry, 2] = node
    work.totals[T_JOURNAL] = entry + 1


@inner
def leave_out(work: Work, ship: int) -> None:
    """A shipment joins the absent."""
    count = work.totals[T_ABSENT]
    work.ships[count, ABSENT], work.ships[ship, ABSENT_AT] = ship, count
    work.ships[ship, AT] = -1
    work.totals[T_ABSENT] = count + 1


@inner
def bring_back(work: Work, ship: int, vehicle: int) -> None:
    """A shipment is absent no more."""
    last = work.totals[T_ABSENT] - 1
    place, moved = work.ships[ship, ABSENT_AT], work.ships[last, ABSENT]
    work.ships[place, ABSENT], work.ships[moved, ABSENT_AT] = moved, place
    work.ships[ship, AT] = vehicle
    work.totals[T_ABSENT] = last


@inner
def begin(work: Work) -> None:
    """A new trial: nothing is touched yet."""
    work.totals[T_STAMP] += 1
    work.totals[T_TOUCHED] = work.totals[T_JOURNAL] = 0


@kernel
def undo(data: Data, work: Work) -> None:
    """Back to the plan before this trial."""
    for place in range(work.totals[T_TOUCHED]):
        work.vehicles[work.vehicles[place, TOUCHED], SIDE] ^= 1
    for entry in range(work.totals[T_JOURNAL] - 1, -1, -1):
        ship, before = work.journal[entry, 0], work.journal[entry, 1]
        node = work.journal[entry, 2]
        if before < 0:
            leave_out(work, ship)
            take_room(data, work, node, -1)
        else:
            bring_back(work, ship, before)
            take_room(data, work, node, 1)
    work.totals[T_TOUCHED] = work.totals[T_JOURNAL] = 0
