"""Why a shipment of a large day is left behind: as `routing.reasons`, with most vehicles ruled out at once.

Vehicles that are left are tried exactly, nearest first. Where too many would have to be tried, and none of the first could,
the shipment counts as crowded out: the code that claims nothing about it alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from routing.large.drives import KnownDrives
from routing.large.screening import Screening
from routing.large.sources import Ints
from routing.plan import Code, Unassigned
from routing.reasons import alone_in_time, room_alone
from routing.search.compiled import Compiled
from routing.search.recreate import pays
from routing.search.route import build
from routing.sentences import Sentences

TRIED, TRIED_ASKING = 200, 12
"""Ways to serve a shipment alone that are tried exactly; the second where a road engine has to be asked."""
COMPARED = 8
"""Of ways that are found, to tell what serving it alone costs at the least."""
Way = tuple[int, int]
"""Delivery node, vehicle."""


class LargeReasons:
    """Finds the causes in `day`, which has nothing in force; those that do not depend on the plan are found once."""

    def __init__(self, day: Compiled, screening: Screening, drives: KnownDrives) -> None:
        self._day, self._screening, self._drives = day, screening, drives
        self._alone: dict[int, Code | None] = {}
        self._sentences = Sentences(day.problem)

    def unassigned(self, ship: int, *, is_carried: bool, fits: bool, at_a_glance: bool = False) -> Unassigned:
        """An absent shipment with its cause; `fits`: the plan as it is has a place for it, which does not pay.

        `at_a_glance`: nothing is tried out for it any more.
        """
        code = Code.ON_BOARD if is_carried else self._alone.get(ship) if at_a_glance else self.alone(ship)
        if code is None and (fits or not at_a_glance):
            code = Code.NOT_WORTH_IT if fits else Code.CROWDED_OUT
        return self._sentences.told(self._day.problem.shipments[ship], code)

    def alone(self, ship: int) -> Code | None:
        """The cause that holds for it alone, that it does not pay among them; None where there is none."""
        if ship not in self._alone:
            self._alone[ship] = self._cause_alone(ship)
        return self._alone[ship]

    def _cause_alone(self, ship: int) -> Code | None:
        screening, pickup, nodes = self._screening, self._day.pickup[ship], self._day.deliveries[ship]
        skilled = screening.with_skills(ship)
        able = skilled & screening.large_enough(ship)
        if not able.any():
            return Code.TOO_LARGE if skilled.any() else Code.NO_VEHICLE_SKILL
        on_shift = able & screening.on_shift(pickup, range(nodes[0], nodes[-1] + 1))
        if not on_shift.any():
            return Code.NO_SHIFT
        near = screening.nearest_first(ship, np.flatnonzero(on_shift & screening.first_of_its_kind()))
        possible = {node: screening.not_ruled_out(near, pickup, node) for node in nodes}
        most = TRIED if self._drives.source.is_constant else TRIED_ASKING
        ways = list(itertools.islice(_in_turn(possible), most))
        return self._try_out(ship, ways, is_all=len(ways) == sum(map(len, possible.values())))

    def _try_out(self, ship: int, ways: list[Way], *, is_all: bool) -> Code | None:
        day, pickup, costs = self._day, self._day.pickup[ship], []
        in_time = in_ride = False
        for place, (node, number) in enumerate(ways):
            if place % COMPARED == 0:
                self._look_up(pickup, ways[place : place + COMPARED])
            vehicle = day.vehicles[number]
            if not alone_in_time(day, vehicle, (pickup, node)):
                continue
            in_time = True
            route = build(day, vehicle, (pickup, node))
            in_ride = in_ride or route is not None
            if route is not None and room_alone(day, node):
                costs.append(route.cost)
                if day.worth is None or len(costs) == COMPARED:
                    break
        if costs:
            return None if pays(day, ship, min(costs)) else Code.NOT_WORTH_IT
        if not is_all:
            return None
        if not in_time:
            return Code.WINDOWS_UNREACHABLE
        return Code.NO_ROOM if in_ride else Code.RIDE_TOO_LONG

    def _look_up(self, pickup: int, ways: list[Way]) -> None:
        """Ask for the drives of some ways at once."""
        loc, vehicles = self._day.loc, self._day.vehicles
        lines = [[vehicles[number].start, loc[pickup], loc[node], vehicles[number].end] for node, number in ways]
        legs = [leg for line in lines for leg in itertools.pairwise(line) if leg[1] >= 0]
        here, there = np.array(legs, dtype=np.int64).T
        self._drives.look_up(here, there)


def _in_turn(possible: dict[int, Ints]) -> Iterator[Way]:
    """The nearest vehicle for each delivery, then the next nearest."""
    for rank in range(max(map(len, possible.values()))):
        for node, vehicles in possible.items():
            if rank < len(vehicles):
                yield node, int(vehicles[rank])
