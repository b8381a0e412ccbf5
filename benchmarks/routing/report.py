"""All tables in one text, printed and kept in `benchmarks/README.md`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.routing.instances import Instances
from benchmarks.routing.results import Results, Row
from benchmarks.routing.shown import shown, stand_in_lines, versions_line
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
from benchmarks.routing.wanted import BOUND, FIRST_LIMIT_S, OURS

BEGIN, END = "<!-- routing figures: written by the command -->", "<!-- end of routing figures -->"
INSTANCES = {"100-200": 24, "400-600": 14, "1,000": 3}
"""For tables printed where the public benchmarks are away."""


def report(results: Results, instances: Instances) -> str:
    """The tables, from the rows that `shown` picks."""
    rows = shown(results.rows())
    if not rows:
        return "No run is in the results file yet."
    machine = rows[0].machine
    ours = [row for row in rows if row.solver == OURS]
    counts = class_counts(case.size for case in instances.public.values()) if instances.public else INSTANCES
    public = [row for row in ours if row.best is not None]
    days = [row.at[:10] for row in rows]
    parts = [
        f"{machine}; runs from {min(days)} to {max(days)}; {versions_line(rows)}.",
        *stand_in_lines(rows),
        goal_table(public, counts),
        pace_line(ours),
        ended_line(ours),
        _titled(f"First feasible plan ({FIRST_LIMIT_S} s runs)", first_plan_table(public)),
        _titled("Ten minutes, one by one", named_table(public)),
        _titled("Better than the best known", "\n".join(better_lines(rows)) or "None."),
        *(_peers(rows, limit_s) for limit_s in (10, 60)),
        _titled("Days with every rule", rich_table(ours)),
        _titled("Small days against a proven bound", small_table(ours, results.figures(version(BOUND), None))),
        _titled("The large day", large_table(ours)),
        _titled("Single figures", singles_table(results.figures(version(OURS), machine))),
    ]
    return "\n\n".join(parts)


def _peers(rows: Sequence[Row], limit_s: int) -> str:
    title = f"Side by side at {limit_s} s: extra vehicles / % of distance over the best known"
    return _titled(title, f"{peers_table(rows, limit_s)}\n\n{verdict(rows, limit_s)}")


def _titled(title: str, text: str) -> str:
    return f"**{title}**\n\n{text}"


def write_readme(readme: Path, text: str) -> None:
    """Put the tables between their marks."""
    whole = readme.read_text(encoding="utf-8")
    before, _, rest = whole.partition(BEGIN)
    _, _, after = rest.partition(END)
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
