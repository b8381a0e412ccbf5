"""The solver as services call it: in a child process that can be killed, or warm in this one."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Document = dict[str, Any]
Report = Callable[[dict[str, float]], None]

_CHILD = [sys.executable, "-m", "foodlink.clients.solver_child"]
_LOOK_EVERY_S = 0.2
_GRACE_S = 20.0
"""A child that is silent for so long after its time limit is killed: starting, reading and checking take their time too."""
_COMPILING_S = 600.0
"""Added where it has to compile first: one to two minutes of a core that is all its own."""


class SolverFailed(Exception):
    """The solver came to no plan."""


class SolverStopped(Exception):
    """The solver was stopped because its worker is to end; the plan is to be solved again."""


def _never() -> bool:
    return False


class Solver(Protocol):
    """Solves the router's problem, both as the contract's JSON.

    Raises SolverFailed, whatever went wrong, and SolverStopped where it was to end before it was done.
    """

    def solve(self, problem: Document, *, time_limit_s: float, report: Report | None = None) -> Document:
        """The plan, lawful by the router's independent check. `report` is told `{elapsed_s, served_share}`."""
        ...


@dataclass(frozen=True)
class WarmSolver:
    """Solves in this process, a given number of iterations, so that the same problem always gives the same plan."""

    iterations: int
    seed: int = 1

    def solve(self, problem: Document, *, time_limit_s: float, report: Report | None = None) -> Document:
        """The plan after so many iterations; `time_limit_s` does not count, or a slow machine would plan otherwise."""
        from foodlink.routing_bridge import solve_problem

        del time_limit_s
        try:
            return solve_problem(
                problem, time_limit_s=None, iterations=self.iterations, seed=self.seed, threads=1, report=report
            )
        except Exception as error:
            raise SolverFailed(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True)
class ChildSolver:
    """Solves in a child process (`solver_child`), killed where it does not end in time, or once `stop` says so.

    Its kernels let go of the interpreter's lock, but reading, timing and explaining a plan hold it, and a search that hangs
    could not be ended from within; in a process of its own it stops neither a server nor a worker's heartbeat.
    `travel` is the engine that tells the drives, and the file where its answers are kept; the great circle unless told.
    """

    seed: int = 1
    grace_s: float = _GRACE_S
    stop: Callable[[], bool] = _never
    travel: tuple[str, Path] | None = None

    def solve(self, problem: Document, *, time_limit_s: float, report: Report | None = None) -> Document:
        """The plan; the child is gone when this returns, however it returns. The limit counts the child's start too."""
        asked = {"problem": problem, "ends_at": time.time() + time_limit_s, "seed": self.seed}
        if self.travel is not None:
            asked["travel"], asked["travel_cache"] = self.travel[0], str(self.travel[1])
        deadline = time.monotonic() + time_limit_s + self.grace_s
        with subprocess.Popen(_CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as child:
            try:
                _hand_in(child, json.dumps(asked).encode())
                return _heard(_words(child, deadline=deadline, stop=self.stop), report)
            finally:
                child.kill()


@contextmanager
def compiling_ahead() -> Iterator[None]:
    """Have the search compiled meanwhile where it is not, as after an installation; until then plans are made in Python.

    By a child that comes after all else on this machine; it is ended with this block, and the next one begins where it was.
    """
    with subprocess.Popen([*_CHILD, "--compile"], stdin=subprocess.DEVNULL) as child:
        threading.Thread(target=child.wait, daemon=True).start()  # so that no trace of it stays once it is done
        try:
            yield
        finally:
            child.kill()


def _hand_in(child: subprocess.Popen[bytes], asked: bytes) -> None:
    assert child.stdin is not None
    rest = memoryview(asked)
    try:
        while rest:
            rest = rest[os.write(child.stdin.fileno(), rest) :]
    except BrokenPipeError:
        raise SolverFailed("The solver's process ended before it was asked.") from None
    child.stdin.close()


def _heard(words: Iterator[Document], report: Report | None) -> Document:
    """The plan that the child comes to in the end; what it tells on the way is passed on."""
    for word in words:
        if "plan" in word:
            plan: Document = word["plan"]
            return plan
        if "error" in word:
            raise SolverFailed(word["error"])
        if report is not None:
            report(word["progress"])
    raise SolverFailed("The solver's process ended without a plan.")


def _words(child: subprocess.Popen[bytes], *, deadline: float, stop: Callable[[], bool]) -> Iterator[Document]:
    """What the child says, line by line, until it ends. Raises SolverStopped and, past the deadline, SolverFailed."""
    assert child.stdout is not None
    pipe, said = child.stdout.fileno(), b""
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            if stop():
                raise SolverStopped()
            if not ready.select(_LOOK_EVERY_S):
                continue
            more = os.read(pipe, 1 << 16)
            if not more:
                return
            *lines, said = (said + more).split(b"\n")
            for word in map(json.loads, lines):
                if "compiling" in word:
                    deadline += _COMPILING_S
                else:
                    yield word
    raise SolverFailed("The solver did not end in time and was stopped.")
