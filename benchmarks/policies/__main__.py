"""FoodLink against first come, first served, over simulated days: `make compare`.

Plays what is missing from the results file, then prints the table from it. Stop it at any time: each simulation is added to
the file as soon as it has been played, and the next start goes on with the rest. `make compare ONLY="44 53 seed=1 days=2"`
picks. Each simulation is a process of its own, as many at once as there are cores. `--sweep` varies what nobody has published.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.policies.asked import playing
from benchmarks.policies.cases import Picked, cases
from benchmarks.policies.fill import fill
from benchmarks.policies.results import Results, version
from benchmarks.policies.table import table_of

_RESULTS = Path(__file__).parents[1] / "results" / "policies.jsonl"


def main() -> int:
    """Fill and print; 1 where a simulation failed, 130 where it was stopped."""
    asked = _arguments()
    chosen = cases(Picked.of(asked.only), sweep=asked.sweep)
    results = Results(asked.results, version=version())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stopped, failed = False, 0
    if not asked.print:
        print(describe(), flush=True)
        try:
            with results.alone():
                failed = fill(results, chosen, processes=asked.processes)
        except KeyboardInterrupt:
            stopped = True
    print(f"\n{table_of(chosen, results.documents())}", flush=True)
    if stopped:
        print("stopped: the same command goes on from here", file=sys.stderr)
    return 130 if stopped else min(failed, 1)


def _arguments() -> argparse.Namespace:
    parser = playing("policies", __doc__, only="", results=_RESULTS)
    parser.add_argument("--sweep", action="store_true", help="vary claim delay, watchfulness, no-shows, trouble, size")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
