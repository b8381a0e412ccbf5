"""`solve` and `check` for benchmark files."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from routing.check_benchmark import benchmark_violations, total_distance
from routing.cli import BROKEN, SOLVED, solve_as_asked
from routing.formats import lilim, sartori
from routing.formats.benchmark import Instance, problem_of, routes_from_text, solution_text
from routing.formats.contract import problem_to_dict
from routing.plan import Stats


def solve_benchmark(options: argparse.Namespace, text: str, began: float) -> int:
    """Solve a benchmark file; what could not be served is left out of the solution, and named."""
    instance = _instance(options, text)
    problem = problem_of(instance)
    if options.write_problem:
        Path(options.write_problem).write_text(json.dumps(problem_to_dict(problem)), encoding="utf-8")
    plan = solve_as_asked(problem, options, began)
    solution = solution_text(instance, plan)
    if options.output in (None, "-"):
        print(solution)
    else:
        Path(options.output).write_text(solution + "\n", encoding="utf-8")
    routes = routes_from_text(solution)
    print(f"{len(routes)} vehicles, distance {_shown(instance, routes)}; {_search(plan.stats)}", file=sys.stderr)
    if plan.unassigned:
        left = ", ".join(each.shipment for each in plan.unassigned)
        print(f"not served: {left}", file=sys.stderr)
    return SOLVED


def check_benchmark(options: argparse.Namespace, text: str, solution: str) -> int:
    """Check a solution of a benchmark file, and print its vehicles and distance."""
    instance = _instance(options, text)
    routes = routes_from_text(solution)
    faults = benchmark_violations(instance, routes)
    for fault in faults:
        print(fault)
    print(f"vehicles {len(routes)} distance {_shown(instance, routes)}")
    return BROKEN if faults else SOLVED


def _instance(options: argparse.Namespace, text: str) -> Instance:
    if options.format == "sartori":
        return sartori.instance_from_text(text)
    return lilim.instance_from_text(text, name=Path(options.problem).stem)


def _search(stats: Stats) -> str:
    first = "" if stats.first_solution_s is None else f"first plan after {stats.first_solution_s} s, "
    return f"{first}{stats.iterations} iterations in {stats.solve_s} s"


def _shown(instance: Instance, routes: list[list[int]]) -> str:
    distance = total_distance(instance, routes)
    return f"{distance:.0f}" if instance.scale == 1 else f"{distance:.6f}"
