"""The front door of large days: planned neighbourhood by neighbourhood, without the drives between all places."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from routing.large.closing import Closing
from routing.large.drives import KnownDrives
from routing.large.joined import Joined
from routing.large.land import Land
from routing.large.limits import nobody_drives, refuse_beyond_whole
from routing.large.piece import Frame
from routing.large.rounds import SIZE, Rounds
from routing.large.search import LargeSearch
from routing.large.sources import DriveSource, drives_of
from routing.plan import Plan, Stats
from routing.problem import Problem
from routing.progress import Progress, Reporter
from routing.search.compiled import Compiled, compile_problem
from routing.search.fitting import LARGEST_DRIVE, facts_fit
from routing.search.obligations import settle_days
from routing.stop import Stop
from routing.travel import TravelEngine
from routing.units import ceil_div

LARGE = 1_200
"""Locations, or shipments, from which on a day is large, with a matrix or without: there this way finds as good plans in the same
seconds as the search of the whole does, and with half as many again they are better by a tenth (`docs/routing.md`)."""
ENGINE = "foodlink-routing by neighbourhoods"
"""As statistics name it."""


def is_large(problem: Problem) -> bool:
    """Whether a problem is planned neighbourhood by neighbourhood."""
    return max(len(problem.locations), len(problem.shipments)) > LARGE


def solve_large(
    problem: Problem,
    stop: Stop,
    *,
    seed: int,
    threads: int,
    engine: TravelEngine | None,
    progress: Callable[[Progress], None] | None,
    began: float,
    size: float = SIZE,
) -> Plan | None:
    """The best plan found; None where numbers are too large for the kernels, without which this way leads nowhere, and the day
    is small enough to be searched as a whole without them. Raises `InvalidProblem` at such a number where it is not.

    `size` is that of a neighbourhood, in shipments.
    """
    idle = nobody_drives(problem, ENGINE)
    if idle is not None:
        return idle
    prepared_from = time.monotonic()
    frame = _framed(problem, drives_of(problem, engine))
    if frame is None:
        return None
    land, joined = Land(problem, frame.facts, frame.drives.source), Joined(frame)
    closing = Closing(frame, land)
    reporter = Reporter(frame.compiled, progress, began=began)
    rounds = Rounds(joined, land, seed=seed, size=size)
    search = LargeSearch(joined, rounds, stop, threads=threads, tell=lambda: reporter.served(joined))
    search.build(closing_s=time.monotonic() - prepared_from)
    first_s = time.monotonic() - began
    search.improve(closing_s=closing.seconds(joined, stop))
    stats = Stats(first_solution_s=round(first_s, 3), iterations=joined.iterations, engine=ENGINE)
    return closing.plan(joined, stats, stop)


def _framed(problem: Problem, source: DriveSource) -> Frame | None:
    """The facts of the day for the kernels, where they are small enough."""
    drives = KnownDrives(source, [place.setup_s for place in problem.locations])
    compiled = compile_problem(problem, drives)
    _look_up_days(compiled, drives)
    settle_days(compiled)
    facts, legs = facts_fit(compiled), _drives_fit(problem, drives)
    if not facts or not legs:
        refuse_beyond_whole(problem, drives_fit=legs)
        return None
    return Frame(compiled, drives)


def _look_up_days(compiled: Compiled, drives: KnownDrives) -> None:
    """Ask for the drives among what each vehicle in force has before it, vehicle by vehicle."""
    problem = compiled.problem
    for day in problem.in_force:
        ships = {problem.shipment_index[task.shipment] for task in (*day.done, *day.locked)}
        nodes = [node for ship in ships for node in (compiled.pickup[ship], *compiled.deliveries[ship])]
        end = problem.vehicles[problem.vehicle_index[day.vehicle]].end
        places = {problem.location_index[day.position], *(compiled.loc[node] for node in nodes)}
        places |= set() if end is None else {problem.location_index[end]}
        pairs = np.array(list(itertools.product(sorted(places), repeat=2)), dtype=np.int64)
        drives.look_up(*pairs.T)


def _drives_fit(problem: Problem, drives: KnownDrives) -> bool:
    """Whether no drive is too long for the kernels."""
    slowest = min(vehicle.speed for vehicle in problem.vehicles)
    setup = int(drives.setups.max(initial=0))
    return ceil_div(drives.source.longest, min(slowest, Fraction(1))) + setup < LARGEST_DRIVE
