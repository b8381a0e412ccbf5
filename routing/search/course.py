"""What one searcher does when: first everybody served, then fewer routes where those come first, then less cost.

All is told in shares of what may be used, from 0 to 1, so that the same course serves a clock and a number of iterations.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass, field

from routing.kernels import layout
from routing.search.searcher import HOT, Searcher, Standing

FLEET_SHARE = 0.6
"""Of the time that saving routes may take, at most."""
FLEET_LEAST, FLEET_AFTER_WIN = (0.4, 0.12), 4.0
"""It ends before that when nothing was won for long: not before this share (the first searcher looks longer, the others turn
to cost sooner and take over what it wins), nor before so many times the last win's."""
COOLING, COOLING_PER_SHIPMENT = 500, 150
"""Iterations of the first of several coolings..."""
LONGER = 4
"""...and how many times as many each next one takes, up to the last, which takes what is left."""
IDLE_COOLINGS = 3
"""The search ends when so many in a row have found nothing better. A long one finds more than several short ones, which are
only there to tell that there is nothing more to find: where they could not before the last, there is but one."""
FEW, FEW_HOT = 150, 0.3
"""With fewer iterations for each shipment than this, a cooling begins less hot, down to this."""
EXCHANGES = (0.5, 0.75, 0.9)
"""Shares of a cooling at which the best plan of all is taken over, besides its end."""


@dataclass
class Course:
    """The state of one searcher's work; `rank` is its number among those that search together."""

    searcher: Searcher
    rank: int
    phase: str = "begin"
    began: float = 0.0
    won: float = 0.0
    ends: tuple[float, ...] = (1.0,)
    hot: float = HOT
    idle: int = 0
    exchanges: list[float] = field(default_factory=list)
    _best: Standing | None = None

    def advance(self, iterations: int, *, share: float, until: float, expected: int) -> None:
        """A slice of so many iterations, from one share of the whole to another; `expected` more may follow it."""
        if self.phase == "begin":
            self.phase = self._first_phase()
        if self.phase == "serve":
            self._serve(iterations, share)
        elif self.phase == "fleet":
            self._save_routes(iterations, share)
        else:
            if self.phase == "turn":
                self._turn_to_cost(share, iterations + expected)
            since, end = self.place(share), self.place(until)
            if end <= since:
                end = 1.0
            self.searcher.anneal(iterations, since=since, until=end, hot=self.hot)

    def place(self, share: float) -> float:
        """Where a share of the whole lies in the cooling that is under way."""
        number = min(self.cooling(share), len(self.ends) - 1)
        begin = self.ends[number - 1] if number else 0.0
        return (self._done(share) - begin) / (self.ends[number] - begin)

    def cooling(self, share: float) -> int:
        """The number of the cooling that a share of the whole lies in."""
        return bisect_right(self.ends, self._done(share))

    def _done(self, share: float) -> float:
        return max(0.0, min(1.0, (share - self.began) / max(1.0 - self.began, 1e-9)))

    def close_cooling(self) -> None:
        """A cooling is over: count whether it was idle."""
        best = self.searcher.best
        self.idle = self.idle + 1 if best == self._best else 0
        self._best = best
        self.exchanges = list(EXCHANGES)

    def begin_again(self) -> None:
        """Another plan with fewer routes is to be gone on from: a cooling that is under way would be too cold for it."""
        if self.phase == "cost":
            self.phase = "turn"

    @property
    def is_idle(self) -> bool:
        """Whether many coolings have found nothing better."""
        return len(self.ends) > 1 and self.idle >= IDLE_COOLINGS

    def _first_phase(self) -> str:
        flags, ships = self.searcher.data.flags, self.searcher.data.ships
        if flags[layout.PRICED]:
            return "turn"
        free = ships[ships[:, layout.SETTLED] == 0]
        if self.searcher.absent and bool(free[:, layout.MUST].all()):
            return "serve"
        return "fleet" if flags[layout.VEHICLES_FIRST] and not self.searcher.absent else "turn"

    def _serve(self, iterations: int, share: float) -> None:
        if not self.searcher.serve_more(iterations):
            self.won = share
            self.phase = "fleet" if self.searcher.data.flags[layout.VEHICLES_FIRST] else "turn"
        elif share > FLEET_SHARE:
            self.phase = "turn"

    def _save_routes(self, iterations: int, share: float) -> None:
        before = self.searcher.best.used
        more = self.searcher.save_routes(iterations)
        if self.searcher.best.used < before:
            self.won = share
        least = FLEET_LEAST[min(self.rank, 1)]
        if not more or share > min(FLEET_SHARE, max(least, FLEET_AFTER_WIN * self.won)):
            self.phase = "turn"

    def _turn_to_cost(self, share: float, expected: int) -> None:
        self.searcher.adopt_best()
        self.phase, self.began, self.idle = "cost", share, 0
        ships = max(1, len(self.searcher.data.ships))
        self.ends = coolings(expected // (COOLING + COOLING_PER_SHIPMENT * ships))
        plenty = min(1.0, expected / (FEW * ships))
        self.hot = FEW_HOT * (HOT / FEW_HOT) ** plenty
        self.exchanges = list(EXCHANGES)
        self._best = self.searcher.best


def coolings(shortest: int) -> tuple[float, ...]:
    """The shares at which each of several coolings ends, where there is time for so many of the shortest."""
    lengths = [1]
    while sum(lengths) + lengths[-1] * LONGER <= shortest:
        lengths.append(lengths[-1] * LONGER)
    if len(lengths) < IDLE_COOLINGS + 2:
        return (1.0,)
    return (*(done / shortest for done in itertools.accumulate(lengths[:-1])), 1.0)
