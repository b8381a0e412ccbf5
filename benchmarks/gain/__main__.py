"""What the compiled router gains over the first version: `python -m benchmarks.gain`.

The same simulated days with either search, each given the same seconds of the processor for every problem, and both on some
of the problems. Plays what is missing from the results file, then prints the tables from it; stop it at any time.
"""

from __future__ import annotations

import argparse
import signal
import sys
from dataclasses import astuple, replace
from pathlib import Path

from benchmarks.gain.play import Player
from benchmarks.gain.searches import SEARCHES
from benchmarks.gain.table import tables
from benchmarks.machine import describe
from benchmarks.policies.asked import playing
from benchmarks.policies.cases import Case, Picked, cases
from benchmarks.policies.fill import fill
from benchmarks.policies.results import Results, version
from foodlink.demo.network import Size, usual_size

_RESULTS = Path(__file__).parents[1] / "results" / "gain.jsonl"
_USUAL = "44 53 85 seed=1 seed=2 days=3"


def main() -> int:
    """Fill and print; 1 where a simulation failed, 130 where it was stopped."""
    asked = _arguments()
    chosen = _chosen(Picked.of(asked.only), times=asked.times)
    played = {
        search: Results(asked.results, version=f"{version()} {search}, {asked.seconds:g} s a problem")
        for search in SEARCHES
    }
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stopped, failed = False, 0
    if not asked.print:
        try:
            failed = _fill(asked, chosen, played)
        except KeyboardInterrupt:
            stopped = True
    print(f"{describe()}\n\n{tables(chosen, {search: each.documents() for search, each in played.items()})}")
    return 130 if stopped else min(failed, 1)


def _chosen(picked: Picked, *, times: int) -> list[Case]:
    """The departments, then the first of them with a network many times as large: there one plan has more to choose from."""
    usual = cases(picked, sweep=False)
    grown = Size(*(times * count for count in astuple(usual_size(picked.territories[0]))))
    return usual + [
        Case(f"{case.name}, {times} times the network", replace(case.options, size=grown))
        for case in usual
        if case.options.territory == picked.territories[0] and times > 1
    ]


def _fill(asked: argparse.Namespace, chosen: list[Case], played: dict[str, Results]) -> int:
    """Seed by seed, large networks last, so that whoever stops early has both searches of what was before."""
    failed = 0
    with next(iter(played.values())).alone():
        for large, seed in dict.fromkeys((case.options.size is not None, case.options.seed) for case in chosen):
            of_seed = [case for case in chosen if (case.options.size is not None, case.options.seed) == (large, seed)]
            for search, results in played.items():
                failed += fill(results, of_seed, processes=asked.processes, play=Player(search, asked.seconds))
    return failed


def _arguments() -> argparse.Namespace:
    parser = playing("gain", __doc__, only=_USUAL, results=_RESULTS)
    parser.add_argument("--seconds", type=float, default=0.5, help="of the processor, for each problem (0.5)")
    parser.add_argument(
        "--times", type=int, default=4, metavar="N", help="also a network N times as large; 1: none (4)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
