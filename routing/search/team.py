"""Several searches of one problem side by side, one a thread, without the interpreter's lock; they meet between slices."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from routing.kernels.layout import VEHICLES_FIRST
from routing.search.column import Column
from routing.search.compiled import Compiled, Orders
from routing.search.course import Course
from routing.search.pack import pack, rows_of
from routing.search.searcher import Searcher
from routing.stop import BEFORE_THE_FIRST, Stop, is_cut_short

Tell = Callable[[Orders, int], None]
"""Told the best plan, as orders of nodes by vehicle, and the iterations done."""

SLICE_S, LEAST_SLICE_S, SLICE_SHARE = 0.25, 0.02, 0.01
"""Seconds between two meetings: a share of what is left, in bounds."""
ROUNDS = 50
"""Meetings where iterations are counted."""
FIRST_SLICE = 20
UNBOUNDED_S, UNBOUNDED_PER_SHIPMENT = 30.0, 10_000
"""What is planned with where neither a clock nor a count bounds the search: seconds, and iterations for each shipment."""
CHOICE_SHARE, CHOICE_LEAST_S, CHOICE_ITERATIONS = 0.05, 20.0, 20_000
"""What is left for the choice among all routes of good plans; not where so few seconds or iterations are to be had: of nine
problems of 100 to 500 shipments that were given 10 s none gained by it."""
CHOICE_OF_TIME, CHOICE_WORK, FEW_COLUMNS = 0.8, 4.0, 50
CHOICE_SHORTEST_S = 0.2
"""With less of the clock left there is no choice: to put the question takes as long."""
DEAR = 60
"""Shipments up to which the first plan is also built with the price of value put aside."""


class Team:
    """Searchers of one problem. The same seed, number of threads and iterations lead to the same plan."""

    def __init__(self, compiled: Compiled, *, seed: int, threads: int) -> None:
        self.compiled = compiled
        self.data = pack(compiled)
        self.courses = [Course(Searcher(self.data, seed=seed + 7919 * rank), rank) for rank in range(threads)]
        self._at_work = self.courses[:1]
        self.iterations = 0
        self._rates = [0.0] * threads
        self._columns: dict[tuple[int, ...], Column] = {}

    def first_plan(self) -> Orders:
        """A plan by best insertion, by the first searcher alone: `search` hands it to the others, which takes them a moment."""
        first = self.courses[0].searcher
        must = [vehicle.prefix for vehicle in self.compiled.vehicles]
        first.start(must)
        first.construct()
        if self.compiled.worth is not None and len(self.compiled.pickup) <= DEAR:
            dear = Searcher(self.data, seed=0)
            dear.start(must)
            dear.construct(at_any_price=True)
            if dear.is_better_than(first):
                first.start(dear.best_orders())
        return first.best_orders()

    def search(self, stop: Stop, tell: Tell) -> Orders:
        """Improve until `stop` says so, or until nothing better has come for long; the best plan."""
        for course in self.courses:
            course.searcher.is_over = lambda: stop(self.iterations)
        first = self.courses[0].searcher.best_orders()
        with ThreadPoolExecutor(len(self.courses)) as threads:
            list(threads.map(lambda course: course.searcher.start(first), self.courses[1:]))
            self._at_work = self.courses
            while not self._is_over(stop):
                self._round(stop, threads)
                tell(self.best.best_orders(), self.iterations)
        return self._choose(stop, self.best.best_orders())

    def _is_over(self, stop: Stop) -> bool:
        """Whether told to stop, idle for long, cooled down, or at what is left for the choice among all routes."""
        if stop(self.iterations) or all(course.is_idle for course in self.courses) or self._share(stop) >= 1.0:
            return True
        return (
            self._chooses(stop)
            and stop.iterations is None
            and (stop.share(self.iterations) or 0.0) > 1.0 - CHOICE_SHARE
        )

    def _chooses(self, stop: Stop) -> bool:
        """Whether there is time for a choice among all routes, and more than a few to choose among."""
        enough = stop.iterations is None or stop.iterations >= CHOICE_ITERATIONS
        return enough and (stop.seconds or CHOICE_LEAST_S) >= CHOICE_LEAST_S and not self.compiled.problem.in_force

    def _choose(self, stop: Stop, best: Orders) -> Orders:
        """The best plan that the routes of all good plans make, where that is better."""
        if not self._chooses(stop) or is_cut_short(stop, self.iterations) or len(self._columns) < FEW_COLUMNS:
            return best
        from routing.ortools.partition import partition

        seconds = CHOICE_SHARE * (stop.seconds or UNBOUNDED_S)
        if stop.iterations is not None:
            seconds = UNBOUNDED_S  # the work bounds it, so that the machine's speed does not matter
        left = stop.seconds_left
        if left is not None and left < CHOICE_SHORTEST_S:
            return best
        found = partition(
            self.compiled,
            [*self._columns.values(), *self._own(best)],
            best,
            seconds=CHOICE_OF_TIME * (seconds if left is None else min(seconds, left)),
            work=CHOICE_WORK,
            is_over=lambda: stop(BEFORE_THE_FIRST),
        )
        if found is not None:
            nodes, counts = rows_of(found, self.courses[0].searcher.work.points.shape[1])
            self.courses[0].searcher.adopt(nodes, counts)
        return self.best.best_orders()

    def _own(self, best: Orders) -> list[Column]:
        """The routes of the best plan."""
        searcher = self.best
        costs = searcher.route_costs()
        return [Column(vehicle, nodes, costs[vehicle]) for vehicle, nodes in enumerate(best) if nodes]

    @property
    def best(self) -> Searcher:
        """Who has the best plan."""
        best = self._at_work[0].searcher
        for course in self._at_work[1:]:
            if course.searcher.is_better_than(best):
                best = course.searcher
        return best

    def _round(self, stop: Stop, threads: ThreadPoolExecutor) -> None:
        share = self._share(stop)
        slices, until = self._slices(stop, share)

        def advance(rank: int) -> int:
            began, before = time.perf_counter(), self.courses[rank].searcher.done
            left = slices[rank] * (1.0 - until) / max(until - share, 1e-9)
            self.courses[rank].advance(slices[rank], share=share, until=until, expected=int(min(left, 1e12)))
            self._rates[rank] = slices[rank] / max(time.perf_counter() - began, 1e-6)
            return self.courses[rank].searcher.done - before

        self.iterations += sum(threads.map(advance, range(len(self.courses))))
        for course in self.courses:
            self._meet(course, share, until)
            for column in course.searcher.drain():
                self._columns.pop(column.nodes, None)
                self._columns[column.nodes] = column

    def _share(self, stop: Stop) -> float:
        """How much of what may be used is; where nobody knows, cool down over what a day of this size deserves."""
        share = stop.share(self.iterations)
        if share is not None:
            return share
        deserved = UNBOUNDED_PER_SHIPMENT * len(self.courses) * len(self.compiled.pickup)
        return min(1.0, self.iterations / max(1, deserved))

    def _slices(self, stop: Stop, share: float) -> tuple[list[int], float]:
        """Iterations for each until the next meeting, and the share of the whole that will then be used."""
        count = len(self.courses)
        if stop.iterations is not None:
            left = stop.iterations - self.iterations
            each = max(1, min(stop.iterations // (count * ROUNDS), math.ceil(left / count)))
            slices = [max(0, min(each, left - rank * each)) for rank in range(count)]
            return slices, stop.share(self.iterations + sum(slices)) or 0.0
        if not all(self._rates):
            return [FIRST_SLICE] * count, min(1.0, share + 1e-3)
        whole = stop.seconds or UNBOUNDED_S
        seconds = max(LEAST_SLICE_S, min(SLICE_S, SLICE_SHARE * whole))
        return [max(1, int(rate * seconds)) for rate in self._rates], min(1.0, share + seconds / whole)

    def _meet(self, course: Course, share: float, until: float) -> None:
        """After a slice: take over the best plan of all at the end of a cooling, and some times in its course.

        Where fewest routes come first, as soon as it has fewer; its cost is then looked at from hot to cold again.
        """
        if self.data.flags[VEHICLES_FIRST] and self.best.best.used < course.searcher.best.used:
            self._take_over(course)
            course.begin_again()
        if course.phase != "cost":
            return
        if course.cooling(until) != course.cooling(share):
            self._take_over(course)
            course.close_cooling()
        elif course.exchanges and course.place(until) >= course.exchanges[0]:
            course.exchanges.pop(0)
            self._take_over(course)

    def _take_over(self, course: Course) -> None:
        best = self.best
        if best is not course.searcher:
            course.searcher.adopt(best.work.best, best.best_counts())
        else:
            course.searcher.adopt_best()
