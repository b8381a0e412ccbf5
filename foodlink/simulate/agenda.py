"""The simulated clock: what is to happen, in order of time, and among equals in the order in which it was noted."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Action = Callable[[datetime], None]


class Agenda:
    """Actions by moment; an action may note further ones, never for a moment that has passed."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Action]] = []
        self._numbers = count()
        self.now: datetime | None = None

    def note(self, at: datetime, action: Action) -> None:
        """Have `action` happen at `at`, or now where that has passed; it is given the moment at which it happens."""
        moment = at if self.now is None else max(at, self.now)
        heapq.heappush(self._waiting, (moment, next(self._numbers), action))

    def play(self) -> None:
        """Let everything happen until nothing is left."""
        while self._waiting:
            self.now, _, action = heapq.heappop(self._waiting)
            action(self.now)
        self.now = None
