"""Days of our own and single figures beside their goals, from the rows alone."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.routing.instances import RICH_SEEDS, SAMPLES
from benchmarks.routing.results import Row
from benchmarks.routing.tables import STOP_S, table
from benchmarks.routing.wanted import BOUND, LARGE_LIMIT_S

RICH_GOAL = 1.0
LARGE_GOAL = 5.0
"""Per cent."""
LARGE_MIB = 4096


def rich_table(rows: Sequence[Row]) -> str:
    """At 10 s against the best that any run found; where none of 10 minutes is there yet, a dash, not the run against itself."""
    lines = []
    for name in (f"rich-{seed}" for seed in RICH_SEEDS):
        found = [row for row in rows if row.instance == name and row.ok and row.cost is not None]
        short = [row.cost for row in found if row.limit_s == 10 and row.cost is not None]
        if not short:
            continue
        best = min(row.cost for row in found if row.cost is not None)
        is_known = any(row.limit_s == 600 for row in found)
        above = _marked(100 * (short[0] / best - 1), RICH_GOAL) if is_known else "–"
        known = [f"{best:,.0f}", "yes"] if is_known else ["–", "not yet"]
        lines.append([name, f"{short[0]:,.0f}", *known, above, f"≤ {RICH_GOAL:g} %"])
    return table(["day", "cost at 10 s", "best known", "10 min run", "above it", "goal"], lines)


def small_table(rows: Sequence[Row], bounds: Mapping[str, Mapping[str, float]]) -> str:
    """The plan after 10 s against a bound that is proven, and against the best plan that is known."""
    lines: list[list[object]] = []
    for row in rows:
        found = bounds.get(f"{BOUND} {row.instance}")
        if found is None or row.limit_s != 10 or not row.ok or row.cost is None:
            continue
        best = min(found["cost"], row.cost)
        gaps = [f"{100 * (cost / found['bound'] - 1):.2f} %" for cost in (row.cost, best)]
        proven = "proven" if best <= found["bound"] + 1 else gaps[1]
        above = f"{100 * (row.cost / best - 1):.2f} %"
        figures = [f"{figure:,.0f}" for figure in (found["bound"], best, row.cost)]
        lines.append([row.instance, row.size, *figures, gaps[0], proven, above])
    head = [
        "day",
        "lots",
        "bound",
        "best known",
        "cost at 10 s",
        "above the bound",
        "best known above it",
        "above the best",
    ]
    return table(head, lines)


def large_table(rows: Sequence[Row]) -> str:
    """The large day whole, and in parts at equal seconds a shipment."""
    whole = next((row for row in rows if row.instance == "large" and row.limit_s == LARGE_LIMIT_S), None)
    parts = [row for row in rows if row.instance.startswith("large-part-") and row.limit_s == LARGE_LIMIT_S // SAMPLES]
    costs = [row.cost / row.size for row in parts if row.ok and row.cost is not None]
    lines = []
    if whole is not None:
        cost = "–" if whole.cost is None or not whole.ok else f"{whole.cost / whole.size:,.1f}"
        lines.append(["10,000 shipments", cost, _seconds(whole), f"{whole.peak_mib:,.0f}", whole.fault or "passed"])
    if costs:
        lines.append(_parts_line(parts, statistics.fmean(costs)))
    made = table(["large day", "cost a shipment", "wall s, most", "MiB, most", "check"], lines)
    if whole is None or whole.cost is None or not whole.ok or len(costs) < SAMPLES:
        return made
    above = 100 * (whole.cost / whole.size / statistics.fmean(costs) - 1)
    memory = "✓" if whole.peak_mib <= LARGE_MIB else "✗"
    return (
        f"{made}\n\nThe whole is {_marked(above, LARGE_GOAL)} above its parts (goal ≤ {LARGE_GOAL:g} %); 4 GiB {memory}"
    )


def _parts_line(parts: Sequence[Row], mean: float) -> list[str]:
    broken = sum(not row.ok for row in parts)
    wall_s, mib = max(row.wall_s for row in parts), max(row.peak_mib for row in parts)
    check = f"{broken} not passed" if broken else "passed"
    return [f"{len(parts)} parts of 1,000", f"{mean:,.1f}", f"{wall_s:.1f}", f"{mib:,.0f}", check]


def _seconds(row: Row) -> str:
    return f"{row.wall_s:.1f} {'✓' if row.wall_s <= row.limit_s + STOP_S else '✗'}"


def _marked(per_cent: float, goal: float) -> str:
    return f"{per_cent:+.2f} % {'✓' if per_cent <= goal else '✗'}"


def singles_table(figures: Mapping[str, Mapping[str, float]]) -> str:
    """The start of the command, and `insert`."""
    lines: list[list[str]] = []
    if "start" in figures:
        seconds = figures["start"]
        mark = "✓" if seconds["p50_s"] < 1.5 else "✗"
        lines.append(["start of the command, warm", f"p50 {seconds['p50_s']} s {mark}", "< 1.5 s"])
    if "insert" in figures:
        found = figures["insert"]
        mark = "✓" if found["p95_ms"] < 20 else "✗"
        said = f"p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms {mark}, of the processor {found['p95_cpu_ms']} ms"
        said += f" ({found['served']:g} of {found['of']:g} fit, {found['told']:g} others changed over)"
        lines.append(["`insert` into 500 shipments, 60 vehicles", said, "p95 < 20 ms"])
    return table(["figure", "measured", "goal"], lines)
