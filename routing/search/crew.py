"""Improves a plan around a few shipments, in one thread or in several that share what the best of them found."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from routing.kernels import around, corner, loading, objective
from routing.kernels.insertion import ANYWHERE
from routing.kernels.layout import BEST, BEST_PLAN, PARTS, T_COST, T_USED, Data, Work
from routing.search.pack import Ints, make_work
from routing.search.pieces import pieces
from routing.stop import Stop

ROUTES = 8
"""Routes around one shipment of the change that are taken apart."""
HOT, COLD = 0.3, 0.02
"""Temperatures, in what a leg costs in the mean."""
LEAST_SLICE = 10
"""Trials of one thread between two looks at the clock, at least."""
SLICE_SHARE, LONGEST_SLICE_S = 0.05, 0.05
"""A slice takes this share of the time that is allowed, and never longer than that."""
ROUNDS = 20
"""Slices where iterations are counted."""
PIECE = 100
"""Trials of one thread between two looks at whether the search is over, at the most."""
IDLE = 10_000
"""So many trials of one thread without a better plan end it."""


class Crew:
    """Searchers around one spot, each with a plan of its own; the first is the caller's."""

    def __init__(self, data: Data, work: Work, whole: Data, *, threads: int) -> None:
        self._data = data
        self._works = [work, *(_twin(data, work, whole, rank) for rank in range(1, threads))]
        steps = int(work.vehicles[:, BEST].sum()) + int(work.totals[T_USED])
        self._leg = max(1.0, int(work.totals[T_COST]) / steps) if steps else 1.0
        self._corners = [np.zeros((len(data.vehicles), 3), dtype=np.int64) for _ in self._works]
        self._rate = 0.0

    def improve(self, focus: Ints, stop: Stop) -> int:
        """Search until `stop` says so, or nothing better comes; the first one has the best plan then. The trials done."""
        done = idle = 0
        for work, routes in zip(self._works, self._corners, strict=True):
            corner.look_around(self._data, work, focus, routes, ROUTES)
        with ThreadPoolExecutor(len(self._works)) as threads:
            while not stop(done) and idle < IDLE:
                each = self._slice(stop, done)
                began = time.perf_counter()
                since, until = (stop.share(count) or 0.0 for count in (done, done + each * len(self._works)))
                won, made = self._advance(threads, focus, each, since, until, partial(stop, done))
                self._rate = each / max(time.perf_counter() - began, 1e-6)
                done += made
                idle = 0 if won else idle + each
        self._share_best()
        corner.look_up(self._data, self._works[0])
        return done

    def _slice(self, stop: Stop, done: int) -> int:
        """Trials of each until the next look at the clock."""
        count = len(self._works)
        if stop.iterations is not None:
            left = -(-(stop.iterations - done) // count)
            return min(max(LEAST_SLICE, stop.iterations // (count * ROUNDS)), left)
        if not self._rate:
            return LEAST_SLICE
        seconds = LONGEST_SLICE_S if stop.seconds is None else min(LONGEST_SLICE_S, SLICE_SHARE * stop.seconds)
        return max(1, int(self._rate * seconds))

    def _advance(
        self,
        threads: ThreadPoolExecutor,
        focus: Ints,
        each: int,
        since: float,
        until: float,
        is_over: Callable[[], bool],
    ) -> tuple[bool, int]:
        """A slice of so many trials of each between two shares of the whole: whether it won anything, and the trials made."""

        def search_on(rank: int) -> tuple[bool, int]:
            work, routes = self._works[rank], self._corners[rank]
            won, made = False, 0
            for count, *ends in pieces(each, PIECE, is_over, since=since, until=until):
                hot, cold = (self._leg * HOT * (COLD / HOT) ** share for share in ends)
                found = around.improve_around(self._data, work, focus, routes, ANYWHERE, False, count, hot, cold)
                won, made = won or bool(found), made + count
            return won, made

        ranks = range(len(self._works))
        found = list(map(search_on, ranks) if len(ranks) == 1 else threads.map(search_on, ranks))
        return any(won for won, _ in found), sum(made for _, made in found)

    def _share_best(self) -> None:
        first = self._works[0]
        for work in self._works[1:]:
            if objective.compare(self._data, work.others[BEST_PLAN], first.others[BEST_PLAN]) < 0:
                first.best[:], first.vehicles[:, BEST] = work.best, work.vehicles[:, BEST]
                first.others[BEST_PLAN, :PARTS] = work.others[BEST_PLAN, :PARTS]


def _twin(data: Data, work: Work, whole: Data, rank: int) -> Work:
    """Working arrays of another searcher, with the same plan and other chances."""
    twin = make_work(whole, int(work.chance[0]) + rank)
    twin = twin._replace(detours=np.zeros_like(work.detours), ways=np.zeros_like(work.ways))
    loading.load_plan(data, twin, work.best, work.vehicles[:, BEST].copy())
    objective.keep_best(data, twin)
    return twin
