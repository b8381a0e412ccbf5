"""Ours and the peers side by side, instance by instance, from the rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.routing.plans_kept import ROUNDING
from benchmarks.routing.results import Row
from benchmarks.routing.tables import table
from benchmarks.routing.wanted import OURS, OWN_TIME, PEERS, VROOM

COLUMNS = (OURS, "ortools", VROOM, "pyvrp", "vrp-cli")
assert set(COLUMNS) == {OURS, VROOM, *PEERS}


def peers_table(rows: Sequence[Row], limit_s: int) -> str:
    """Extra vehicles / distance over the best known of seed 1; in bold what is better than ours."""
    found = {(row.instance, row.solver): row for row in rows if row.seed == 1 and _belongs(row, limit_s)}
    compared = {name for name, solver in found if solver in PEERS}
    sizes = sorted({(row.size, row.instance) for row in found.values() if row.instance in compared})
    lines = []
    for _, name in sizes:
        ours = found.get((name, OURS))
        row = [found.get((name, solver)) for solver in COLUMNS]
        lines.append([name, *_best(row), *(_cell(each, ours) for each in row)])
    return table(["instance", "best known", *(_titled(solver, limit_s) for solver in COLUMNS)], lines)


def _belongs(row: Row, limit_s: int) -> bool:
    return row.limit_s == (OWN_TIME if row.solver == VROOM else limit_s)


def _titled(solver: str, limit_s: int) -> str:
    return f"{solver}, its own time" if solver == VROOM else f"{solver} {limit_s} s"


def _best(row: Iterable[Row | None]) -> list[str]:
    best = next((each.best for each in row if each is not None and each.best is not None), None)
    return ["–" if best is None else f"{best[0]} / {best[1]:,.2f}"]


def _cell(row: Row | None, ours: Row | None) -> str:
    if row is None:
        return ""
    if not row.ok or row.extra is None or row.gap is None:
        return "no plan"
    text = f"{row.extra}/{100 * row.gap:+.1f}"
    if ours is not None and beats(row, ours):
        text = f"**{text}**"
    return f"{text} ({row.wall_s:.1f} s)" if row.solver == VROOM else text


def beats(row: Row, ours: Row) -> bool:
    """Fewer vehicles, or as many and shorter by more than rounding."""
    (vehicles, distance), (our_vehicles, our_distance) = row.rank, ours.rank
    return vehicles < our_vehicles or (vehicles == our_vehicles and distance < our_distance - ROUNDING)


def verdict(rows: Sequence[Row], limit_s: int) -> str:
    """One line: for each peer on how many instances it is better than ours at equal time (VROOM: in its own), and on which."""
    ours = {row.instance: row for row in rows if row.solver == OURS and row.seed == 1 and row.limit_s == limit_s}
    said = []
    for solver in COLUMNS[1:]:
        theirs = [row for row in rows if row.solver == solver and row.seed == 1 and _belongs(row, limit_s)]
        compared = sorted((row for row in theirs if row.instance in ours), key=lambda row: row.instance)
        ahead = [row.instance for row in compared if beats(row, ours[row.instance])]
        named = f" ({', '.join(ahead)})" if ahead else ""
        said.append(f"{solver} on {len(ahead)} of {len(compared)}{named}" if compared else f"{solver} not compared yet")
    return f"Better than {OURS} at {limit_s} s, of the instances that it was compared on: {'; '.join(said)}."
