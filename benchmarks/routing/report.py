"""All tables in one text, printed and kept in `benchmarks/README.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import hardware
from benchmarks.routing.instances import Instances
from benchmarks.routing.results import Results, Row
from benchmarks.routing.solvers import version
from benchmarks.routing.tables import (
    better_lines,
    class_counts,
    ended_line,
    first_plan_table,
    goal_table,
    named_table,
    pace_line,
)
from benchmarks.routing.tables_days import large_table, rich_table, singles_table, small_table
from benchmarks.routing.tables_peers import peers_table, verdict
from benchmarks.routing.wanted import BOUND, OURS, PEERS, VROOM

BEGIN, END = "<!-- routing figures: written by the command -->", "<!-- end of routing figures -->"
INSTANCES = {"100-200": 24, "400-600": 14, "1,000": 3}
"""For tables printed where the public benchmarks are away."""


def report(results: Results, instances: Instances) -> str:
    """The tables of this machine, or of the one with most rows where this one has none."""
    every = results.rows()
    machine = _machine(every)
    here = [row for row in every if row.machine == machine]
    shown = {solver: _shown(here, solver) for solver in (OURS, *PEERS, VROOM)}
    rows = [row for row in here if row.version == shown[row.solver]]
    if not rows:
        return "No run is in the results file yet."
    ours = [row for row in rows if row.solver == OURS]
    counts = class_counts(case.size for case in instances.public.values()) if instances.public else INSTANCES
    public = [row for row in ours if row.best is not None]
    days = [row.at[:10] for row in rows]
    versions = ", ".join(f"{solver} {number}" for solver, number in shown.items())
    parts = [
        f"{machine}; runs from {min(days)} to {max(days)}; {versions}.",
        goal_table(public, counts),
        pace_line(ours),
        ended_line(ours),
        _titled("First feasible plan (10 s runs)", first_plan_table(public)),
        _titled("Ten minutes, one by one", named_table(public)),
        _titled("Better than the best known", "\n".join(better_lines(rows)) or "None."),
        *(_peers(rows, limit_s) for limit_s in (10, 60)),
        _titled("Days with every rule", rich_table(ours)),
        _titled("Small days against a proven bound", small_table(ours, results.figures(version(BOUND), machine))),
        _titled("The large day", large_table(ours)),
        _titled("Single figures", singles_table(results.figures(shown[OURS], machine))),
    ]
    return "\n\n".join(parts)


def _peers(rows: Sequence[Row], limit_s: int) -> str:
    title = f"Side by side at {limit_s} s: extra vehicles / % of distance over the best known"
    return _titled(title, f"{peers_table(rows, limit_s)}\n\n{verdict(rows, limit_s)}")


def _titled(title: str, text: str) -> str:
    return f"**{title}**\n\n{text}"


def _machine(rows: Sequence[Row]) -> str:
    counted = Counter(row.machine for row in rows)
    return hardware() if hardware() in counted or not counted else counted.most_common(1)[0][0]


def _shown(rows: Sequence[Row], solver: str) -> str:
    """The version that is here now, or the latest that was measured where this one was not."""
    measured = [row.version for row in sorted(rows, key=lambda row: row.at) if row.solver == solver]
    now = version(solver)
    return now if now in measured or not measured else measured[-1]


def write_readme(readme: Path, text: str) -> None:
    """Put the tables between their marks."""
    whole = readme.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
