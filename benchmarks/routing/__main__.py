"""The router's figures: runs what is missing from the results file, then prints the tables from it.

Stop it at any time: each run is added to the file as soon as its plan was passed by `python -m routing check`, and
the next start goes on with the rest. `make bench-routing ONLY="lr1_* limit=10 solver=foodlink"` picks rows.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.routing.fill import fill
from benchmarks.routing.instances import ROOT, Instances
from benchmarks.routing.report import report, write_readme
from benchmarks.routing.results import Results
from benchmarks.routing.wanted import Only

HERE = Path(__file__).parents[1]
README = HERE / "README.md"


def main() -> int:
    """Fill and print; 130 where it was stopped."""
    asked = _arguments()
    results = Results(asked.results)
    instances = Instances(asked.shared)
    signal.signal(signal.SIGTERM, _stop)
    stopped = False
    if not asked.print:
        print(describe(), flush=True)
        try:
            with results.alone(), tempfile.TemporaryDirectory(prefix="bench-routing-") as folder:
                only = Only(asked.only)
                fill(
                    results,
                    instances,
                    only=only,
                    folder=Path(folder),
                    threads=asked.threads,
                    again=asked.again,
                    slower_s=asked.slower,
                )
        except KeyboardInterrupt:
            stopped = True
    text = report(results, instances)
    print(text)
    if asked.readme:
        write_readme(README, text)
    if stopped:
        print("stopped: the same command goes on from here", file=sys.stderr)
    return 130 if stopped else 0


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="instance patterns, limit=, solver=, seed=, figure="
    )
    parser.add_argument("--results", type=Path, default=HERE / "results" / "routing.jsonl")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared" / "benchmarks", metavar="FOLDER")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="repeat runs whose plan was not passed")
    parser.add_argument(
        "--slower",
        type=float,
        metavar="SECONDS",
        help="repeat runs before which `benchmarks.pace` took longer than this",
    )
    parser.add_argument("--print", action="store_true", help="only print the tables")
    parser.add_argument("--readme", action="store_true", help="write the tables into benchmarks/README.md too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
