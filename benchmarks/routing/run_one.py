"""Makes one run in a process of its own, has its plan checked, and only then makes its row."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import hardware
from benchmarks.pace import pace_s
from benchmarks.routing.alone import Ended, run_alone
from benchmarks.routing.results import Row
from benchmarks.routing.solvers import check_command, command, version
from benchmarks.routing.wanted import OWN_TIME, Run

PATIENCE_S = 120
"""Given to a solver past its limit for reading, building its model and writing, before it is ended."""
PATIENCE_OWN_S = 1_800
"""Given to a solver that takes no limit."""
CHECK_S = 600


def make(run: Run, *, folder: Path, threads: int) -> tuple[Row, Path]:
    """The row of one run, and the plan that it made."""
    plan = folder / f"{run.case.name}.plan"
    plan.unlink(missing_ok=True)
    line = command(run, folder=folder, output=plan, threads=threads)
    load, pace = os.getloadavg()[0], pace_s(threads)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    ended = run_alone(line, patience_s=PATIENCE_OWN_S if run.limit_s == OWN_TIME else run.limit_s + PATIENCE_S)
    row = Row(
        instance=run.case.name,
        size=run.case.size,
        solver=run.solver,
        version=version(run.solver),
        limit_s=run.limit_s,
        seed=run.seed,
        machine=hardware(),
        at=at,
        ok=False,
        wall_s=round(ended.wall_s, 2),
        peak_mib=round(ended.peak_mib),
        load=round(load, 1),
        pace_s=round(pace, 3),
        best=run.case.best,
    )
    if ended.code != 0 or not plan.exists():
        return replace(row, fault=_why(ended)), plan
    return _checked(row, run, folder=folder, plan=plan, said=ended.said), plan


def _why(ended: Ended) -> str:
    if ended.code is None:
        return "did not end"
    last = (ended.said.strip().splitlines() or [""])[-1]
    return f"exit {ended.code}: {last[:200]}"


def _checked(row: Row, run: Run, *, folder: Path, plan: Path, said: str) -> Row:
    """The row with what the check found: a plan counts only once it was passed."""
    ended = run_alone(check_command(run.case, folder=folder, plan=plan), patience_s=CHECK_S)
    lines = ended.said.strip().splitlines()
    if run.case.format == "contract":
        figures = day_figures(json.loads(plan.read_text(encoding="utf-8")), run.case.file(folder))
    else:
        found = re.search(r"^vehicles (\d+) distance ([\d.]+)$", ended.said, re.MULTILINE)
        figures = {"vehicles": int(found[1]), "distance": float(found[2])} if found else {}
        figures |= search_figures(said)
    fault = "" if ended.code == 0 else (lines or [f"the check ended with {ended.code}"])[0][:200]
    return replace(row, ok=ended.code == 0, fault=fault, **figures)


def search_figures(said: str) -> dict[str, Any]:
    """What our command says about its search on standard error, where it does."""
    first = re.search(r"first plan after ([\d.]+) s", said)
    count = re.search(r"(\d+) iterations", said)
    figures: dict[str, Any] = {"first_s": float(first[1])} if first else {}
    return figures | ({"iterations": int(count[1])} if count else {})


def day_figures(plan: dict[str, Any], problem: Path) -> dict[str, Any]:
    """The figures of a plan in the contract's form; `cost` counts what is left behind at its price."""
    value_s = json.loads(problem.read_text(encoding="utf-8"))["objective"]["value_s"]
    cost, stats = plan["cost"], plan["stats"]
    return {
        "vehicles": cost["vehicles"],
        "distance": cost["distance_m"],
        "cost": round(cost["total_s"] + value_s * cost["unserved_value"], 1),
        "unserved": len(plan["unassigned"]),
        "first_s": stats["first_solution_s"],
        "iterations": stats["iterations"],
    }
