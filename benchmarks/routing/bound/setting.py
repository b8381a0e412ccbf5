"""A day as the bound sees it: what leaving a shipment behind costs, kinds of vehicles, room, and what is metric.

All costs are whole millionths of a second (or of a metre, where distance is what counts), so that the bound is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import floor

import numpy as np

from routing.problem import Problem
from routing.search.compiled import PER_VALUE, Compiled, VehicleState, compile_problem

SCALE = PER_VALUE
MOST_SHIPMENTS = 62
"""Sets of them are bits of a whole number in numpy's arrays."""
Nodes = tuple[int, ...]
Bin = tuple[int, int]
"""A receiver and a dimension of load in which its room is limited."""


@dataclass(frozen=True)
class Duals:
    """Prices of the relaxation, rounded to whole numbers: of serving a shipment, and of a thousandth of room."""

    ships: tuple[int, ...]
    room: dict[Bin, int]


@dataclass(frozen=True)
class Priced:
    """One route of a kind of vehicle: what it costs, and what it costs at the prices that it was found with."""

    kind: int
    nodes: Nodes
    cost: int
    reduced: int = 0


class Setting:
    """The problem with its prices. Raises `ValueError` where value has no price, a day is under way, or it is too large."""

    def __init__(self, problem: Problem) -> None:
        if len(problem.shipments) > MOST_SHIPMENTS:
            raise ValueError(f"a bound is only known for up to {MOST_SHIPMENTS} shipments")
        if problem.objective.value_s is None or problem.in_force:
            raise ValueError("a bound is only known for whole days with `value_s`")
        self.compiled: Compiled = compile_problem(problem)
        self.required_s = self._required_s()
        self.absence = [self._absence(ship) for ship in range(len(self.compiled.pickup))]

    def _required_s(self) -> int:
        """What leaving a required shipment behind costs on top: more than any plan can save by it."""
        compiled = self.compiled
        nodes, rows = len(compiled.loc), compiled.distance
        farthest = max((max(row) for row in rows), default=0)
        drives = farthest * (nodes + len(compiled.vehicles))
        if not compiled.by_distance:
            drives = sum(vehicle.close - vehicle.ready for vehicle in compiled.vehicles)
        fixed = sum(vehicle.fixed_cost for vehicle in compiled.vehicles)
        assert compiled.worth is not None
        worth = sum(floor(compiled.worth * weight / PER_VALUE) + 1 for weight in compiled.weight)
        return 1 + drives + fixed + worth + sum(compiled.cost_of)

    def _absence(self, ship: int) -> int:
        compiled = self.compiled
        assert compiled.worth is not None
        return floor(compiled.worth * compiled.weight[ship]) + SCALE * self.required_s * compiled.must[ship]

    @cached_property
    def kinds(self) -> dict[int, int]:
        """The first vehicle of each kind, and how many there are of it."""
        twins = [vehicle.twin_of for vehicle in self.compiled.vehicles]
        return {kind: twins.count(kind) for kind in sorted(set(twins))}

    @cached_property
    def room(self) -> dict[Bin, int]:
        """Room that may run out: all that can be brought there is more than it."""
        compiled = self.compiled
        wanted: dict[Bin, int] = {}
        for node, receiver in enumerate(compiled.receiver_of):
            if receiver >= 0:
                for place, _ in compiled.room[receiver].items():
                    load = compiled.load[compiled.shipment_of[node]][place]
                    wanted[receiver, place] = wanted.get((receiver, place), 0) + load
        return {
            key: compiled.room[key[0]][key[1]] for key, sum_ in wanted.items() if sum_ > compiled.room[key[0]][key[1]]
        }

    @cached_property
    def ways(self) -> list[int]:
        """Deliveries whose receiver has room for them at all: a relaxation would bring half of what does not fit."""
        compiled = self.compiled
        return [
            node
            for node, choice in enumerate(compiled.choice_of)
            if choice >= 0 and all(load <= self.room[key] for key, load in self.takes_room(node))
        ]

    def takes_room(self, node: int) -> list[tuple[Bin, int]]:
        """The bins that a delivery fills, and by how much."""
        load = self.compiled.load[self.compiled.shipment_of[node]]
        receiver = self.compiled.receiver_of[node]
        return [(key, load[key[1]]) for key in self.room if key[0] == receiver and load[key[1]]]

    def ships_in(self, nodes: Nodes) -> list[int]:
        """The shipments that a route serves."""
        return [self.compiled.shipment_of[node] for node in nodes if self.compiled.choice_of[node] >= 0]

    def is_metric(self, vehicle: VehicleState) -> bool:
        """Whether leaving a step out never makes a route of this vehicle longer, in time and where it counts in metres."""
        tables = [vehicle.edge, vehicle.drive]
        if self.compiled.by_distance or vehicle.max_distance is not None:
            tables.append(self.compiled.distance)
        first = np.array(vehicle.edge, dtype=np.int64)
        ways = [(first, np.array(tables[0], dtype=np.int64)), (first, np.array(vehicle.drive, dtype=np.int64))]
        if len(tables) == 3:
            metres = np.array(self.compiled.distance, dtype=np.int64)
            ways.append((metres, metres))
        return all(bool((a[:, :, None] + b[None, :, :] >= b[:, None, :]).all()) for a, b in ways)
