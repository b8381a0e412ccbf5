"""Compiles the search ahead of its first use, so that no plan waits for it: `python -m routing warm`.

What is compiled is kept on disk (`routing.kernels.compiling`) and serves every process of this checkout or installation.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

from routing.kernels.compiling import IS_KEPT, KEPT_IN, load_numba
from routing.problem import Delivery, Location, Matrix, Objective, Pickup, Problem, Shipment, Vehicle
from routing.stop import Stop

_DONE = "compiled"
_NICE = 19


class NotCompiled(UserWarning):
    """The search is not compiled yet, and a slower one stands in for it."""


def is_warm() -> bool:
    """Whether everything that a search needs is compiled and kept, as far as this machine's disk tells."""
    return _mark().exists()


def comes_first(stop: Stop) -> bool:
    """Whether a search that ends by this rule waits for what is not compiled yet.

    A clock does not. Iterations do: the same number gives the same plan, be the search compiled or not.
    """
    return stop.seconds is None or stop.iterations is not None


def warm_up() -> None:
    """Compile what is not compiled yet, one to two minutes of one core; nothing to do where all is kept."""
    with _lock().open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second waits, and finds it done
        if not is_warm():
            _compile()
            if IS_KEPT:
                _mark().touch()


def warm_beside() -> bool:
    """The same in a process of its own that comes after all else on this machine and goes on when this one ends.

    False where that is of no use, for the code cannot be kept (`NUMBA_CACHE_DIR` names a place for it).
    """
    if not IS_KEPT:
        return False
    if not _is_under_way():
        subprocess.Popen(
            [sys.executable, "-m", "routing", "warm"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(os.nice, _NICE),
        )
    return True


def _is_under_way() -> bool:
    """Whether some process is compiling now."""
    with _lock().open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _compile() -> None:
    load_numba()
    problem = _smallest()
    _compile_search(problem)
    _compile_changes(problem)


def _compile_search(problem: Problem) -> None:
    from routing.search.compiled import compile_problem
    from routing.search.pack import pack
    from routing.search.searcher import Searcher

    searcher = Searcher(pack(compile_problem(problem)), seed=1)
    searcher.start([()])
    searcher.construct()
    searcher.anneal(2, since=0.0, until=1.0)
    searcher.save_routes(2)
    searcher.serve_more(2)
    searcher.adopt_best()
    searcher.fitting()
    searcher.is_better_than(searcher)


def _compile_changes(problem: Problem) -> None:
    from routing.live.day import LiveDay
    from routing.solve import solve
    from routing.stop import after_iterations

    day = LiveDay(problem, solve(problem, after_iterations(2), threads=1))
    for name in ("cheese", "milk"):
        day.insert(replace(problem.shipments[0], id=name), after_iterations(2))
    day.cancel("milk", after_iterations(2))


def _mark() -> Path:
    return KEPT_IN / _DONE


def _lock() -> Path:
    return _mark().with_suffix(".lock")


def _smallest() -> Problem:
    """One shipment for one vehicle: the kernels are compiled for the kinds of their arrays, whatever is in them."""
    places = ("home", "shop", "charity")
    return Problem(
        locations=tuple(Location(id=name) for name in places),
        matrix=Matrix(durations_s=[[0, 60, 60]] * 3, distances_m=[[0, 900, 900]] * 3),
        vehicles=(Vehicle(id="car", start="home", end="home", shift=(0, 3600), capacity={"kg": 1000}),),
        shipments=(
            Shipment(
                id="bread",
                pickup=Pickup("shop", ((0, 3600),), 60),
                deliveries=(Delivery("charity", None, ((0, 3600),), 60),),
                load={"kg": 1000},
            ),
        ),
        objective=Objective(vehicles="first"),
    )
