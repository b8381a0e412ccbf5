"""Labels that none other makes needless, and the question whether a new one is needless."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.bound.label import FOREVER, Label
from benchmarks.routing.bound.setting import SCALE
from routing.search.compiled import VehicleState

Row = NDArray[np.int64]
FIRST_SIZE = 16


class Front:
    """Labels at one place, as rows of numbers that must all be less or equal, behind two sets as bits that must be subsets."""

    __slots__ = ("count", "rows", "sets")

    def __init__(self, width: int) -> None:
        self.count = 0
        self.sets = np.zeros((FIRST_SIZE, 2), dtype=np.int64)
        self.rows = np.zeros((FIRST_SIZE, width), dtype=np.int64)

    def beats(self, sets: tuple[int, int], row: list[int], *, columns: int) -> bool:
        """Whether one of the labels here can do all that a new one can, for no more; by the first `columns` alone."""
        if not self.count:
            return False
        have = self.sets[: self.count]
        smaller = ((have[:, 0] & ~sets[0]) | (have[:, 1] & ~sets[1])) == 0
        if not smaller.any():
            return False
        return bool(
            (self.rows[: self.count, :columns][smaller] <= np.array(row[:columns], dtype=np.int64)).all(axis=1).any()
        )

    def add(self, sets: tuple[int, int], row: list[int]) -> None:
        """Take in a label."""
        if self.count == len(self.rows):
            self.sets = np.concatenate([self.sets, np.zeros_like(self.sets)])
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        self.sets[self.count] = sets
        self.rows[self.count] = row
        self.count += 1


class Measure:
    """A label as a row of numbers: as one that beats (its own long), and as one that is beaten (with the waiting in it)."""

    def __init__(self, vehicle: VehicleState, *, riders: list[int], bins: list[int], by_distance: bool) -> None:
        self._by_distance = by_distance
        self._timed = vehicle.max_duration is not None
        self._metred = vehicle.max_distance is not None
        self._counted = vehicle.max_stops is not None
        self._riders = riders
        self._bins = bins
        self.width = 2 - by_distance + 2 * self._timed + self._metred + self._counted + len(bins) + 2 * len(riders)

    def row(self, label: Label, *, beaten: bool) -> list[int]:
        """Less is better in each column, for every departure from `ready` on."""
        long = label.duration if beaten else label.long
        row = [label.rest + SCALE * label.metres]
        if not self._by_distance:
            row = [label.rest + SCALE * long, label.rest - SCALE * label.late]
        if self._timed:
            row += [long, -label.late]
        if self._metred:
            row.append(label.metres)
        if self._counted:
            row.append(label.visits)
        row += [label.room[place] for place in self._bins]
        known = {ride[0]: ride for ride in label.rides}
        for ship in self._riders:
            _, latest, since = known.get(ship, (ship, FOREVER, -FOREVER))
            row += [-latest, max(since, label.ready - latest) if beaten else since]
        return row
