"""The search where nothing is compiled, or numbers are too large for the kernels. Slower, by the same rules.

Slices of a ruin and recreate in Python and of OR-Tools' guided local search in turn. Slices are bounded by work and not by
the clock, so that they are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from routing.search.compiled import Compiled
from routing.search.improve import improve, insert_all
from routing.search.ruin import neighbours
from routing.search.state import State, first_state
from routing.stop import Stop

Tell = Callable[[State, int], None]

SMALL = 60
"""Shipments up to which a first plan is also built that puts the price of value aside."""
OWN_SLICE, OWN_WORK = 100, 24_000
"""Iterations of our own search in a slice: 100, and 24,000 shared out over the shipments."""
ORTOOLS_CALLS = 1_500_000
"""Times that OR-Tools asks whether to go on, in a slice."""


def first_plan(compiled: Compiled, is_over: Callable[[], bool]) -> State:
    """A plan by best insertion; of a small problem also one that puts the price of value aside at first."""
    state = first_state(compiled)
    insert_all(state, is_over=is_over)
    if compiled.worth is not None and len(compiled.pickup) <= SMALL:
        dear = first_state(compiled)
        insert_all(dear, at_any_price=True, is_over=is_over)
        state = min(state, dear, key=State.score)
    return state


def search_in_python(best: State, stop: Stop, tell: Tell, *, seed: int) -> tuple[State, int, bool]:
    """The best plan until told to stop or nothing better comes, iterations done, and whether OR-Tools was used."""
    random = Random(seed)
    size = max(len(best.absent) + len(best.at), 1)
    near = neighbours(best.compiled)
    watch = _Watch(stop, tell)
    used = False
    while not watch(best, 0):
        before = best.score()
        watch.slice_end = watch.done + OWN_SLICE + OWN_WORK // size
        best, _ = improve(best, random, watch, near=near)
        watch.close_slice()
        if watch.over or size < 2:
            break
        from routing.ortools.models import improve_with_ortools

        used = True
        watch.slice_end = None
        best, _ = improve_with_ortools(best, watch, calls=ORTOOLS_CALLS)
        watch.close_slice()
        if best.score() == before:
            break
    return best, watch.iterations, used


class _Watch:
    """Counts iterations over all slices, and asks whether to stop."""

    def __init__(self, stop: Stop, tell: Tell) -> None:
        self.done = self.iterations = 0
        self.slice_end: int | None = None
        self.over = False
        self._stop = stop
        self._tell = tell

    def __call__(self, best: State, iterations: int) -> bool:
        """Whether to leave the slice, `iterations` into it."""
        self.iterations = self.done + iterations
        self._tell(best, self.iterations)
        self.over = self._stop(self.iterations)
        return self.over or (self.slice_end is not None and self.iterations >= self.slice_end)

    def close_slice(self) -> None:
        """Count on from here."""
        self.done = self.iterations
