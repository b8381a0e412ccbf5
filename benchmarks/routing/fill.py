"""Makes the runs that the results file lacks, one after the other."""

from __future__ import annotations

import sys
from pathlib import Path

from tqdm import tqdm

from benchmarks.machine import hardware
from benchmarks.routing.alone import run_alone
from benchmarks.routing.instances import Case, Instances
from benchmarks.routing.plans_kept import keep
from benchmarks.routing.results import Key, Results, Row
from benchmarks.routing.rich_day import rich_day
from benchmarks.routing.run_one import make
from benchmarks.routing.singles import SINGLES
from benchmarks.routing.solvers import version
from benchmarks.routing.wanted import BOUND, OURS, Only, Run

WARM_UP_S = 60


def fill(
    results: Results,
    instances: Instances,
    *,
    only: Only,
    folder: Path,
    threads: int,
    again: bool = False,
    slower_s: float | None = None,
) -> None:
    """Add every row that is picked and missing; a plan better than the best known is kept beside the file.

    Made again are, with `again`, runs whose plan was not passed, and those before which the fixed piece of work of
    `benchmarks.pace` took longer than `slower_s`.
    """
    if not instances.public:
        print(f"{instances.shared}: no benchmarks there, so none of them is run", file=sys.stderr)
    done = {row.key for row in results.rows() if counts(row, again=again, slower_s=slower_s)}
    missing = [run for run in only.choose(instances) if _key(run) not in done]
    figures = [
        name
        for name in SINGLES
        if only.takes_figure(name) and name not in results.figures(figure_version(name), figure_machine(name))
    ]
    seconds = sum(run.limit_s for run in missing)
    print(f"{len(missing)} runs are missing: {seconds / 60:.0f} min of limits", flush=True)
    if figures or any(run.solver == OURS for run in missing):
        _warm_up(instances, folder)
    for name in figures:
        _single(results, name)
    with tqdm(total=max(seconds, 1), unit="s", file=sys.stderr, disable=None if missing else True) as bar:
        for run in missing:
            bar.set_description(f"{run.case.name} {run.solver} {run.limit_s} s seed {run.seed}")
            row, plan = make(run, folder=folder, threads=threads)
            results.add(row)
            bar.update(run.limit_s)
            bar.write(_line(row), file=sys.stdout)
            if keep(row, plan, folder=results.path.with_name("plans")):
                bar.write(f"  better than the best known: kept in {results.path.with_name('plans')}", file=sys.stdout)


def counts(row: Row, *, again: bool, slower_s: float | None) -> bool:
    """Whether a run need not be made again; `again` and `slower_s` as `fill` has them."""
    was_slow = slower_s is not None and row.pace_s is not None and row.pace_s > slower_s
    return (row.ok or not again) and not was_slow


def figure_machine(name: str) -> str | None:
    """A bound holds on any machine."""
    return None if name.startswith(BOUND) else hardware()


def figure_version(name: str) -> str:
    """A bound holds whatever the search is."""
    return version(BOUND if name.startswith(BOUND) else OURS)


def _key(run: Run) -> Key:
    return run.case.name, run.limit_s, run.solver, run.seed, version(run.solver), hardware()


def _warm_up(instances: Instances, folder: Path) -> None:
    """Compile what a first start compiles, so that no row pays for it."""
    day = Case("warm-up", "contract", 200, made_by=lambda: rich_day(seed=0))
    for case in [day, *list(instances.public.values())[:1]]:
        line = [sys.executable, "-m", "routing", "solve", "--format", case.format, str(case.file(folder))]
        line += ["--time-limit", str(WARM_UP_S), "--iterations", "50", "-o", str(folder / "warm-up.plan")]
        ended = run_alone(line, patience_s=2 * WARM_UP_S)
        if ended.code != 0:
            raise SystemExit(f"the router does not start: {ended.said.strip()[-500:]}")


def _single(results: Results, name: str) -> None:
    try:
        figure = SINGLES[name]()
    except ImportError as fault:
        print(f"{name} is not measured: {fault}", file=sys.stderr)
        return
    results.add_figure(name, figure, version=figure_version(name), machine=hardware())
    print(f"{name}: {figure}", flush=True)


def _line(row: Row) -> str:
    """One line on a run, as it is made."""
    where = f"{row.instance} {row.solver} {row.version} {row.limit_s} s seed {row.seed}:"
    if not row.ok:
        return f"{where} NOT PASSED: {row.fault}"
    if row.cost is not None:
        return f"{where} cost {row.cost:,.0f}, {row.unserved} unserved, {row.wall_s} s, {row.peak_mib} MiB"
    gap = "" if row.gap is None else f" ({row.extra:+d} / {100 * row.gap:+.2f} %)"
    return f"{where} {row.vehicles} vehicles, {row.distance:,.2f}{gap}, {row.wall_s} s"
