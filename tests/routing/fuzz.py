"""Random mutations of valid files through the command: `python -m tests.routing.fuzz --count 100000 --seed 0`.

Each case is the same for its number. A case that does not end is named, with where it hangs, and ends the run.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tqdm import tqdm

from tests.routing.fuzz_cases import run_case
from tests.routing.fuzz_ground import CASES_A_BASE

HANG_S = 60
"""Far past any limit of a case."""
CHUNK = 5 * CASES_A_BASE
MOST_SHOWN = 20

Failure = tuple[int, str]


def main() -> int:
    """0 where every case went well, 1 where one did not."""
    asked = _arguments()
    numbers = range(asked.seed, asked.seed + asked.count)
    failures: list[Failure] = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = Path(name)
        try:
            with tqdm(total=len(numbers), unit="case", disable=None) as bar:
                for done, failed in _chunks(numbers, folder, processes=asked.processes):
                    bar.update(done)
                    failures += failed
        except BrokenProcessPool:
            hung = ", ".join(sorted(path.read_text() for path in folder.glob("*/now")))
            print(f"a case did not end or ended its process: one of {hung}", file=sys.stderr)
            return 1
    for number, trace in failures[:MOST_SHOWN]:
        print(f"case {number}: {trace}")
    print(f"{len(numbers)} cases from {asked.seed} on: {len(failures)} went wrong")
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.routing.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def _chunks(numbers: range, folder: Path, *, processes: int) -> Iterator[tuple[int, list[Failure]]]:
    """Cases done, and those that went wrong, chunk by chunk."""
    chunks = [numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK)]
    if processes == 1:
        yield from ((len(chunk), cases(chunk, folder)) for chunk in chunks)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        for chunk, failed in zip(chunks, pool.map(cases, chunks, [folder] * len(chunks)), strict=True):
            yield len(chunk), failed


def cases(numbers: range, folder: Path) -> list[Failure]:
    """Run cases one after the other; the number and the trace of each that went wrong."""
    own = folder / str(os.getpid())
    own.mkdir(exist_ok=True)
    failed = []
    for number in numbers:
        (own / "now").write_text(str(number))
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        try:
            run_case(number, own)
        except BaseException:
            failed.append((number, traceback.format_exc(limit=-4)))
        finally:
            faulthandler.cancel_dump_traceback_later()
    return failed


if __name__ == "__main__":
    sys.exit(main())
