"""Who tells the drives of a large day, a few places at a time: its matrix, the great circle, or a travel engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.errors import InvalidProblem
from routing.faults.numbers import matrix_faults
from routing.problem import Location, Matrix, Problem
from routing.travel import GREAT_CIRCLE, TravelEngine
from routing.units import HALF_ROUND_THE_EARTH

Ints = NDArray[np.int64]


class DriveSource(Protocol):
    """Tells drives among a few of a problem's places, given by their numbers."""

    is_constant: bool
    """Whether the same question has the same answer always; a road engine may be away the next time."""
    longest: int
    """No drive is longer, in seconds or metres."""

    def among(self, places: Ints) -> tuple[Ints, Ints]:
        """Seconds and metres between all pairs of them."""
        ...

    def along(self, here: Ints, there: Ints) -> tuple[Ints, Ints] | None:
        """Those from each place of `here` to the one beside it of `there`; None where each would have to be asked for."""
        ...


class OfMatrix:
    """The drives of a problem that brought its matrix."""

    is_constant = True

    def __init__(self, matrix: Matrix) -> None:
        self.seconds = np.array(matrix.durations_s, dtype=np.int64)
        self.metres = np.array(matrix.distances_m, dtype=np.int64)
        self.longest = max(int(self.seconds.max(initial=0)), int(self.metres.max(initial=0)))

    def among(self, places: Ints) -> tuple[Ints, Ints]:
        """As `DriveSource`."""
        pairs = np.ix_(places, places)
        return self.seconds[pairs], self.metres[pairs]

    def along(self, here: Ints, there: Ints) -> tuple[Ints, Ints]:
        """As `DriveSource`."""
        return self.seconds[here, there], self.metres[here, there]


class OfCircle:
    """Drives by great circle."""

    is_constant = True

    def __init__(self, locations: Sequence[Location]) -> None:
        degrees = [(location.lat or 0.0, location.lon or 0.0) for location in locations]
        self._degrees = np.array(degrees, dtype=float).reshape(-1, 2)
        self.longest = self._longest()

    def among(self, places: Ints) -> tuple[Ints, Ints]:
        """As `DriveSource`."""
        from routing.travel.great_circle import estimates

        return estimates(self._degrees[places])

    def along(self, here: Ints, there: Ints) -> tuple[Ints, Ints]:
        """As `DriveSource`."""
        from routing.travel.great_circle import estimates_along

        return estimates_along(self._degrees[here], self._degrees[there])

    def _longest(self) -> int:
        """By the way along a parallel and a meridian, which is no shorter than the great circle."""
        from routing.travel.great_circle import EARTH_RADIUS_M, drive_seconds, road_metres

        if not len(self._degrees):
            return 0
        across = np.radians(np.ptp(self._degrees, axis=0))
        widest = float(np.cos(np.radians(self._degrees[:, 0])).max())
        metres = road_metres(np.array(EARTH_RADIUS_M * (across[0] + across[1] * widest)))
        return min(HALF_ROUND_THE_EARTH, int(max(metres, drive_seconds(metres))) + 1)


class OfEngine:
    """The drives of any travel engine."""

    is_constant = False
    longest = HALF_ROUND_THE_EARTH

    def __init__(self, engine: TravelEngine, locations: Sequence[Location]) -> None:
        self._engine = engine
        self._locations = locations

    def among(self, places: Ints) -> tuple[Ints, Ints]:
        """As `DriveSource`. Raises InvalidProblem where the engine's matrix is none."""
        matrix = self._engine.matrix([self._locations[place] for place in places.tolist()])
        for fault in matrix_faults(matrix, len(places)):
            raise InvalidProblem(*fault)
        return np.array(matrix.durations_s, dtype=np.int64), np.array(matrix.distances_m, dtype=np.int64)

    def along(self, _here: Ints, _there: Ints) -> None:
        """None: a question for each is too many."""


def drives_of(problem: Problem, engine: TravelEngine | None) -> DriveSource:
    """Those of the problem's matrix, else of the engine, else by great circle."""
    if problem.matrix is not None:
        return OfMatrix(problem.matrix)
    if engine is None or engine.name == GREAT_CIRCLE:
        return OfCircle(problem.locations)
    return OfEngine(engine, problem.locations)
