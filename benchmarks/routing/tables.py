"""The tables of the router against its goals, from the rows alone."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from itertools import groupby

from benchmarks.routing.instances import CLASSES, NAMED_10_MIN, class_of
from benchmarks.routing.plans_kept import is_better
from benchmarks.routing.results import Row
from benchmarks.routing.wanted import FIRST_LIMIT_S, FIRST_NODES, is_about

GOALS: dict[tuple[str, int], tuple[float, float]] = {
    ("100-200", 10): (0.05, 0.5),
    ("400-600", 10): (0.25, 1.5),
    ("1,000", 10): (1, 4),
    ("100-200", 60): (0, 0.1),
    ("400-600", 60): (0.1, 0.8),
    ("1,000", 60): (0.5, 2),
}
"""(class, seconds): most extra vehicles, most per cent of distance over the best known."""
NAMED_GOAL = (0.0, 0.2)
FIRST_GOALS = (0.2, 1.0)
"""Seconds to the first feasible plan, for each of `FIRST_NODES`."""
STOP_S = 0.5
"""Past its limit a command ends no later than this."""
SLACK = 1e-9

Cells = Sequence[object]


def table(head: Cells, lines: Iterable[Cells]) -> str:
    """A table in Markdown."""
    rows = [head, ["---"] * len(head), *lines]
    if len(rows) == 2:
        return "No run yet."
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)


def goal_table(rows: Sequence[Row], counts: dict[str, int]) -> str:
    """Each class and limit beside its goal; at 10 s the median of the seeds. `counts`: instances in each class."""
    lines = []
    for (name, limit_s), goal in GOALS.items():
        ours = [row for row in rows if row.limit_s == limit_s and class_of(row.size) == name]
        lines.append([name, f"{limit_s} s", *_cells(medians(ours), goal), _done(ours, limit_s, counts[name])])
    named = [row for row in rows if row.limit_s == 600 and row.instance in NAMED_10_MIN]
    lines.append(["named", "10 min", *_cells(named, NAMED_GOAL), _done(named, 600, len(NAMED_10_MIN))])
    head = [
        "nodes",
        "limit",
        "extra vehicles, mean",
        "goal",
        "distance over the best known, mean where vehicles are equal",
        "goal",
        "runs",
    ]
    return table(head, lines)


def medians(rows: Iterable[Row]) -> list[Row]:
    """Of each instance the middle run, by vehicles first, then distance."""
    ordered = sorted(rows, key=lambda row: (row.instance, row.rank))
    groups = [list(group) for _, group in groupby(ordered, key=lambda row: row.instance)]
    return [group[len(group) // 2] for group in groups]


def _cells(rows: Sequence[Row], goal: tuple[float, float]) -> list[str]:
    extras = [row.extra for row in rows if row.extra is not None]
    gaps = [100 * row.gap for row in rows if row.extra == 0 and row.gap is not None]
    extra = statistics.fmean(extras) if extras else None
    gap = statistics.fmean(gaps) if gaps else None
    return [
        _against(extra, goal[0], "{:.2f}"),
        f"≤ {goal[0]:g}",
        _against(gap, goal[1], "{:+.2f} %"),
        f"≤ {goal[1]:g} %",
    ]


def _against(figure: float | None, goal: float, form: str) -> str:
    if figure is None:
        return "–"
    return form.format(figure) + (" ✓" if figure <= goal + SLACK else " ✗")


def pace_line(rows: Sequence[Row]) -> str:
    """How fast the machine was, where that was measured."""
    paces = sorted(row.pace_s for row in rows if row.pace_s is not None)
    if not paces:
        return "How fast the machine was is not known of these runs."
    middle = statistics.median(paces)
    return (
        f"A fixed piece of work took {middle:.3f} s before a run in the median, {paces[0]:.3f} to {paces[-1]:.3f} s: the machine "
        "is shared, and what a search finds by the clock depends on it."
    )


def _done(rows: Sequence[Row], limit_s: int, instances: int) -> str:
    wanted = instances * (3 if limit_s == 10 else 1)
    broken = sum(not row.ok for row in rows)
    return f"{len(rows)} of {wanted}" + (f", {broken} not passed" if broken else "")


def named_table(rows: Sequence[Row]) -> str:
    """The named instances at 10 minutes, one by one."""
    found = {row.instance: row for row in rows if row.limit_s == 600}
    lines = [_named_line(found[name]) for name in NAMED_10_MIN if name in found]
    return table(["instance", "best known", "found in 10 min", "distance over it", "iterations"], lines)


def _named_line(row: Row) -> list[str]:
    assert row.best is not None
    found = f"{row.vehicles} / {row.distance:,.2f}" if row.ok else row.fault
    gap = "–" if row.gap is None else f"{100 * row.gap:+.2f} %"
    return [row.instance, f"{row.best[0]} / {row.best[1]:,.2f}", found, gap, f"{row.iterations or 0:,}"]


def better_lines(rows: Iterable[Row]) -> list[str]:
    """Each instance with a plan better than the best known."""
    best = {row.instance: row for row in sorted(filter(is_better, rows), key=lambda row: row.rank, reverse=True)}
    return [
        f"- {row.instance}: {row.vehicles} vehicles, {row.distance:,.2f} (best known {row.best[0]}, {row.best[1]:,.2f}):"
        f" {row.solver}, {row.limit_s or row.wall_s:g} s, seed {row.seed}"
        for _, row in sorted(best.items())
        if row.best is not None
    ]


def first_plan_table(rows: Iterable[Row]) -> str:
    """Seconds to the first feasible plan, as the command counts them once its code is loaded: reading the file is in it."""
    timed = [row for row in rows if row.limit_s == FIRST_LIMIT_S and row.first_s is not None]
    lines = []
    for nodes, goal_s in zip(FIRST_NODES, FIRST_GOALS, strict=True):
        seconds = [row.first_s for row in timed if is_about(row.size, nodes) and row.first_s is not None]
        if seconds:
            most = _against(max(seconds), goal_s, "{:.2f}")
            lines.append([nodes, len(seconds), f"{statistics.median(seconds):.2f}", most, f"≤ {goal_s:g}"])
    return table(["nodes", "runs", "first plan, median s", "most s", "goal"], lines)


def ended_line(rows: Iterable[Row]) -> str:
    """How far past its limit our command ended, of all runs, with what else the machine did then."""
    late = max(rows, key=lambda row: row.wall_s - row.limit_s, default=None)
    if late is None:
        return "No run yet."
    most = late.wall_s - late.limit_s
    where = f"{late.instance}, {late.limit_s} s, load {late.load} before it"
    return f"The whole command ended at most {_against(most, STOP_S, '{:+.2f} s')} from its limit ({where}; goal ≤ {STOP_S} s)."


def class_counts(sizes: Iterable[int]) -> dict[str, int]:
    """How many instances each class has."""
    counted = [class_of(size) for size in sizes]
    return {name: counted.count(name) for name in CLASSES}
