"""Where the drives of a compiled problem come from: tables of seconds and metres by the numbers of the places."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.problem import Matrix, Problem
from routing.units import ceil_div

Rows = Sequence[Sequence[int]]

ROUGHLY_NEVER = 1 << 40


class DriveTables(Protocol):
    """Tells drives among all places of a problem."""

    @property
    def distance(self) -> Rows:
        """Metres."""
        ...

    def of_speed(self, speed: Fraction) -> tuple[Rows, Rows, NDArray[np.int64]]:
        """Drive times of vehicles of one speed, without and with the setup of the place arrived at; the latter for ranking."""
        ...


class WholeTables:
    """The matrix of a problem, whole."""

    def __init__(self, problem: Problem) -> None:
        assert problem.matrix is not None
        self._matrix = problem.matrix
        self._setups = [location.setup_s for location in problem.locations]
        self.distance: Rows = [list(row) for row in problem.matrix.distances_m]

    def of_speed(self, speed: Fraction) -> tuple[Rows, Rows, NDArray[np.int64]]:
        """As `DriveTables`."""
        drive, edge = _of_speed(self._matrix, self._setups, speed)
        return drive, edge, rough(edge)


def _of_speed(matrix: Matrix, setups: list[int], speed: Fraction) -> tuple[Rows, Rows]:
    """Drive times of vehicles of one speed, without and with the setup of the place arrived at."""
    if speed == 1:
        drive = [list(row) for row in matrix.durations_s]
    else:
        drive = [[ceil_div(cell, speed) for cell in row] for row in matrix.durations_s]
    if not any(setups):
        return drive, [list(row) for row in drive]  # apart, for each grows by the drives of a new place
    edge = [
        [cell if here == there else cell + setups[there] for there, cell in enumerate(row)]
        for here, row in enumerate(drive)
    ]
    return drive, edge


def rough(rows: Rows) -> NDArray[np.int64]:
    """A table for ranking only: cells too large to add up are cut."""
    try:
        table = np.array(rows, dtype=np.int64)
    except OverflowError:  # with their setups
        table = np.array([[min(cell, ROUGHLY_NEVER) for cell in row] for row in rows], dtype=np.int64)
    return np.minimum(table, ROUGHLY_NEVER, out=table)
