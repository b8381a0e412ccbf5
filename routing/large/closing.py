"""What comes after the search of a large day: the exact times of its plan, and the causes of what is left behind."""

from __future__ import annotations

import time

import numpy as np

from routing.in_time import MOST_FOR_REASONS, glance_from, usual_s
from routing.large.joined import Joined
from routing.large.land import Land
from routing.large.piece import Frame
from routing.large.reasons import LargeReasons
from routing.large.screening import Screening
from routing.plan import Plan, Stats
from routing.search.answer import plan_of
from routing.search.compiled import compile_problem
from routing.search.route import build
from routing.search.state import state_of_orders
from routing.stop import Stop

SAMPLE, SAMPLE_ASKING = 60, 3
"""Routes that are timed exactly, and absent shipments whose causes are found, to learn how long it takes for all; the second of
these where a road engine has to be asked."""
LEAST_S, AS_LONG_AS_TIMING = 0.25, 8.0
"""What is kept of the clock for making and writing the plan: this, and so many times what timing its routes takes."""
WRITING = 0.6
"""Of that, what comes once the causes are told."""


class Closing:
    """Knows what is needed of a large day besides its plan."""

    def __init__(self, frame: Frame, land: Land) -> None:
        self._compiled = empty = frame.compiled
        if empty.problem.in_force:
            empty = compile_problem(empty.problem, frame.drives)
            frame = Frame(empty, frame.drives)
        self._reasons = LargeReasons(empty, Screening(frame, land), frame.drives)
        self._is_constant = frame.drives.source.is_constant
        self._plan_s = 0.0

    def seconds(self, joined: Joined, stop: Stop) -> float:
        """How long it will take, by a sample of the plan as it is; nothing is kept of no clock, or of one that has run out."""
        left = stop.seconds_left
        if not left:
            return 0.0
        self._plan_s = LEAST_S + AS_LONG_AS_TIMING * self._timing_s(joined)
        return self._plan_s + min(self._reasons_s(joined), MOST_FOR_REASONS * left)

    def plan(self, joined: Joined, stats: Stats, stop: Stop) -> Plan:
        """The plan, timed exactly."""
        until = glance_from(stop, joined.iterations, writing_s=WRITING * self._plan_s)
        state = state_of_orders(self._compiled, [tuple(order.tolist()) for order in joined.orders])
        if state is None:
            raise AssertionError("the kernels hold a plan for lawful that is not")
        unassigned = tuple(
            self._reasons.unassigned(
                ship,
                is_carried=ship in self._compiled.carrier,
                fits=bool(joined.fits[ship]),
                at_a_glance=time.monotonic() >= until,
            )
            for ship in sorted(state.absent)
        )
        return plan_of(state, unassigned, stats)

    def _timing_s(self, joined: Joined) -> float:
        """Seconds that timing all routes exactly takes."""
        used = [number for number, order in enumerate(joined.orders) if len(order)]

        def time_route(number: int) -> None:
            build(self._compiled, self._compiled.vehicles[number], tuple(joined.orders[number].tolist()))

        return usual_s(time_route, used[:SAMPLE]) * len(used)

    def _reasons_s(self, joined: Joined) -> float:
        """Seconds that the causes of all who are absent take."""
        absent = joined.absent
        most = SAMPLE if self._is_constant else SAMPLE_ASKING
        chosen = np.random.default_rng(1).permutation(absent)[:most]
        return usual_s(self._reasons.alone, chosen.tolist()) * len(absent)
