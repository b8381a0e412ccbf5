"""The check's own look at drives: the matrix where there is one, else the great circle of only the pairs that it needs.

A day of 10,000 shipments has more than 100 million pairs of places, and its plan drives some 20,000 of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from routing.problem import Problem, Vehicle
from routing.travel import TravelEngine, engine_named


class Travel:
    """Drives between the places of a problem, and what stopping there takes, by their ids."""

    def __init__(self, problem: Problem) -> None:
        self.setup_s = {location.id: location.setup_s for location in problem.locations}
        self._matrix = problem.matrix
        self._index = {location.id: number for number, location in enumerate(problem.locations)}
        self._locations = problem.locations
        self._engine: TravelEngine | None = None if problem.matrix is not None else engine_named("great-circle")
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def look_up(self, places: Iterable[str]) -> None:
        """Ask for all pairs of a few places at once, such as those of a route."""
        if self._engine is None:
            return
        names = list(dict.fromkeys(places))
        table = self._engine.matrix([self._locations[self._index[name]] for name in names])
        for row, here in enumerate(names):
            for column, there in enumerate(names):
                self._known[here, there] = table.durations_s[row][column], table.distances_m[row][column]

    def drive_s(self, vehicle: Vehicle, here: str, there: str) -> int:
        """Seconds of the vehicle's drive: those of the matrix by its speed, rounded up."""
        seconds, speed = self._pair(here, there)[0], vehicle.speed
        return -((-seconds * speed.denominator) // speed.numerator)

    def metres(self, here: str, there: str) -> int:
        """Metres between two places."""
        return self._pair(here, there)[1]

    def _pair(self, here: str, there: str) -> tuple[int, int]:
        if self._matrix is not None:
            row, column = self._index[here], self._index[there]
            return self._matrix.durations_s[row][column], self._matrix.distances_m[row][column]
        if (here, there) not in self._known:
            self.look_up((here, there))
        return self._known[here, there]
