"""The solver as services call it: in a child process that can be killed, or warm in this one."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

Document = dict[str, Any]
Report = Callable[[dict[str, float]], None]

_LOOK_EVERY_S = 0.2
_GRACE_S = 20.0
"""A child that is silent for so long after its time limit is killed: starting, reading and checking take their time too."""


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
            return solve_problem(problem, time_limit_s=None, iterations=self.iterations, seed=self.seed, report=report)
        except Exception as error:
            raise SolverFailed(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True)
class ChildSolver:
    """Solves in a spawned child process, which is killed where it does not end in time, or once `stop` says so.

    The solver holds the interpreter's lock; in a process of its own it stops neither a server nor a worker's heartbeat.
    """

    seed: int = 1
    grace_s: float = _GRACE_S
    stop: Callable[[], bool] = _never

    def solve(self, problem: Document, *, time_limit_s: float, report: Report | None = None) -> Document:
        """The plan; the child is gone when this returns, however it returns."""
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        child = spawn.Process(target=_solve_in_child, args=(theirs, problem, time_limit_s, self.seed), daemon=True)
        child.start()
        theirs.close()
        try:
            deadline = time.monotonic() + time_limit_s + self.grace_s
            return _await_plan(ours, deadline=deadline, stop=self.stop, report=report)
        finally:
            ours.close()
            if child.is_alive():
                child.kill()
            child.join()
            child.close()


def _await_plan(ours: Connection, *, deadline: float, stop: Callable[[], bool], report: Report | None) -> Document:
    while time.monotonic() < deadline:
        if stop():
            raise SolverStopped()
        if not ours.poll(_LOOK_EVERY_S):
            continue
        try:
            kind, content = ours.recv()
        except EOFError:
            raise SolverFailed("The solver's process ended without a plan.") from None
        if kind == "plan":
            plan: Document = content
            return plan
        if kind == "error":
            raise SolverFailed(content)
        if report is not None:
            report(content)
    raise SolverFailed("The solver did not end in time and was stopped.")


def _solve_in_child(theirs: Connection, problem: Document, time_limit_s: float, seed: int) -> None:
    """The child: no database, no web; it ends with its parent, whose end of the pipe it writes to."""
    import signal

    # A Ctrl-C in the terminal goes to the whole group; the parent decides what becomes of the child.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        from foodlink.routing_bridge import solve_problem

        plan = solve_problem(
            problem, time_limit_s=time_limit_s, seed=seed, report=lambda standing: theirs.send(("progress", standing))
        )
        theirs.send(("plan", plan))
    except BrokenPipeError:
        return
    except Exception as error:
        theirs.send(("error", f"{type(error).__name__}: {error}"))
