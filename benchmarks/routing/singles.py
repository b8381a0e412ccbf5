"""Figures that are no run of an instance: the start of the command, `insert` into a day under way, bounds of small days."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.machine import percentile
from benchmarks.routing.alone import run_alone
from benchmarks.routing.insert_day import morning, under_way
from benchmarks.routing.instances import ROOT, Case, Instances
from benchmarks.routing.rich_day import OBJECTIVE
from benchmarks.routing.wanted import BOUND
from routing import LiveDay, Plan, Problem, solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.problem import Shipment
from routing.travel import with_matrix

Figure = dict[str, float]
STARTS = 11
INSERT_SEED = 1
SOLVE_S = 20
CHECK_EVERY = 10
"""Of the plans with a new shipment in them, so many are passed to the independent check: each tenth."""


def start() -> Figure:
    """Seconds of the whole command on a problem of one shipment, once its caches are warm."""
    with tempfile.TemporaryDirectory() as folder:
        problem = Path(folder) / "tiny.json"
        problem.write_text(json.dumps(_tiny()), encoding="utf-8")
        line = [sys.executable, "-m", "routing", "solve", str(problem), "--iterations", "1", "-o", f"{folder}/plan"]
        runs = [run_alone(line, patience_s=120) for _ in range(STARTS + 1)][1:]
    assert all(run.code == 0 for run in runs), runs[0].said
    seconds = [run.wall_s for run in runs]
    return {"p50_s": round(statistics.median(seconds), 3), "most_s": round(max(seconds), 3)}


def _tiny() -> dict[str, object]:
    return {
        "version": 1,
        "locations": [{"id": "a", "lat": 47.2, "lon": -1.5}, {"id": "b", "lat": 47.3, "lon": -1.5}],
        "vehicles": [{"id": "v", "start": "a", "shift": [0, 40_000], "capacity": {"kg": 9}}],
        "shipments": [
            {"id": "s", "load": {"kg": 1}, "pickup": {"location": "a"}, "deliveries": [{"location": "b"}]},
        ],
        "objective": OBJECTIVE,
    }


def insert() -> Figure:
    """Milliseconds in process, by the clock and of the processor, that one new shipment takes in a day of 500 and 60 vehicles."""
    problem, plan, shipments = _the_day()
    LiveDay(problem, plan).insert(shipments[0])  # loads what is compiled
    day = LiveDay(problem, plan, seed=INSERT_SEED)
    wall_s, used_s, served, told = [], [], 0, 0
    for number, shipment in enumerate(shipments):
        began, used = time.perf_counter(), time.process_time()
        change = day.insert(shipment)
        used_s.append(time.process_time() - used)
        wall_s.append(time.perf_counter() - began)
        served += all(each.shipment != shipment.id for each in change.unassigned)
        told += len(change.told)
        if number % CHECK_EVERY == 0:
            assert violations(day.problem, day.plan()) == [], shipment.id
    return {
        "p50_ms": round(1000 * statistics.median(wall_s), 2),
        "p95_ms": round(1000 * percentile(wall_s, 0.95), 2),
        "most_ms": round(1000 * max(wall_s), 2),
        "p95_cpu_ms": round(1000 * percentile(used_s, 0.95), 2),
        "served": served,
        "told": told,
        "of": len(shipments),
    }


def _the_day() -> tuple[Problem, Plan, tuple[Shipment, ...]]:
    """A day at eleven, the plan that people know, and the shipments that come in."""
    given, coming = morning(seed=INSERT_SEED)
    before = with_matrix(problem_from_dict(given))
    day = under_way(given, solve(before, stop.after_seconds(SOLVE_S), seed=INSERT_SEED))
    problem = replace(problem_from_dict(day), matrix=before.matrix)
    plan = solve(problem, stop.after_seconds(SOLVE_S), seed=INSERT_SEED)
    return problem, plan, problem_from_dict(given | {"shipments": coming}).shipments


def _bounds() -> dict[str, Callable[[], Figure]]:
    days = Instances(ROOT).small
    return {f"{BOUND} {name}": partial(_bound, case) for name, case in days.items()}


def _bound(case: Case) -> Figure:
    """A bound of one small day, and the best plan that is known by it."""
    from benchmarks.routing.bound.day import bound_of_day

    assert case.made_by is not None
    return bound_of_day(case.made_by())


SINGLES: dict[str, Callable[[], Figure]] = {"start": start, "insert": insert, **_bounds()}
