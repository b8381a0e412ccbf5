"""When a step can start, by the windows of its node."""

from __future__ import annotations

from routing.kernels.compiling import inner
from routing.kernels.layout import (
    HI,
    LO,
    NEVER,
    WINDOW_FROM,
    WINDOW_UNTIL,
    Data,
)


@inner
def open_at(data: Data, node: int, at: int) -> int:
    """When service can start that is not before `at`; NEVER where the last window is over."""
    if at > data.nodes[node, HI]:
        return NEVER
    first, last = data.nodes[node, WINDOW_FROM], data.nodes[node, WINDOW_UNTIL]
    if last - first < 2:
        return max(at, data.nodes[node, LO])
    for window in range(first, last):
        if at <= data.windows[window, 1]:
            return max(at, data.windows[window, 0])
    return NEVER


@inner
def open_until(data: Data, node: int, at: int) -> int:
    """The latest start of service that is not after `at`; -NEVER where no window is open before."""
    first, last = data.nodes[node, WINDOW_FROM], data.nodes[node, WINDOW_UNTIL]
    if last - first < 2:
        return min(at, data.nodes[node, HI])
    for window in range(last - 1, first - 1, -1):
        if data.windows[window, 0] <= at:
            return min(at, data.windows[window, 1])
    return -NEVER
