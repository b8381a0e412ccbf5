"""FoodLink against first come, first served, over simulated days: `make compare`.

Each simulation is a process of its own, as many at once as there are cores. `--sweep` varies what nobody has published.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.machine import describe
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.demo.network import thin_size
from foodlink.domain.territory import DEPARTMENTS
from foodlink.simulate.options import Options
from foodlink.simulate.play import POLICIES
from foodlink.simulate.run import simulate

Case = tuple[str, Options]
Document = dict[str, Any]
_SUMMED = ("offered_kg", "rescued_kg", "reachable_kg", "km", "volunteer_hours", "trips", "empty_trips", "gini")


def main() -> None:
    """Print the comparison that the arguments ask for."""
    asked = _arguments()
    cases = list(_sweep(asked) if asked.sweep else _departments(asked))
    print(describe(), flush=True)
    started, home = time.monotonic(), Path(tempfile.mkdtemp(prefix="fl-"))
    server = EmbeddedPostgres(home, durable=False)
    server.ensure_running()
    try:
        played = _play(cases, home, processes=asked.processes)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    for name in dict.fromkeys(name for name, _ in cases):
        _print(name, [document for case, document in played if case == name])
    print(f"{len(cases)} simulations of {asked.days} days in {(time.monotonic() - started) / 60:.1f} min")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territories", nargs="+", choices=list(DEPARTMENTS), default=list(DEPARTMENTS))
    parser.add_argument("--days", type=int, default=7)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--sweep", action="store_true", help="vary claim delay, watchfulness, no-shows, trouble, size")
    return parser.parse_args()


def _departments(asked: argparse.Namespace) -> Iterable[Case]:
    for territory in asked.territories:
        for seed in asked.seeds:
            yield f"{territory} {DEPARTMENTS[territory]}", Options(territory=territory, days=asked.days, seed=seed)


def _sweep(asked: argparse.Namespace) -> Iterable[Case]:
    """One figure at a time, the others as they are, in the first of the territories."""
    usual = Options(territory=asked.territories[0], days=asked.days, seed=1)
    varied: list[Case] = [("as calibrated", usual)]
    varied += [(f"claim delay {minutes} min", replace(usual, claim_delay_min=minutes)) for minutes in (10.0, 120.0)]
    varied += [(f"watchful {share:.0%}", replace(usual, watchful=share)) for share in (0.1, 0.8)]
    varied += [(f"no-shows {share:.0%}", replace(usual, no_show=share)) for share in (0.0, 0.15, 0.3)]
    varied += [(f"remarks {share:.0%}", replace(usual, remarks=share)) for share in (0.0, 0.5)]
    varied += [("thin (10 donors, 15 associations)", replace(usual, size=thin_size()))]
    for name, options in varied:
        for seed in asked.seeds:
            yield name, replace(options, seed=seed)


def _play(cases: Sequence[Case], home: Path, *, processes: int) -> list[tuple[str, Document]]:
    with multiprocessing.get_context("spawn").Pool(processes, maxtasksperchild=1) as pool:
        asked = [(options, home) for _, options in cases]
        documents = list(tqdm(pool.imap(_one, asked), total=len(asked), unit="simulation"))
    return [(name, document) for (name, _), document in zip(cases, documents, strict=True)]


def _one(asked: tuple[Options, Path]) -> Document:
    options, home = asked
    return simulate(options, server=EmbeddedPostgres(home, durable=False))


def _print(name: str, documents: Sequence[Document]) -> None:
    print(f"\n{name} (mean of {len(documents)} seeds)")
    for policy in POLICIES:
        runs = [document["policies"][policy] for document in documents]
        mean = {figure: statistics.fmean(run[figure] for run in runs) for figure in _SUMMED}
        tonnes = sum(run["rescued_kg"] for run in runs) / 1000
        per_tonne = f"{sum(run['km'] for run in runs) / tonnes:8.0f}" if tonnes else "       -"
        violations = sum(count for run in runs for count in run["violations"].values())
        print(
            f"  {policy:<11} rescued {mean['rescued_kg']:7.0f} kg of {mean['offered_kg']:7.0f} "
            f"(reachable {mean['reachable_kg']:7.0f}), {per_tonne} km/t, {mean['km']:7.0f} km, "
            f"{mean['volunteer_hours']:6.1f} h, {mean['trips']:5.1f} trips ({mean['empty_trips']:.1f} empty), "
            f"gini {mean['gini']:.2f}, violations {violations}",
            flush=True,
        )


if __name__ == "__main__":
    main()
