"""In which order absent shipments are brought back: the list ORDER, by the keys in KEY."""

from __future__ import annotations

from routing.kernels.chance import below, draw
from routing.kernels.compiling import inner, kernel
from routing.kernels.layout import (
    ABSENCES,
    ABSENT,
    ABSENT_AT,
    EDGE,
    HI,
    KEY,
    LO,
    LOC,
    MUST,
    ORDER,
    PICK,
    PRICED,
    START,
    T_ABSENT,
    T_ORDER,
    WEIGHT,
    Data,
    Work,
)

HARD = 2.0
"""The kind of order by how often each was left out; the other kinds are drawn from 0 to 1..."""
VARIED = 0.5
"""...and how much of that count is chance, so that it is not the same order every time."""


@kernel
def order_absent(data: Data, work: Work, long_absent: int, retried: int, hard_first: float) -> None:
    """Whom to insert: all that this trial took out, `retried` of the `long_absent` at the most.

    In one of several orders; with the chance `hard_first` those come first who were left out oftenest.
    """
    count = 0
    absent = work.totals[T_ABSENT]
    chosen = long_absent if long_absent <= retried else retried
    for k in range(chosen):
        if long_absent > retried:
            swap = k + below(work.chance, long_absent - k)
            here, there = work.ships[k, ABSENT], work.ships[swap, ABSENT]
            work.ships[k, ABSENT], work.ships[swap, ABSENT] = there, here
            work.ships[there, ABSENT_AT], work.ships[here, ABSENT_AT] = k, swap
        work.ships[count, ORDER] = work.ships[k, ABSENT]
        count += 1
    for k in range(long_absent, absent):
        work.ships[count, ORDER] = work.ships[k, ABSENT]
        count += 1
    work.totals[T_ORDER] = count
    kind = HARD if hard_first > 0.0 and draw(work.chance) < hard_first else draw(work.chance)
    for k in range(count):
        work.ships[k, KEY] = _key(data, work, work.ships[k, ORDER], kind)
    sort_order(work, count)


@inner
def _key(data: Data, work: Work, ship: int, kind: float) -> int:
    """What is inserted first has the lowest: required, then by absences, chance, value, size, distance, or narrowness in time."""
    key = draw(work.chance) * (1 << 40)
    pickup = data.ships[ship, PICK]
    if kind >= HARD:
        key = -1_000.0 * (1 + work.ships[ship, ABSENCES]) * (1.0 + VARIED * (draw(work.chance) - 0.5))
    elif kind < 0.30:
        pass
    elif kind < 0.55:
        if data.flags[PRICED]:
            key = -float(data.ships[ship, WEIGHT])
        else:
            key = -float(data.loads[ship, 0]) if data.loads.shape[1] > 0 else key
    elif kind < 0.80:
        away = float(data.tables[data.vehicles[0, EDGE], data.vehicles[0, START], data.nodes[pickup, LOC]])
        key = -away if kind < 0.70 else away
    elif kind < 0.92:
        key = float(data.nodes[pickup, HI] - data.nodes[pickup, LO])
    else:
        key = float(data.nodes[pickup, HI])
    if not data.ships[ship, MUST]:
        key += 1e15
    return int(key)


@inner
def sort_order(work: Work, count: int) -> None:
    """Order the first `count` of the list ORDER by their keys: by insertion where they are few, else by halves (Shell)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for place in range(gap, count):
            ship, key = work.ships[place, ORDER], work.ships[place, KEY]
            before = place
            while before >= gap and work.ships[before - gap, KEY] > key:
                work.ships[before, ORDER], work.ships[before, KEY] = (
                    work.ships[before - gap, ORDER],
                    work.ships[before - gap, KEY],
                )
                before -= gap
            work.ships[before, ORDER], work.ships[before, KEY] = ship, key
        gap //= 3
