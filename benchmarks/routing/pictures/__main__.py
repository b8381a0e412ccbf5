"""Draws the pictures of `docs/routing.md` again: `python -m benchmarks.routing.pictures [plan] [cost]`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.routing.instances import ROOT
from benchmarks.routing.pictures.cost import cost_picture
from benchmarks.routing.pictures.plan import plan_picture
from benchmarks.routing.rich_day import rich_day
from routing import solve, stop
from routing.formats.contract import problem_from_dict
from routing.problem import Problem
from routing.progress import Progress
from routing.travel import with_matrix

DAY, SEEDS, LIMIT_S = 1, (1, 2, 3), 30
ITERATIONS, THREADS = 60_000, 2
"""Of the plan that is drawn: counted, so that it is the same plan each time."""
DOCS = ROOT / "docs"


def main(asked: list[str]) -> None:
    """Draw those that are asked for, all unless told."""
    problem = with_matrix(problem_from_dict(rich_day(seed=DAY)))
    if not asked or "plan" in asked:
        plan = solve(problem, stop.after_iterations(ITERATIONS), seed=1, threads=THREADS)
        _write(DOCS / "routing-plan.svg", plan_picture(f"rich-{DAY}", problem, plan))
    if not asked or "cost" in asked:
        solve(
            problem, stop.after_iterations(200), threads=THREADS
        )  # what a first start loads and compiles is no search
        courses = {f"seed {seed}": _course(problem, seed) for seed in SEEDS}
        name = f"rich-{DAY}, {len(problem.shipments)} lots, {len(problem.vehicles)} drivers"
        _write(DOCS / "routing-cost.svg", cost_picture(name, courses))


def _course(problem: Problem, seed: int) -> list[tuple[float, float]]:
    """The objective of the best plan at each moment that the search told of, and at its end."""
    value_s = problem.objective.value_s or 0.0
    whole = sum(shipment.value for shipment in problem.shipments)
    told: list[tuple[float, float]] = []

    def tell(now: Progress) -> None:
        told.append((now.elapsed_s, now.total_s + value_s * (whole - now.served_value)))

    plan = solve(problem, stop.after_seconds(LIMIT_S), seed=seed, threads=THREADS, progress=tell)
    return [*told, (plan.stats.solve_s, plan.cost.total_s + value_s * plan.cost.unserved_value)]


def _write(path: Path, drawn: str) -> None:
    path.write_text(drawn, encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {len(drawn) / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
