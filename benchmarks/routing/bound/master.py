"""The choice among the routes known: relaxed (GLOP) for the prices, whole (CP-SAT) for the best plan of them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from benchmarks.routing.bound.setting import SCALE, Bin, Duals, Nodes, Priced, Setting

CHOICE_WORK = 20.0
"""CP-SAT's deterministic time, so that the same day gives the same figure on every machine."""


class Master:
    """The linear relaxation, which takes more and more routes in. Costs are seconds there, to be good numbers."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.columns: dict[tuple[int, Nodes], Priced] = {}
        self._solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        infinity = self._solver.infinity()
        self._goal = self._solver.Objective()
        self._goal.SetMinimization()
        self._ships = [self._solver.Constraint(1, 1) for _ in setting.absence]
        self._kinds = {kind: self._solver.Constraint(-infinity, count) for kind, count in setting.kinds.items()}
        self._room = {key: self._solver.Constraint(-infinity, max(room, 0)) for key, room in setting.room.items()}
        for row, price in zip(self._ships, setting.absence, strict=True):
            absent = self._solver.NumVar(0, infinity, "")
            row.SetCoefficient(absent, 1)
            self._goal.SetCoefficient(absent, price / SCALE)

    def add(self, routes: Iterable[Priced]) -> int:
        """Take in the routes that are not known yet; how many were."""
        new = [route for route in routes if (route.kind, route.nodes) not in self.columns]
        for route in new:
            self.columns[route.kind, route.nodes] = route
            variable = self._solver.NumVar(0, self._solver.infinity(), "")
            self._goal.SetCoefficient(variable, route.cost / SCALE)
            self._kinds[route.kind].SetCoefficient(variable, 1)
            for ship in self.setting.ships_in(route.nodes):
                self._ships[ship].SetCoefficient(variable, 1)
            for key, load in room_taken(self.setting, route.nodes).items():
                self._room[key].SetCoefficient(variable, load)
        return len(new)

    def solve(self) -> tuple[float, Duals, dict[int, int]]:
        """The cost of the relaxation, the prices, and what one more vehicle of a kind would save (not above 0)."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise AssertionError("GLOP did not solve the relaxation")
        ships = tuple(
            min(round(SCALE * row.dual_value()), price)
            for row, price in zip(self._ships, self.setting.absence, strict=True)
        )
        room = {key: max(0, round(-SCALE * row.dual_value())) for key, row in self._room.items()}
        kinds = {kind: min(0, math.floor(SCALE * row.dual_value())) for kind, row in self._kinds.items()}
        return self._goal.Value(), Duals(ships, room), kinds


def room_taken(setting: Setting, nodes: Nodes) -> dict[Bin, int]:
    """What a route brings where room may run out."""
    loads: dict[Bin, int] = defaultdict(int)
    for node in nodes:
        if setting.compiled.choice_of[node] >= 0:
            for key, load in setting.takes_room(node):
                loads[key] += load
    return loads


def choose(setting: Setting, routes: list[Priced]) -> tuple[list[Priced], int, int]:
    """The best plan that the routes make, its cost, and a proven bound on the best plan of these routes."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in routes]
    by_ship, by_kind, by_bin = defaultdict(list), defaultdict(list), defaultdict(list)
    for route, variable in zip(routes, taken, strict=True):
        by_kind[route.kind].append(variable)
        for ship in setting.ships_in(route.nodes):
            by_ship[ship].append(variable)
        for key, load in room_taken(setting, route.nodes).items():
            by_bin[key].append(load * variable)
    for kind, variables in by_kind.items():
        model.add(sum(variables) <= setting.kinds[kind])
    for key, terms in by_bin.items():
        model.add(sum(terms) <= max(setting.room[key], 0))
    absent = [model.new_bool_var("") for _ in setting.absence]
    for ship, variable in enumerate(absent):
        model.add(sum(by_ship[ship]) + variable == 1)
    costs = [*(route.cost for route in routes), *setting.absence]
    model.minimize(sum(cost * variable for cost, variable in zip(costs, [*taken, *absent], strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = CHOICE_WORK
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [], sum(setting.absence), 0
    chosen = [route for route, variable in zip(routes, taken, strict=True) if solver.value(variable)]
    cost = sum(route.cost for route in chosen)
    served = {ship for route in chosen for ship in setting.ships_in(route.nodes)}
    cost += sum(price for ship, price in enumerate(setting.absence) if ship not in served)
    return chosen, cost, min(cost, math.floor(solver.best_objective_bound + 1e-6))
