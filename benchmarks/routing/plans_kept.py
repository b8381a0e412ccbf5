"""Plans that are better than the best known: kept in the SINTEF form, the best one of each instance."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.routing.results import Row

ROUNDING = 0.006
"""Distances in the tables of the literature are rounded to hundredths."""


def is_better(row: Row) -> bool:
    """Fewer vehicles than the best known, or as many and a shorter way by more than rounding."""
    if row.best is None or row.extra is None or row.distance is None:
        return False
    return row.extra < 0 or (row.extra == 0 and row.distance < row.best[1] - ROUNDING)


def keep(row: Row, plan: Path, *, folder: Path) -> bool:
    """Keep the plan of a row where it is better than the best known and than what is kept; whether it was."""
    kept = folder / f"{row.instance}.sol"
    if not is_better(row) or (kept.exists() and _rank(kept) <= row.rank):
        return False
    head = [
        f"Instance name : {row.instance}",
        f"Authors : {row.solver} {row.version}",
        f"Date : {row.at[:10]}",
        f"Reference : vehicles {row.vehicles} distance {row.distance}, {row.limit_s} s, seed {row.seed}",
        "Solution",
    ]
    routes = [line for line in plan.read_text(encoding="utf-8").splitlines() if line.startswith("Route")]
    folder.mkdir(parents=True, exist_ok=True)
    kept.write_text("\n".join([*head, *routes]) + "\n", encoding="utf-8")
    return True


def _rank(kept: Path) -> tuple[float, float]:
    found = re.search(r"vehicles (\d+) distance ([\d.]+)", kept.read_text(encoding="utf-8"))
    return (int(found[1]), float(found[2])) if found else (float("inf"), float("inf"))
