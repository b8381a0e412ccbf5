"""Playing what the results file lacks, several simulations at once, on a database server that is thrown away."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.machine import describe
from benchmarks.policies.cases import Case
from benchmarks.policies.results import Results, key_of
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.simulate.options import Options
from foodlink.simulate.run import simulate

Play = Callable[[Options, EmbeddedPostgres], dict[str, Any]]
"""One simulation to its figures; handed to another process."""
Asked = tuple[Options, Path, Play]
Played = tuple[Options, dict[str, Any] | str, float]
"""The figures, or in words why there are none, and the seconds that it took."""


def both_policies(options: Options, server: EmbeddedPostgres) -> dict[str, Any]:
    """The simulation as `foodlink simulate` plays it, one policy after the other."""
    return simulate(options, server=server, side_by_side=False)


def fill(results: Results, chosen: Sequence[Case], *, processes: int, play: Play = both_policies) -> int:
    """Play each of the cases that is not in the file, and write it there as soon as it has been played; how many failed."""
    known = results.documents()
    missing = [case.options for case in chosen if key_of(case.options) not in known]
    if not missing:
        return 0
    failed = 0
    home = Path(tempfile.mkdtemp(prefix="fl-"))
    server = EmbeddedPostgres(home, durable=False)
    try:
        server.ensure_running()
        with multiprocessing.get_context("spawn").Pool(processes, _leave_signals, maxtasksperchild=1) as pool:
            played = pool.imap_unordered(_play, [(options, home, play) for options in missing])
            for options, figures, wall_s in tqdm(played, total=len(missing), unit="simulation"):
                if isinstance(figures, str):
                    failed += 1
                    tqdm.write(f"{key_of(options)}: {figures}")
                else:
                    results.add(options, figures, machine=describe(), wall_s=wall_s)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    return failed


def _play(asked: Asked) -> Played:
    options, home, play = asked
    began = time.monotonic()
    figures: dict[str, Any] | str
    try:
        figures = play(options, EmbeddedPostgres(home, durable=False))
    except Exception as error:  # one that fails does not stop the others
        figures = f"{type(error).__name__}: {error}"
    return options, figures, time.monotonic() - began


def _leave_signals() -> None:
    """A Ctrl-C in the terminal goes to all; the process that asked ends those that play."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
