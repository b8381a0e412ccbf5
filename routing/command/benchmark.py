"""`solve` and `check` for benchmark files."""

from __future__ import annotations

import argparse
from pathlib import Path

from routing.checker.benchmark import benchmark_violations, total_distance
from routing.command.asked import BROKEN, SOLVED, say, solve_as_asked, write_problem_as_asked
from routing.command.files import write
from routing.formats import lilim, sartori
from routing.formats.benchmark import Instance, problem_of, routes_from_text, solution_text
from routing.plan import Stats


def solve_benchmark(options: argparse.Namespace, text: str, began: float) -> int:
    """Solve a benchmark file; what could not be served is left out of the solution, and named."""
    instance = _instance(options, text)
    problem = problem_of(instance)
    write_problem_as_asked(options, problem)
    plan = solve_as_asked(problem, options, began)
    solution = solution_text(instance, plan)
    write(options.output, solution)
    routes = routes_from_text(solution)
    say(f"{len(routes)} vehicles, distance {_shown(instance, routes)}; {_search(plan.stats)}")
    if plan.unassigned:
        left = ", ".join(each.shipment for each in plan.unassigned)
        say(f"not served: {left}")
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
