"""`python -m routing solve | insert | check | warm`: files in, files out; the exit codes are the contract's."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence

from routing.command.asked import (
    BAD_INPUT,
    BROKEN,
    INTERRUPTED,
    SOLVED,
    one_line,
    say,
    solve_as_asked,
    travel_engine,
    write_problem_as_asked,
)
from routing.command.files import STANDARD, expect_to_write, naming, read, write
from routing.command.options import MOST_WRITTEN, parser
from routing.errors import InvalidPlan, RoutingError
from routing.kernels.compiling import load_numba
from routing.plan import Plan
from routing.problem import Problem
from routing.travel import TravelEngine


def main(arguments: Sequence[str] | None = None, *, began: float | None = None) -> int:
    """Run the command, whose clock `began` then; 0 solved or lawful, 1 the check failed, 2 bad input;
    130 where SIGINT came before there was a plan, or a second time."""
    began = time.monotonic() if began is None else began
    options = parser().parse_args(arguments)
    try:
        if options.command == "warm":
            return _warm()
        if options.command in ("solve", "insert"):
            expect_to_write(options.output)
            if options.write_problem is not None:
                expect_to_write(options.write_problem)
                if STANDARD == options.write_problem == (options.output or STANDARD):
                    say("--write-problem: standard output is the plan's")
                    return BAD_INPUT
            load_numba()
        # A plan's statistics count from here: how long code takes to load is not the search's.
        options.loaded = time.monotonic()
        if options.command == "solve":
            return _solve(options, began)
        if options.command == "insert":
            return _insert(options, began)
        return _check(options)
    except RoutingError as fault:
        say(one_line(str(fault)))
    except OSError as fault:
        say(one_line(f"cannot read or write: {fault}"))
    except RecursionError:
        say("is nested too deeply")
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    return BAD_INPUT


def _warm() -> int:
    from routing.warm import warm_up

    warm_up()
    return SOLVED


def _solve(options: argparse.Namespace, began: float) -> int:
    text = read(options.problem)
    if options.format != "contract":
        from routing.command.benchmark import solve_benchmark

        return solve_benchmark(options, text, began)
    from routing.formats.contract import problem_from_dict
    from routing.formats.reader import read_json

    engine = travel_engine(options)
    problem = _filled_in(problem_from_dict(read_json(text)), engine, is_written=bool(options.write_problem))
    write_problem_as_asked(options, problem)
    return _hand_over(options, solve_as_asked(problem, options, began, engine=engine))


def _filled_in(problem: Problem, engine: TravelEngine, *, is_written: bool) -> Problem:
    """The problem with its matrix. A large day is solved without one, and is given it only to be written for `check`, which fills
    in the great circle itself where even that would be too much."""
    from routing.large.solve import is_large
    from routing.travel import GREAT_CIRCLE, with_matrix

    needs = not is_large(problem) or (
        is_written and (engine.name != GREAT_CIRCLE or len(problem.locations) <= MOST_WRITTEN)
    )
    return with_matrix(problem, engine) if needs else problem


def _insert(options: argparse.Namespace, began: float) -> int:
    from routing.command.insert import inserted

    texts = (read(options.problem), read(options.plan), read(options.shipment))
    return _hand_over(
        options, inserted(options, texts, began, checked=lambda later: write_problem_as_asked(options, later))
    )


def _hand_over(options: argparse.Namespace, plan: Plan) -> int:
    from routing.formats.contract import plan_to_dict

    write(options.output, json.dumps(plan_to_dict(plan), ensure_ascii=False))
    say(summary(plan))
    return SOLVED


def summary(plan: Plan) -> str:
    """One line on a plan."""
    cost, stats = plan.cost, plan.stats
    return (
        f"{cost.vehicles} routes, {cost.duration_s} s, {cost.distance_m} m, total {cost.total_s}; "
        f"{len(plan.unassigned)} unassigned (value {cost.unserved_value:g}); "
        f"{stats.iterations} iterations in {stats.solve_s} s"
    )


def _check(options: argparse.Namespace) -> int:
    if options.format != "contract":
        from routing.command.benchmark import check_benchmark

        return check_benchmark(options, read(options.problem), read(options.plan))
    from routing.checker.violations import violations
    from routing.formats.contract import plan_from_dict, problem_from_dict
    from routing.formats.reader import read_json

    with naming(options.problem):
        problem = problem_from_dict(read_json(read(options.problem)))
    with naming(options.plan):
        plan = plan_from_dict(read_json(read(options.plan), InvalidPlan))
    faults = violations(problem, plan)
    for fault in faults:
        print(fault)
    return BROKEN if faults else SOLVED
