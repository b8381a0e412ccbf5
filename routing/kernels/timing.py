"""Exact times of an order of steps with ride limits or several windows: the compiled twin of `routing.search.timing`."""

from __future__ import annotations

from typing import Any

from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    CHOICE,
    CLOSE,
    DRIVE,
    DURATION,
    EDGE,
    END,
    HI,
    LO,
    LOC,
    NEVER,
    PICK,
    READY,
    RIDE,
    SERVICE,
    SHIP,
    START,
    WINDOW_FROM,
    WINDOW_UNTIL,
    Data,
    Work,
)

ROUNDS = 2_000
EARLIEST, LATEST, GAP, AT, LATE, KEPT, STEP, EARLIER, LATER, MOST = range(10)
"""Rows of the scratch `work.line`; the last three are limits: (earlier point, later point, most seconds between)."""


@kernel
def exact_span(data: Data, work: Work, vehicle: int, count: int, shortest: bool, floor: int) -> int:
    """Seconds from leaving to the end of the order in row `STEP` of `work.line`, the least there can be if `shortest`.

    -1 where no times are lawful. It need not look further once it is down to `floor`, below which nothing can be.
    """
    line = work.line
    bounds = lay_out(data, work, vehicle, count)
    for point in range(count + 2):
        line[AT, point] = line[EARLIEST, point]
    if not _earliest(data, line, count, bounds):
        return -1
    if not shortest:
        return line[AT, count + 1] - line[AT, 0]
    for point in range(count + 2):
        line[KEPT, point] = line[AT, point]
    best = _compacted(data, line, count, bounds)
    for point in range(1, count + 1):
        if best <= floor:
            break
        node = line[STEP, point - 1]
        first, last = data.nodes[node, WINDOW_FROM], data.nodes[node, WINDOW_UNTIL]
        if last - first < 2:
            continue
        for window in range(first, last):
            opens = data.windows[window, 0]
            if opens <= line[KEPT, point]:
                continue
            for other in range(count + 2):
                line[AT, other] = line[EARLIEST, other]
            line[AT, point] = opens
            if _earliest(data, line, count, bounds):
                best = min(best, _compacted(data, line, count, bounds))
    return best


@kernel
def lay_out(data: Data, work: Work, vehicle: int, count: int) -> int:
    """Write the bounds of each point and the gaps between them; how many limits lie between two points."""
    line = work.line
    edge, here = data.vehicles[vehicle, EDGE], data.vehicles[vehicle, START]
    close, leaving, bounds = data.vehicles[vehicle, CLOSE], 0, 0
    line[EARLIEST, 0], line[LATEST, 0] = data.vehicles[vehicle, READY], close
    for point in range(1, count + 1):
        node = line[STEP, point - 1]
        place, ship = data.nodes[node, LOC], data.nodes[node, SHIP]
        line[GAP, point - 1] = leaving + data.tables[edge, here, place]
        line[EARLIEST, point], line[LATEST, point] = data.nodes[node, LO], data.nodes[node, HI]
        limit = data.ships[ship, RIDE]
        if data.nodes[node, CHOICE] >= 0 and limit < NEVER:
            pickup = data.ships[ship, PICK]
            for earlier in range(1, point):
                if line[STEP, earlier - 1] == pickup:
                    line[EARLIER, bounds], line[LATER, bounds] = earlier, point
                    line[MOST, bounds] = limit + data.nodes[pickup, SERVICE]
                    bounds += 1
        here, leaving = place, data.nodes[node, SERVICE]
    home = data.vehicles[vehicle, END]
    line[GAP, count] = leaving + (data.tables[data.vehicles[vehicle, DRIVE], here, home] if home >= 0 else 0)
    line[EARLIEST, count + 1], line[LATEST, count + 1] = -NEVER, close
    if data.vehicles[vehicle, DURATION] < NEVER:
        line[EARLIER, bounds], line[LATER, bounds] = 0, count + 1
        line[MOST, bounds] = data.vehicles[vehicle, DURATION]
        bounds += 1
    return bounds


@inner
def _push_later(data: Data, line: Any, count: int, first: int) -> bool:
    """Move the times from `first` on to the next lawful ones; False where one is past its last window."""
    at = line[AT, first]
    for point in range(first, count + 2):
        if point > first:
            at = max(line[AT, point], at + line[GAP, point - 1])
        if 0 < point <= count:
            at = _opened(data, line[STEP, point - 1], at)
        if at > line[LATEST, point]:
            return False
        line[AT, point] = at
    return True


@inner
def _opened(data: Data, node: int, at: int) -> int:
    """The first time not before `at` in a window of a node that has several; `at` for others."""
    first, last = data.nodes[node, WINDOW_FROM], data.nodes[node, WINDOW_UNTIL]
    if last - first < 2:
        return at
    for window in range(first, last):
        if at <= data.windows[window, 1]:
            return max(at, data.windows[window, 0])
    return NEVER


@kernel
def _earliest(data: Data, line: Any, count: int, bounds: int) -> bool:
    """Raise the times until nothing is broken; False where that leads nowhere."""
    if not _push_later(data, line, count, 0):
        return False
    for _ in range(ROUNDS):
        broken = False
        for bound in range(bounds):
            earlier, later, most = line[EARLIER, bound], line[LATER, bound], line[MOST, bound]
            if line[AT, later] - most > line[AT, earlier]:
                broken = True
                line[AT, earlier] = line[AT, later] - most
                if not _push_later(data, line, count, earlier):
                    return False
        if not broken:
            return True
    return False


@kernel
def _compacted(data: Data, line: Any, count: int, bounds: int) -> int:
    """The shortest span with the end that the times in `AT` have: the latest departure that still reaches it."""
    end = line[AT, count + 1]
    for point in range(count + 2):
        line[LATE, point] = line[LATEST, point]
    line[LATE, count + 1] = end
    for _ in range(ROUNDS):
        _pull_earlier(data, line, count)
        broken = False
        for bound in range(bounds):
            earlier, later, most = line[EARLIER, bound], line[LATER, bound], line[MOST, bound]
            if line[LATE, later] - most > line[LATE, earlier]:
                broken = True
                line[LATE, later] = line[LATE, earlier] + most
        if not broken:
            return end - line[LATE, 0] if line[LATE, count + 1] == end else end - line[AT, 0]
    return end - line[AT, 0]


@inner
def _pull_earlier(data: Data, line: Any, count: int) -> None:
    """Move `LATE` to the previous lawful times, from the end to the start."""
    at = line[LATE, count + 1]
    for point in range(count, -1, -1):
        at = min(line[LATE, point], at - line[GAP, point])
        if point > 0:
            node = line[STEP, point - 1]
            first, last = data.nodes[node, WINDOW_FROM], data.nodes[node, WINDOW_UNTIL]
            if last - first > 1:
                found = line[AT, point]
                for window in range(last - 1, first - 1, -1):
                    if data.windows[window, 0] <= at:
                        found = min(at, data.windows[window, 1])
                        break
                at = found
        line[LATE, point] = at
