"""Which rows the tables show: one a run, of the version that is here, from the machine that made most of them.

Where that machine has none of a run, another one's stands in, and the tables say which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from benchmarks.routing.results import Row
from benchmarks.routing.solvers import version


def shown(rows: Iterable[Row]) -> list[Row]:
    """One row for each run, those of the machine with most rows first."""
    by_solver = groupby(sorted(rows, key=lambda row: row.solver), key=lambda row: row.solver)
    current = [row for solver, group in by_solver for row in _latest(solver, list(group))]
    counted = Counter(row.machine for row in current)
    found: dict[tuple[object, ...], Row] = {}
    for row in sorted(current, key=lambda row: (-counted[row.machine], row.machine)):
        found.setdefault((row.instance, row.limit_s, row.solver, row.seed), row)
    return list(found.values())


def versions_line(rows: Sequence[Row]) -> str:
    """Each solver with the version that is shown."""
    return ", ".join(f"{solver} {number}" for solver, number in sorted({(row.solver, row.version) for row in rows}))


def stand_in_lines(rows: Sequence[Row]) -> list[str]:
    """Of each further machine, which of its runs stand in."""
    lines = []
    for machine in dict.fromkeys(row.machine for row in rows[1:] if row.machine != rows[0].machine):
        there = [row for row in rows if row.machine == machine]
        runs = "; ".join(
            f"{', '.join(dict.fromkeys(row.instance for row in there if row.limit_s == limit_s))} ({limit_s} s)"
            for limit_s in sorted({row.limit_s for row in there})
        )
        lines.append(f"On another machine ({machine}) were run: {runs}.")
    return lines


def _latest(solver: str, rows: Sequence[Row]) -> list[Row]:
    """Those of the version that is here now, or of the latest that was measured where this one was not."""
    now = version(solver)
    measured = [row.version for row in sorted(rows, key=lambda row: row.at)]
    number = now if now in measured else measured[-1]
    return [row for row in rows if row.version == number]
