"""What no number and no name of a problem may be, whether it was read from JSON or made in Python."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from numbers import Integral, Real

import numpy as np

from routing.problem import Matrix, Objective, Shipment, Vehicle, Window
from routing.text import has_half_characters
from routing.units import HALF_ROUND_THE_EARTH, INT64_MAX, PER_UNIT, ceil_div, is_finite

Fault = tuple[str, str]

MOST_WITH_DECIMALS = PER_UNIT << 43
"""Up to here the floats as which JSON reads and writes decimals are less than a thousandth apart, so that each is read back as
it was; whole units are written as whole numbers, of any length."""


def wrong_number(number: object) -> str | None:
    """The fault of what is to be a finite number of 64 bits, None where it is one."""
    if isinstance(number, bool) or not isinstance(number, Real):
        return "is not a number"
    return None if is_finite(number) else "is not a finite number of 64 bits"  # type: ignore[arg-type]


def wrong_whole(number: object) -> str | None:
    """The same of what is to be a whole number, as all times, distances and thousandths are."""
    if type(number) is int and -INT64_MAX <= number <= INT64_MAX:
        return None
    return wrong_number(number) or (None if isinstance(number, Integral) else "is not a whole number")


def whole_faults(path: str, numbers: Iterable[tuple[str, int | None]], *, least: int | None = 0) -> Iterator[Fault]:
    """Faults of named whole numbers below `path`, which are not below `least`; None is an absent one."""
    for name, number in numbers:
        if number is not None:
            fault = wrong_whole(number) or ("is negative" if least is not None and number < least else None)
            if fault is not None:
                yield f"{path}.{name}", fault


def window_faults(path: str, window: Window) -> Iterator[Fault]:
    """Faults of a window or a shift."""
    for place, bound in enumerate(window):
        fault = wrong_whole(bound)
        if fault is not None:
            yield f"{path}[{place}]", fault
    if window[1] < window[0]:
        yield path, "closes before it opens"


def amount_faults(path: str, amounts: Iterable[tuple[str, int]]) -> Iterator[Fault]:
    """Faults of amounts by dimension, in thousandths."""
    for name, amount in amounts:
        yield from name_faults(path, [name])
        yield from whole_faults(path, [(name, amount)])
        if amount % PER_UNIT and amount > MOST_WITH_DECIMALS:
            yield f"{path}.{name}", "is too large to have decimals"


def sum_faults(shipments: Sequence[Shipment]) -> Iterator[Fault]:
    """Loads that nobody could write exactly once they are on board together: very large in all, and not all in whole units."""
    totals: dict[str, int] = {}
    with_decimals: set[str] = set()
    for number, shipment in enumerate(shipments):
        for name, amount in shipment.load.items():
            totals[name] = totals.get(name, 0) + amount
            if amount % PER_UNIT:
                with_decimals.add(name)
            if totals[name] > MOST_WITH_DECIMALS and name in with_decimals:
                yield f"shipments[{number}].load.{name}", "makes a sum that is too large to have decimals"


def matrix_faults(matrix: Matrix, size: int) -> Iterator[Fault]:
    """Faults of the tables of `size` locations."""
    tables = {"durations_s": matrix.durations_s, "distances_m": matrix.distances_m}
    if matrix.distances_m is matrix.durations_s:
        del tables["distances_m"]  # one for both, as public benchmarks have it, is looked at once
    for name, rows in tables.items():
        path = f"matrix.{name}"
        if len(rows) != size:
            yield path, f"has {len(rows)} rows for {size} locations"
        for number, row in enumerate(rows):
            if len(row) != size:
                yield f"{path}[{number}]", f"has {len(row)} columns for {size} locations"
            elif not _all_plain(row):
                yield from _cell_faults(f"{path}[{number}]", row)


def _all_plain(row: Sequence[int]) -> bool:
    """Whether a row holds nothing but whole numbers of 64 bits from 0 on: at once, for a matrix has millions of them."""
    try:
        cells = array("q", row)
    except (TypeError, OverflowError):
        return False
    return not cells or int(np.frombuffer(cells, dtype=np.int64).min()) >= 0


def away_faults(away: Sequence[Sequence[int]], size: int, vehicles: Iterable[Vehicle]) -> Iterator[Fault]:
    """Faults of the drives of one place more: seconds from it and to it, metres likewise, each for `size` locations."""
    for name, row in zip(("seconds from", "seconds to", "metres from", "metres to"), away, strict=True):
        if len(row) != size:
            yield f"drives ({name} it)", f"has {len(row)} numbers for {size} locations"
        yield from _cell_faults(f"drives ({name} it)", row)
    longest_s = max((*away[0], *away[1]), default=0)
    slowest = min((vehicle.speed for vehicle in vehicles), default=Fraction(1))
    if ceil_div(longest_s, slowest) > INT64_MAX:
        yield "drives", "take the slowest vehicle longer than 64 bits hold"


def _cell_faults(path: str, row: Sequence[int]) -> Iterator[Fault]:
    for column, cell in enumerate(row):
        fault = wrong_whole(cell) or ("is negative" if cell < 0 else None)
        if fault is not None:
            yield f"{path}[{column}]", fault


def speed_faults(path: str, vehicle: Vehicle, longest_s: int) -> Iterator[Fault]:
    """Faults of a speed factor, where the longest drive of the problem takes `longest_s`."""
    fault = wrong_number(vehicle.speed_factor)
    if fault is None and vehicle.speed_factor <= 0:
        fault = "must be above zero"
    if fault is None and vehicle.speed != 1 and ceil_div(longest_s, vehicle.speed) > INT64_MAX:
        fault = "makes drives longer than 64 bits hold"
    if fault is not None:
        yield f"{path}.speed_factor", fault


def longest_drive_s(matrix: Matrix | None, vehicles: Iterable[Vehicle]) -> int:
    """Seconds of the longest drive at a speed factor of 1; 0 where nobody asks, for all have that."""
    if all(vehicle.speed_factor == 1 for vehicle in vehicles):
        return 0
    if matrix is None:
        return HALF_ROUND_THE_EARTH
    return max((max(row, default=0) for row in matrix.durations_s), default=0)


def value_faults(path: str, value: float) -> Iterator[Fault]:
    """Faults of what something is worth."""
    fault = wrong_number(value) or ("is negative" if value < 0 else None)
    if fault is not None:
        yield path, fault


def objective_faults(objective: Objective) -> Iterator[Fault]:
    """Faults of the figures of an objective."""
    if objective.value_s is not None:
        yield from value_faults("objective.value_s", objective.value_s)
    yield from whole_faults("objective", [("change_s", objective.change_s)])


def name_faults(path: str, names: Iterable[str]) -> Iterator[Fault]:
    """Faults of names, at `path`."""
    for name in names:
        if not isinstance(name, str):
            yield path, "is not a text"
        elif has_half_characters(name):
            yield path, f"{name!r} holds half a character"
