"""Exact schedules: when each step of a given order starts, so that the route is lawful and as short as it can be.

All rules on time are of the form "not before": a step after the one before it, a pickup not more than the ride limit
before its delivery, the departure not more than the longest duration before the end. Such a system, windows with
gaps included, has one earliest solution, found by raising times until nothing is broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routing.problem import Windows
from routing.search.compiled import NEVER, Compiled, VehicleState

ROUNDS = 2_000
"""Raising and lowering stops here: a cycle of limits that cannot be met would go on second by second."""


@dataclass(slots=True)
class _Order:
    """A route as a line of points: 0 the start, then the steps, last the end; all that bounds their times."""

    lo: list[int]
    hi: list[int]
    several: list[Windows | None]
    gap: list[int]
    not_before: list[tuple[int, int, int]]
    """(earlier point, later point, most seconds between their starts)"""


def schedule(
    compiled: Compiled, vehicle: VehicleState, nodes: Sequence[int], *, rides: bool = True, shortest: bool = True
) -> list[int] | None:
    """Starts of the departure, each node, and the end (arrival), of least duration; None where there is none."""
    order = _order(compiled, vehicle, nodes, rides=rides)
    early = _earliest(order, order.lo)
    if early is None or not shortest:
        return early
    best = _compact(order, early)
    for point, windows in enumerate(order.several):
        for opens, _ in windows or ():
            if opens > early[point]:
                lo = [*order.lo]
                lo[point] = opens
                later = _earliest(order, lo)
                if later is not None:
                    best = min(best, _compact(order, later), key=_duration)
    return best


def _duration(times: list[int]) -> int:
    return times[-1] - times[0]


def _order(compiled: Compiled, vehicle: VehicleState, nodes: Sequence[int], *, rides: bool) -> _Order:
    here, leaving = vehicle.start, 0
    lo, hi, gap = [vehicle.ready], [vehicle.close], []
    several: list[Windows | None] = [None]
    not_before = []
    picked: dict[int, int] = {}
    for point, node in enumerate(nodes, start=1):
        place, shipment = compiled.loc[node], compiled.shipment_of[node]
        gap.append(leaving + vehicle.edge[here][place])
        lo.append(compiled.lo[node])
        hi.append(compiled.hi[node])
        several.append(compiled.several[node])
        limit = compiled.max_ride[shipment]
        if compiled.choice_of[node] < 0:
            picked[shipment] = point
        elif rides and limit is not None and shipment in picked:
            start = picked[shipment]
            not_before.append((start, point, limit + compiled.service[nodes[start - 1]]))
        here, leaving = place, compiled.service[node]
    gap.append(leaving + (vehicle.drive[here][vehicle.end] if vehicle.end >= 0 else 0))
    lo.append(-NEVER)
    hi.append(vehicle.close)
    several.append(None)
    if vehicle.max_duration is not None:
        not_before.append((0, len(nodes) + 1, vehicle.max_duration))
    return _Order(lo, hi, several, gap, not_before)


def _earliest(order: _Order, lo: list[int]) -> list[int] | None:
    """The earliest lawful times, None where there are none."""
    times = [*lo]
    if not _push_later(order, times, 0):
        return None
    for _ in range(ROUNDS):
        broken = False
        for earlier, later, most in order.not_before:
            if times[later] - most > times[earlier]:
                broken = True
                times[earlier] = times[later] - most
                if not _push_later(order, times, earlier):
                    return None
        if not broken:
            return times
    return None


def _push_later(order: _Order, times: list[int], first: int) -> bool:
    """Move `times` from `first` on to the next lawful ones; False where one is past its last window."""
    at = times[first]
    for point in range(first, len(times)):
        if point > first:
            at = max(times[point], at + order.gap[point - 1])
        windows = order.several[point]
        if windows is not None:
            at = next((max(at, opens) for opens, closes in windows if at <= closes), NEVER)
        if at > order.hi[point]:
            return False
        times[point] = at
    return True


def _compact(order: _Order, early: list[int]) -> list[int]:
    """The same end, and the latest departure that still reaches it; steps as early as that allows."""
    late = [*order.hi]
    late[-1] = early[-1]
    for _ in range(ROUNDS):
        _pull_earlier(order, late, early)
        broken = False
        for earlier, later, most in order.not_before:
            if late[later] - most > late[earlier]:
                broken = True
                late[later] = late[earlier] + most
        if not broken:
            lo = [*order.lo]
            lo[0] = late[0]
            return _earliest(order, lo) or early
    return early


def _pull_earlier(order: _Order, late: list[int], early: list[int]) -> None:
    """Move `late` to the previous lawful times, from the end to the start; never before `early`."""
    at = late[-1]
    for point in range(len(late) - 2, -1, -1):
        at = min(late[point], at - order.gap[point])
        windows = order.several[point]
        if windows is not None:
            at = max((min(at, closes) for opens, closes in windows if opens <= at), default=early[point])
        late[point] = at
