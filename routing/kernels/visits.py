"""Visits that an insertion adds: consecutive steps at one location are one."""

from __future__ import annotations

from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    COUNT,
    LAST,
    PLACE,
    Data,
    Work,
)


@inner
def _place_for_visits(data: Data, work: Work, vehicle: int, slot: int, point: int) -> int:
    """The location of a point, as visits are counted: before the first step it is that of the last visit done."""
    if point == 0:
        return int(data.vehicles[vehicle, LAST])
    return int(work.points[slot, point, PLACE])


@kernel
def visits_added(data: Data, work: Work, vehicle: int, slot: int, first: int, last: int, there: int, to: int) -> int:
    """Visits more with a pickup at location `there` after point `first` (none where -1) and a delivery at `to` after `last`."""
    count = work.routes[slot, COUNT]
    before = _place_for_visits(data, work, vehicle, slot, last)
    if there < 0:
        return _between(work, slot, count, before, to, last)
    if first == last:
        here = _place_for_visits(data, work, vehicle, slot, first)
        added = int(here != there) + int(there != to)
        if last < count:
            onward = work.points[slot, last + 1, PLACE]
            added += int(to != onward) - int(here != onward)
        return added
    here = _place_for_visits(data, work, vehicle, slot, first)
    return _between(work, slot, count, here, there, first) + _between(work, slot, count, before, to, last)


@inner
def _between(work: Work, slot: int, count: int, here: int, place: int, point: int) -> int:
    """Visits more with one step at `place` between point `point`, at `here`, and the next."""
    if point == count:
        return int(here != place)
    onward = work.points[slot, point + 1, PLACE]
    return int(here != place) + int(place != onward) - int(here != onward)
