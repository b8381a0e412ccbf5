"""`insert`: one shipment more in a plan in force."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

from routing.command.asked import tell_of_compiling, travel_engine
from routing.command.files import naming
from routing.command.interrupted import by_signal
from routing.command.options import when_to_stop
from routing.errors import InvalidPlan, InvalidProblem
from routing.formats.contract import plan_from_dict, problem_from_dict, shipment_from_dict
from routing.formats.reader import read_json
from routing.insert import insert
from routing.plan import Plan
from routing.problem import Problem
from routing.stop import either
from routing.travel import with_matrix

Texts = tuple[str, str, str]
"""A problem, the plan that people know, and a shipment."""


def inserted(options: argparse.Namespace, texts: Texts, began: float, *, checked: Callable[[Problem], None]) -> Plan:
    """The plan with the shipment in it, the best so far once a signal asks for it; `checked` is given the problem that it
    answers to, before the search."""
    with naming(options.problem):
        problem = problem_from_dict(read_json(texts[0]))
    with naming(options.plan):
        plan = plan_from_dict(read_json(texts[1], InvalidPlan))
    with naming(options.shipment):
        shipment = shipment_from_dict(read_json(texts[2]))
    engine = travel_engine(options)
    tell_of_compiling(is_first=True)  # so many trials, the same plan
    try:
        with by_signal() as asked:
            return insert(
                with_matrix(problem, engine),
                plan,
                shipment,
                either(when_to_stop(options, began), asked),
                seed=options.seed,
                threads=options.threads or os.cpu_count() or 1,
                engine=engine,
                started=options.loaded,
                checked=checked,
            )
    except InvalidProblem as fault:  # as the three are read each is right by itself
        with naming(options.plan if isinstance(fault, InvalidPlan) else options.shipment):
            raise
