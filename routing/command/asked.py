"""What several commands do by the same options: a search with its bar and signals, an engine, a problem written, lines said."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import warnings

from routing import stop
from routing.command.files import write
from routing.command.options import when_to_stop
from routing.command.progress_bar import ProgressBar
from routing.plan import Plan
from routing.problem import Problem
from routing.travel import TravelEngine, engine_named

SOLVED, BROKEN, BAD_INPUT = 0, 1, 2
INTERRUPTED = 128 + signal.SIGINT
"""As a shell names a command that SIGINT ended."""


def solve_as_asked(
    problem: Problem, options: argparse.Namespace, began: float, *, engine: TravelEngine | None = None
) -> Plan:
    """The plan of a problem by the options of the command, with a progress bar; the best so far once a signal asks for it."""
    from routing.command.interrupted import by_signal
    from routing.large.solve import is_large
    from routing.solve import solve
    from routing.warm import comes_first

    limits = when_to_stop(options, began)
    tell_of_compiling(is_first=comes_first(limits) or is_large(problem))
    with by_signal() as asked, ProgressBar(options.time_limit) as bar:
        return solve(
            problem,
            stop.either(limits, asked),
            seed=options.seed,
            threads=options.threads,
            engine=engine,
            progress=bar,
            started=options.loaded,
        )


def tell_of_compiling(*, is_first: bool) -> None:
    """Where the search is not compiled yet, say so, and have that done: first, or beside one in Python that stands in for it."""
    from routing.warm import NotCompiled, is_warm, warm_beside

    if is_warm():
        return
    warnings.simplefilter("ignore", NotCompiled)  # which says the same
    if is_first:
        say("warning: the search is not compiled yet, so that comes first, a minute or two, whatever the limit")
    elif warm_beside():
        say("warning: the search is not compiled yet, so a slower one is used; it is being compiled beside this")
    else:
        say("warning: the search is not compiled, so a slower one is used; NUMBA_CACHE_DIR names a place to keep it")


def write_problem_as_asked(options: argparse.Namespace, problem: Problem) -> None:
    """Write the problem as it is solved, where that is asked for."""
    from routing.formats.contract import problem_to_dict

    if options.write_problem:
        write(options.write_problem, json.dumps(problem_to_dict(problem)))


def travel_engine(options: argparse.Namespace) -> TravelEngine:
    """The engine that was named; it takes half of the time limit at most, and says on standard error what it lacks."""
    from routing.travel.shortfall import EachOnce

    cache = None
    if options.travel_cache is not None:
        from routing.travel.disk_cache import DiskCache

        cache = DiskCache(options.travel_cache)
    return engine_named(
        options.travel,
        cache=cache,
        warn=EachOnce(lambda shortfall: say(f"warning: {one_line(str(shortfall))}")),
        patience_s=options.time_limit / 2,
    )


def say(line: str) -> None:
    """One line on standard error."""
    print(line, file=sys.stderr)


def one_line(text: str) -> str:
    """The same without line breaks."""
    return " ".join(text.split())
