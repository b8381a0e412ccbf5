"""What the command takes: its words, and how they bound a search."""

from __future__ import annotations

import argparse

from routing import stop
from routing.travel import NAMES

FORMATS = ("contract", "lilim", "sartori")
MARGIN_S = 0.15
"""Kept for writing the plan, so that the limit counts the whole command."""
MOST_WRITTEN = 4_000
"""Places of a day that is solved by great circle, of which the matrix is written at the most: of more it would fill gigabytes."""
INSERT_ITERATIONS = 2_000
"""Trials of `insert` unless told: a number, so that the same files give the same plan."""
MOST_ITERATIONS = 2**53
"""More are counted as so many, which no machine makes in a hundred years: all that is reckoned with them stays exact."""
MOST_THREADS = 256
"""Each has a plan and a memory of its own. Not by the cores of the machine: the same number means the same plan on any."""
WRITTEN = "writes the problem as it was solved, with its matrix, for check"
EXCEPT = f"; without it where it is by great circle and of more than {MOST_WRITTEN:,} places: check fills in the same"


def parser() -> argparse.ArgumentParser:
    """Of the whole command."""
    words = argparse.ArgumentParser(prog="python -m routing", description="Plans of pickups and deliveries.")
    commands = words.add_subparsers(dest="command", required=True)
    solve = commands.add_parser("solve", help="solve a problem")
    solve.add_argument("problem", help="a problem; - reads standard input")
    solve.add_argument("--format", choices=FORMATS, default="contract")
    _add_search_options(solve, iterations=None, written=WRITTEN + EXCEPT)
    insert = commands.add_parser("insert", help="add one shipment to a plan in force")
    insert.add_argument("problem", help="the problem that the plan answers to; - reads standard input")
    insert.add_argument("plan", help="the plan that people know")
    insert.add_argument("shipment", help="one object, as in the problem's shipments")
    _add_search_options(insert, iterations=INSERT_ITERATIONS, written=WRITTEN)
    commands.add_parser("warm", help="compile the search ahead of its first use")
    check = commands.add_parser("check", help="check a plan, apart from the solver")
    check.add_argument("problem")
    check.add_argument("plan")
    check.add_argument("--format", choices=FORMATS, default="contract")
    return words


def _add_search_options(words: argparse.ArgumentParser, *, iterations: int | None, written: str) -> None:
    sooner = "ends the search sooner" + ("" if iterations is None else f"; {iterations} unless told")
    words.add_argument("--time-limit", type=_seconds, default=10.0, help="of the whole command, in seconds")
    words.add_argument("--iterations", type=_count, default=iterations, help=sooner)
    words.add_argument("--threads", type=_threads, help=f"of the search, 1 to {MOST_THREADS}; the cores unless told")
    words.add_argument("--seed", type=_whole, default=0)
    words.add_argument("--travel", metavar="ENGINE", default="great-circle", help=f"what fills in the matrix: {NAMES}")
    words.add_argument("--travel-cache", metavar="FILE", help="keeps what a road engine answers for later commands")
    words.add_argument("--write-problem", metavar="FILE", help=written)
    words.add_argument("-o", "--output", metavar="FILE", help="the plan; standard output unless told")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError("is not a number of seconds") from None
    if not 0 <= seconds <= 1e6:
        raise argparse.ArgumentTypeError("is not a number of seconds")
    return seconds


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # nor is what has more digits than Python reads
        raise argparse.ArgumentTypeError("is not a whole number") from None


def _count(text: str) -> int:
    number = _whole(text)
    if number < 0:
        raise argparse.ArgumentTypeError("is negative")
    return min(number, MOST_ITERATIONS)


def _threads(text: str) -> int:
    number = _whole(text)
    if not 1 <= number <= MOST_THREADS:
        raise argparse.ArgumentTypeError(f"is not between 1 and {MOST_THREADS}")
    return number


def when_to_stop(options: argparse.Namespace, began: float) -> stop.Stop:
    """The clock of the whole command, and the iterations where they are bounded."""
    clock = stop.after_seconds(max(options.time_limit - MARGIN_S, 0.0), since=began)
    if options.iterations is None:
        return clock
    return stop.either(clock, stop.after_iterations(options.iterations))
