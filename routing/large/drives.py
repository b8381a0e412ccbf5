"""Drives of a large day: asked for one neighbourhood after the other, and never for all pairs of places.

What the plan drives is remembered as it was told, so that a plan stays what it was even where a road engine would tell
something else the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import numpy as np

from routing.large.lazy_tables import LazyRanking, LazyTable
from routing.large.sources import DriveSource, Ints
from routing.search.drive_tables import Rows
from routing.units import ceil_div

Drive = tuple[int, int]
"""Seconds and metres."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A drive of a plan, as it was told."""

    here: int
    there: int
    drive: Drive


class KnownDrives:
    """Drives of a large day: what was told of single ones is remembered and told again, whatever a road engine says now.

    As `DriveTables` it is what the search in Python reads; what that does not find is asked for pair by pair.
    """

    def __init__(self, source: DriveSource, setups: Sequence[int]) -> None:
        self.source = source
        self.setups = np.array(setups, dtype=np.int64)
        self._told: dict[int, dict[int, Drive]] = {}
        self.distance: Rows = cast(Rows, LazyTable(lambda here, there: self.of(here, there)[1]))

    def among(self, places: Ints) -> tuple[Ints, Ints]:
        """Seconds and metres between all pairs of these places, which ascend."""
        seconds, metres = self.source.among(places)
        if self.source.is_constant:
            return seconds, metres
        column = {place: number for number, place in enumerate(places.tolist())}
        for here, row in column.items():
            for there, drive in list(self._told.get(here, {}).items()):
                if there in column:
                    seconds[row, column[there]], metres[row, column[there]] = drive
        return seconds, metres

    def of(self, here: int, there: int) -> Drive:
        """Seconds and metres of one drive."""
        known = self._told.get(here, {}).get(there)
        if known is None:
            self.look_up(np.array([here], dtype=np.int64), np.array([there], dtype=np.int64))
            known = self._told[here][there]
        return known

    def look_up(self, here: Ints, there: Ints) -> None:
        """Ask for the drives from each place of `here` to the one beside it of `there`, those not known yet."""
        told = self.source.along(here, there)
        if told is None:
            if all(b in self._told.get(a, {}) for a, b in zip(here.tolist(), there.tolist(), strict=True)):
                return
            places = np.unique(np.concatenate([here, there]))
            seconds, metres = self.among(places)
            rows, columns = np.searchsorted(places, here), np.searchsorted(places, there)
            told = seconds[rows, columns], metres[rows, columns]
        for a, b, *drive in zip(here.tolist(), there.tolist(), *(each.tolist() for each in told), strict=True):
            self._told.setdefault(a, {}).setdefault(b, (drive[0], drive[1]))

    def agree(self, legs: Sequence[Leg]) -> bool:
        """Whether none of these drives was told otherwise before; then they are remembered."""
        if any(self._told.get(leg.here, {}).get(leg.there, leg.drive) != leg.drive for leg in legs):
            return False
        for leg in legs:
            self._told.setdefault(leg.here, {})[leg.there] = leg.drive
        return True

    def of_speed(self, speed: Fraction) -> tuple[Rows, Rows, Ints]:
        """As `DriveTables`."""
        setups = self.setups.tolist()

        def drive(here: int, there: int) -> int:
            return ceil_div(self.of(here, there)[0], speed)

        def edge(here: int, there: int) -> int:
            return drive(here, there) + (setups[there] if here != there else 0)

        edges = LazyTable(edge)
        return cast(Rows, LazyTable(drive)), cast(Rows, edges), cast(Ints, LazyRanking(edges))
