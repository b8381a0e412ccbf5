"""The way along the roads between stops, for the map."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import pairwise

from routing.travel.asking import Trouble, answers
from routing.travel.filling import RoadService
from routing.travel.polyline import Line
from routing.travel.table import Point
from routing.travel.trouble import EngineAway, TooLarge

Leg = Line | None
"""The points of a leg in degrees; None where no road joins its ends."""

MOST_LEGS = 5_000
"""Kept in memory: legs of some 200 points, some 100 MB."""


class Lines:
    """The legs that a road service tells, kept for as long as the process lives; threads may share them."""

    def __init__(self, service: RoadService) -> None:
        self._service = service
        self._kept: dict[tuple[Point, Point], Leg] = {}
        self._lock = threading.Lock()

    def of(self, stops: Sequence[Point], *, deadline: float) -> tuple[list[Leg] | None, str | None]:
        """Each leg; or None, and why, where the service does not answer."""
        legs = list(pairwise(stops))
        with self._lock:
            known = {leg: self._kept[leg] for leg in legs if leg in self._kept}
        try:
            for run in _unknown_runs(stops, known):
                known |= self._asked(run, deadline)
        except EngineAway as away:
            return None, str(away)
        with self._lock:
            self._kept = dict(list((self._kept | known).items())[-MOST_LEGS:])
        return [known[leg] for leg in legs], None

    def _asked(self, stops: Sequence[Point], deadline: float) -> dict[tuple[Point, Point], Leg]:
        """The legs of a stretch; where it is refused or too long, of each half, and at last None for what no road joins."""
        if len(stops) <= max(2, self._service.most_stops):
            found = self._lines(stops, deadline)
            if isinstance(found, list):
                return dict(zip(pairwise(stops), found, strict=True))
            if len(stops) == 2 and isinstance(found, TooLarge):
                raise EngineAway(f"it takes no question at all: {found}")
            if len(stops) == 2:
                return {(stops[0], stops[1]): None}
        middle = len(stops) // 2
        return self._asked(stops[: middle + 1], deadline) | self._asked(stops[middle:], deadline)

    def _lines(self, stops: Sequence[Point], deadline: float) -> list[Line] | Trouble:
        def ask(run: Sequence[Point]) -> list[Line]:
            return self._service.lines(run, deadline=deadline)

        return next(answer for _, answer in answers([stops], ask, at_once=self._service.at_once, deadline=deadline))


def _unknown_runs(stops: Sequence[Point], known: dict[tuple[Point, Point], Leg]) -> list[list[Point]]:
    """Stretches of legs that nobody has told yet; a leg from a point to itself is only that point."""
    runs: list[list[Point]] = []
    open_run = False
    for start, end in pairwise(stops):
        if start == end:
            known[start, end] = [start.degrees, end.degrees]
        if (start, end) in known:
            open_run = False
            continue
        if not open_run:
            runs.append([start])
        runs[-1].append(end)
        open_run = True
    return runs
