"""One neighbourhood's turn in the search of a large day: cut out, improved for its share of time or iterations, told back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from routing.kernels import layout
from routing.large.drives import Leg
from routing.large.piece import Frame, Piece
from routing.large.sources import Ints
from routing.search.fitting import LARGEST_DRIVE
from routing.search.searcher import Searcher, Standing

SLICES = 8
"""In so many slices of falling temperature a visit is made, ..."""
SLICE_S, SLICE_ITERATIONS = 0.1, 500
"""...more where one would be longer: between two a request to stop is heard, and within one where it takes long."""
FIRST_SLICE = 20
SERVE_SHARE = 0.5
"""Of a visit, at most, for bringing in who is required and absent, or for saving routes where the round is for that."""


@dataclass(frozen=True)
class Visit:
    """Which vehicles with which orders of nodes, which shipments (all ascending), and how the turn is to be spent.

    `since` and `until` are shares of the whole search, for the temperature; one of `iterations` and `seconds` bounds it.
    `builds`: insert what is absent, and no more.
    """

    vehicles: Ints
    ships: Ints
    orders: list[Ints]
    room: Ints
    seed: int
    since: float
    until: float
    hot: float
    iterations: int | None = None
    seconds: float | None = None
    builds: bool = False
    saves_routes: bool = False


NOTHING = Standing(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Found:
    """What a visit found: orders of nodes by vehicle, with the drives of those that changed; `fitting` are absent shipments
    that would fit, but do not pay."""

    visit: Visit
    orders: list[Ints]
    legs: list[Leg]
    before: Standing
    after: Standing
    iterations: int
    fitting: Ints


def pay_visit(frame: Frame, visit: Visit, is_over: Callable[[], bool]) -> Found:
    """Make a visit; all stays as it is where drives are too long for the kernels."""
    piece = frame.cut(visit.vehicles, visit.ships, visit.room)
    if int(piece.data.tables.max(initial=0)) >= LARGEST_DRIVE:
        return Found(visit, visit.orders, [], NOTHING, NOTHING, 0, np.zeros(0, dtype=np.int64))
    searcher = Searcher(piece.data, seed=visit.seed)
    searcher.is_over = is_over
    searcher.start([piece.inside(order) for order in visit.orders])
    before = searcher.best
    if visit.builds:
        searcher.construct()
    iterations = 0 if visit.builds else _improve(searcher, visit, is_over)
    orders = [piece.nodes[np.array(order, dtype=np.int64)] for order in searcher.best_orders()]
    return Found(
        visit=visit,
        orders=orders,
        legs=list(_new_legs(piece, visit.orders, orders)),
        before=before,
        after=searcher.best,
        iterations=iterations,
        fitting=_fitting(piece, searcher),
    )


def _improve(searcher: Searcher, visit: Visit, is_over: Callable[[], bool]) -> int:
    """Slice by slice until the turn is over; the iterations made."""
    began, done, rate = time.perf_counter(), 0, 0.0
    turn = _Turn(searcher, visit)
    while not is_over():
        share = _share(visit, done, began)
        if share >= 1.0:
            break
        count, until = _slice(visit, done, share, rate)
        slice_began = time.perf_counter()
        turn.go_on(count, share=share, until=until)
        done += count
        rate = count / max(time.perf_counter() - slice_began, 1e-6)
    return searcher.done if is_over() else done


class _Turn:
    """First who is required and absent is served, or routes are saved where the round is for that; then cost."""

    def __init__(self, searcher: Searcher, visit: Visit) -> None:
        self._searcher, self._visit = searcher, visit
        ships = searcher.data.ships
        self._phase = "fleet" if visit.saves_routes and not searcher.absent else "cost"
        if searcher.absent and bool(ships[ships[:, layout.SETTLED] == 0, layout.MUST].all()):
            self._phase = "serve"

    def go_on(self, iterations: int, *, share: float, until: float) -> None:
        """A slice, from one share of the turn to another."""
        searcher, visit = self._searcher, self._visit
        if self._phase == "cost":
            since, end = (visit.since + (visit.until - visit.since) * each for each in (share, until))
            searcher.anneal(iterations, since=since, until=end, hot=visit.hot)
            return
        more = searcher.serve_more(iterations) if self._phase == "serve" else searcher.save_routes(iterations)
        if not more or until >= SERVE_SHARE:
            searcher.adopt_best()
            self._phase = "cost"


def _share(visit: Visit, done: int, began: float) -> float:
    """How much of the turn is over."""
    if visit.iterations is not None:
        return done / visit.iterations if visit.iterations else 1.0
    return (time.perf_counter() - began) / visit.seconds if visit.seconds else 1.0


def _slice(visit: Visit, done: int, share: float, rate: float) -> tuple[int, float]:
    """Iterations of the next slice, and the share of the turn that will then be over."""
    if visit.iterations is not None:
        count = min(visit.iterations - done, SLICE_ITERATIONS, max(1, visit.iterations // SLICES))
        return count, (done + count) / visit.iterations
    assert visit.seconds is not None
    if not rate:
        return FIRST_SLICE, min(1.0, share + 1.0 / SLICES)
    seconds = min(SLICE_S, visit.seconds / SLICES, max(0.0, 1.0 - share) * visit.seconds)
    return max(1, round(rate * seconds)), min(1.0, share + seconds / visit.seconds)


def _new_legs(piece: Piece, old: list[Ints], new: list[Ints]) -> Iterator[Leg]:
    """The drives of the orders that changed."""
    for vehicle, before, after in zip(piece.data.vehicles, old, new, strict=True):
        if len(after) == 0 or np.array_equal(before, after):
            continue
        places = piece.data.nodes[np.searchsorted(piece.nodes, after), layout.LOC].tolist()
        line = [int(vehicle[layout.START]), *places, *([int(vehicle[layout.END])] if vehicle[layout.END] >= 0 else [])]
        here, there = np.array(line[:-1]), np.array(line[1:])
        drives = zip(piece.seconds[here, there].tolist(), piece.metres[here, there].tolist(), strict=True)
        yield from map(Leg, piece.places[here].tolist(), piece.places[there].tolist(), drives)


def _fitting(piece: Piece, searcher: Searcher) -> Ints:
    """Which of the absent would fit into the best plan; looked at only where value has a price."""
    fits = searcher.fitting() if piece.data.flags[layout.PRICED] else []
    return np.asarray(piece.ships[np.array(fits, dtype=np.int64)])
