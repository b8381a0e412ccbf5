"""A large day, searched neighbourhood by neighbourhood, several side by side, in rounds that cut it differently.

Each neighbourhood is searched by the kernels with its own drives alone (`piece`, `visit`) for its share of the time; the
next round's borders lie elsewhere (`neighbourhoods`). Routes that lie near each other as parts: A. Santini, M. Schneider,
T. Vidal, D. Vigo, "Decomposition strategies for vehicle routing heuristics", INFORMS Journal on Computing 35 (2023).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from routing.kernels import layout
from routing.large.hands import Hands
from routing.large.joined import ABSENT, Joined
from routing.large.pace import Pace
from routing.large.rounds import Rounds, Turn
from routing.large.visit import Found, Visit, pay_visit
from routing.search.searcher import HOT
from routing.stop import BEFORE_THE_FIRST, Stop

POLL_S = 0.05
GRACE_S = 0.2
"""How long visits under way are waited for after a stop: longer than a slice; a road engine may take more."""
IDLE_ROUNDS = 5
"""A search that nothing bounds ends when so many rounds have found nothing better."""
FLEET_SHARE = 0.4
"""Of the rounds, for saving routes where fewest come first."""

Tell = Callable[[], None]


class LargeSearch:
    """The search of one large day; `joined` is its plan, lawful at any time."""

    def __init__(self, joined: Joined, rounds: Rounds, stop: Stop, *, threads: int, tell: Tell) -> None:
        self._joined, self._rounds, self._stop, self._threads, self._tell = joined, rounds, stop, threads, tell
        self._halt = threading.Event()
        self._visits = 0
        self._is_built = False
        self._closing_s = 0.0

    def build(self, *, closing_s: float) -> None:
        """The first plan, by best insertion in each neighbourhood alone, as far as it comes until `closing_s` before the end."""
        self._closing_s = closing_s
        visits = self._rounds.visits(Turn(0, 0.0, 0.0, HOT, builds=True))
        self._visits = len(visits)
        self._make(visits)
        self._is_built = True

    def improve(self, *, closing_s: float) -> None:
        """Round after round until told to stop, `closing_s` before the clock's end."""
        joined, began, before, number, idle = self._joined, time.monotonic(), self._joined.iterations, 0, 0
        self._closing_s = closing_s
        pace = Pace(self._stop, ships=len(joined.at), visits=self._visits, threads=self._threads, closing_s=closing_s)
        first = bool(joined.frame.compiled.vehicles_first)
        while not self._is_over() and (number < pace.rounds or (pace.is_endless and idle < IDLE_ROUNDS)):
            since, until = (min(1.0, each / pace.rounds) for each in (number, number + 1))
            hot = pace.hot(joined.iterations - before, time.monotonic() - began)
            turn = Turn(number + 1, since, until, hot, saves_routes=first and since < FLEET_SHARE)
            standing = self._standing
            self._make(pace.begin_round(number, self._rounds.visits(turn)))
            idle = idle + 1 if self._standing == standing else 0
            number += 1

    @property
    def _standing(self) -> tuple[int, int]:
        weights = self._joined.frame.facts.ships[self._joined.at == ABSENT, layout.WEIGHT]
        return int(weights.sum()), self._joined.cost

    def _is_over(self) -> bool:
        left = self._stop.seconds_left
        done = self._joined.iterations if self._is_built else BEFORE_THE_FIRST
        return self._stop(done) or (left is not None and left <= self._closing_s)

    def _make(self, visits: Iterable[Visit]) -> None:
        """Make visits side by side and join what they find, each as it comes."""
        hands: Hands[Visit, Found] = Hands(
            self._threads, partial(pay_visit, self._joined.frame, is_over=self._halt.is_set)
        )
        try:
            self._have_made(hands, iter(visits))
        except BaseException:
            self._halt.set()  # whatever a caller's own parts raise: the visits under way end too
            raise
        finally:
            hands.close()

    def _have_made(self, hands: Hands[Visit, Found], coming: Iterator[Visit]) -> None:
        waits_until, more = 0.0, True
        while True:
            while more and hands.idle and not self._halt.is_set():
                visit = next(coming, None)
                more = visit is not None
                if visit is not None:
                    hands.give(visit)
            if not hands.is_busy or (self._halt.is_set() and time.monotonic() > waits_until):
                break
            found = hands.take(patience_s=POLL_S)
            if found is not None:
                self._joined.join(found)
                self._tell()
            if not self._halt.is_set() and self._is_over():
                self._halt.set()
                waits_until = time.monotonic() + GRACE_S
