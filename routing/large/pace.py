"""How the search of a large day spends what it may use: how many rounds, how long each visit, how hot."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from routing.large.visit import Visit
from routing.search.course import FEW, FEW_HOT
from routing.search.searcher import HOT
from routing.stop import Stop

MOST_ROUNDS = 32
LEAST_VISIT_S = 0.1
"""A visit shorter than this is mostly the cutting."""
LEAST_PER_SHIPMENT = 2
"""The same where iterations are counted: so many for each shipment."""
UNBOUNDED_PER_SHIPMENT = 100
"""Iterations of a visit for each shipment where neither a clock nor a count bounds the search."""
USUAL_RATE = 2_000.0
"""Iterations a second and thread, until measured."""


class Pace:
    """Made once the first plan is there; `closing_s` is kept for what comes after the search."""

    def __init__(self, stop: Stop, *, ships: int, visits: int, threads: int, closing_s: float) -> None:
        self._stop, self._ships, self._threads, self._closing_s = stop, ships, threads, closing_s
        self.rounds = self._planned_rounds(visits)
        self._round_ends = 0.0
        self._weight_left = 0

    @property
    def is_endless(self) -> bool:
        """Whether nothing but a request or a search that finds nothing ends it."""
        return self._stop.iterations is None and self._stop.seconds is None

    @property
    def seconds_left(self) -> float | None:
        """Of the clock, for the search."""
        left = self._stop.seconds_left
        return None if left is None else left - self._closing_s

    def hot(self, done: int, elapsed_s: float) -> float:
        """The temperature at which the whole begins: with few iterations for each shipment it is lower."""
        if self._stop.iterations is not None:
            expected = float(self._stop.iterations)
        elif self.is_endless:
            expected = float(UNBOUNDED_PER_SHIPMENT * MOST_ROUNDS * self._ships)
        else:
            rate = done / elapsed_s if done else USUAL_RATE * self._threads
            expected = done + rate * max(0.0, self.seconds_left or 0.0)
        return float(FEW_HOT * (HOT / FEW_HOT) ** min(1.0, expected / (FEW * self._ships)))

    def begin_round(self, number: int, visits: Sequence[Visit]) -> Iterator[Visit]:
        """The visits of a round, each with its iterations, or its seconds once it is taken."""
        self._weight_left = sum(len(visit.ships) for visit in visits)
        if self._stop.iterations is not None:
            until = [self._stop.iterations * each // self.rounds for each in (number, number + 1)]
            return self._counted(visits, until[1] - until[0])
        if self.is_endless:
            return (replace(visit, iterations=UNBOUNDED_PER_SHIPMENT * len(visit.ships)) for visit in visits)
        left = max(0.0, self.seconds_left or 0.0)
        self._round_ends = time.monotonic() + left / max(1, self.rounds - number)
        return map(self._timed, visits)

    def _planned_rounds(self, visits: int) -> int:
        if self._stop.iterations is not None:
            return max(1, min(MOST_ROUNDS, self._stop.iterations // (LEAST_PER_SHIPMENT * max(1, self._ships))))
        if self.is_endless:
            return MOST_ROUNDS
        seconds = max(0.0, self.seconds_left or 0.0) * self._threads
        return max(1, min(MOST_ROUNDS, int(seconds / (LEAST_VISIT_S * max(1, visits)))))

    def _counted(self, visits: Sequence[Visit], iterations: int) -> Iterator[Visit]:
        """Each its part of a round's iterations, by its shipments; the sum is exact."""
        sums = [0, *itertools.accumulate(len(visit.ships) for visit in visits)]
        until = [iterations * each // max(1, self._weight_left) for each in sums]
        for visit, (begin, end) in zip(visits, itertools.pairwise(until), strict=True):
            yield replace(visit, iterations=end - begin)

    def _timed(self, visit: Visit) -> Visit:
        """Its part of what is left of the round for all threads, those at work being halfway through."""
        weight, left = len(visit.ships), max(0.0, self._round_ends - time.monotonic())
        busy = (self._threads - 1) * weight / 2
        seconds = min(left, left * self._threads * weight / (self._weight_left + busy))
        self._weight_left -= weight
        return replace(visit, seconds=seconds)
