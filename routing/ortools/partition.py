"""The best choice among all routes that good plans were made of: a set partitioning, solved by OR-Tools (CP-SAT).

Each shipment is in one chosen route at most, each vehicle drives one at most, no receiver gets more than it has room for. What
was found in many plans is put together as no single one of them had it. OR-Tools is imported only once it is asked for.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from routing.search.column import Column
from routing.search.compiled import PER_VALUE, Compiled, Orders
from routing.search.pieces import never

MOST_ROUTES = 6_000
MOST_STEPS = 120_000
LOOKS_S = 0.05
"""Between two looks at whether the search is over."""


def partition(
    compiled: Compiled,
    columns: Iterable[Column],
    incumbent: Orders,
    *,
    seconds: float,
    work: float,
    is_over: Callable[[], bool] = never,
) -> Orders | None:
    """Orders of nodes by vehicle that cost less than the incumbent's and serve no less; None where none was found.

    It ends after so many `seconds`, after so much `work` (CP-SAT's deterministic time) whatever the clock says, and once
    `is_over` says so, which is asked from another thread. The incumbent's own routes are to be among the columns. No day may be
    under way: its routes could not be exchanged freely.
    """
    began = time.monotonic()
    from ortools.sat.python import cp_model

    choice = _Choice(cp_model.CpModel(), compiled, columns, incumbent)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(seconds - (time.monotonic() - began), 0.01)
    solver.parameters.max_deterministic_time = work
    with _ended_by(solver, is_over):
        status = solver.solve(choice.model)
    return choice.orders(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


@contextmanager
def _ended_by(solver: Any, is_over: Callable[[], bool]) -> Iterator[None]:
    """Looks now and then whether the search of a solver is to end."""
    is_done = threading.Event()

    def watch() -> None:
        while not is_done.wait(LOOKS_S):
            if is_over():
                solver.stop_search()  # again and again: before the search begins it is not heard

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        is_done.set()
        watching.join()


class _Choice:
    """The model: a variable for each route, whether it is driven, and for each shipment, whether it is left out."""

    def __init__(self, model: Any, compiled: Compiled, columns: Iterable[Column], incumbent: Orders) -> None:
        self.model, self._compiled = model, compiled
        self._kinds, self._count = _kinds(compiled)
        self._taken = {column: model.new_bool_var("") for column in _latest(columns, self._kinds)}
        self._driven = {(self._kinds[number], nodes) for number, nodes in enumerate(incumbent) if nodes}
        self._served = {ship for nodes in incumbent for ship in _ships(compiled, nodes)}
        self._bound_vehicles()
        self._absent = self._serve_once()
        self._hint_routes()
        self._keep_room()
        self._serve_no_less()
        if compiled.vehicles_first:
            model.add(sum(self._taken.values()) <= len(self._driven))
        self._minimise_cost()

    def orders(self, solver: Any) -> Orders:
        """What the solver chose."""
        chosen = [column for column, variable in self._taken.items() if solver.value(variable)]
        return _orders(self._compiled, self._kinds, chosen)

    def _bound_vehicles(self) -> None:
        by_kind = defaultdict(list)
        for column, variable in self._taken.items():
            by_kind[self._kinds[column.vehicle]].append(variable)
        for kind, variables in by_kind.items():
            self.model.add(sum(variables) <= self._count[kind])

    def _serve_once(self) -> dict[int, Any]:
        by_ship, absent = defaultdict(list), {}
        for column, variable in self._taken.items():
            for ship in _ships(self._compiled, column.nodes):
                by_ship[ship].append(variable)
        for ship in range(len(self._compiled.pickup)):
            absent[ship] = self.model.new_bool_var("")
            self.model.add(sum(by_ship[ship]) + absent[ship] == 1)
            self.model.add_hint(absent[ship], ship not in self._served)
        return absent

    def _hint_routes(self) -> None:
        for column, variable in self._taken.items():
            self.model.add_hint(variable, (self._kinds[column.vehicle], column.nodes) in self._driven)

    def _keep_room(self) -> None:
        compiled, loads = self._compiled, defaultdict(list)
        for column, variable in self._taken.items():
            for node in column.nodes:
                receiver = compiled.receiver_of[node]
                if compiled.choice_of[node] >= 0 and receiver >= 0:
                    for dimension in compiled.room[receiver]:
                        amount = compiled.load[compiled.shipment_of[node]][dimension]
                        if amount:
                            loads[receiver, dimension].append(amount * variable)
        for (receiver, dimension), terms in loads.items():
            self.model.add(sum(terms) <= max(compiled.room[receiver][dimension], 0))

    def _serve_no_less(self) -> None:
        """Required first, then value where it has no price: no more may be left out than now."""
        compiled = self._compiled
        for weights in ([int(must) for must in compiled.must], compiled.weight if compiled.worth is None else []):
            terms = [weight * self._absent[ship] for ship, weight in enumerate(weights) if weight]
            left = sum(weight for ship, weight in enumerate(weights) if ship not in self._served)
            if terms:
                self.model.add(sum(terms) <= left)

    def _minimise_cost(self) -> None:
        compiled, scale = self._compiled, _scale(self._compiled)
        self.model.minimize(
            sum(scale * column.cost * variable for column, variable in self._taken.items())
            + sum(_price(compiled, ship) * variable for ship, variable in self._absent.items())
        )


def _scale(compiled: Compiled) -> int:
    """Seconds in millionths where value has a price, as `_price` counts."""
    return 1 if compiled.worth is None else PER_VALUE


def _price(compiled: Compiled, ship: int) -> int:
    worth = 0 if compiled.worth is None else round(compiled.worth * compiled.weight[ship])
    return worth + _scale(compiled) * compiled.drop_cost[ship]


def _kinds(compiled: Compiled) -> tuple[list[int], dict[int, int]]:
    """The kind of each vehicle (the first that is the same in all but name), and how many there are of it."""
    kinds = [vehicle.twin_of if vehicle.twin_of >= 0 else vehicle.number for vehicle in compiled.vehicles]
    return kinds, {kind: kinds.count(kind) for kind in set(kinds)}


def _latest(columns: Iterable[Column], kinds: list[int]) -> list[Column]:
    """Each route once for a kind of vehicle, the latest first, as many as can be chosen among."""
    seen: dict[tuple[int, frozenset[int]], Column] = {}
    for column in columns:
        key = (kinds[column.vehicle], frozenset(column.nodes))
        known = seen.pop(key, None)
        seen[key] = column if known is None or column.cost < known.cost else known
    chosen: list[Column] = []
    steps = 0
    for column in reversed(seen.values()):
        steps += len(column.nodes)
        if len(chosen) == MOST_ROUTES or steps > MOST_STEPS:
            break
        chosen.append(column)
    return chosen


def _ships(compiled: Compiled, nodes: Iterable[int]) -> list[int]:
    return [compiled.shipment_of[node] for node in nodes if compiled.choice_of[node] >= 0]


def _orders(compiled: Compiled, kinds: list[int], chosen: list[Column]) -> Orders:
    """The chosen routes, each with a vehicle of its kind: its own where that is free."""
    orders: Orders = [()] * len(compiled.vehicles)
    later = []
    for column in chosen:
        if orders[column.vehicle]:
            later.append(column)
        else:
            orders[column.vehicle] = column.nodes
    for column in later:
        free = next(n for n, kind in enumerate(kinds) if kind == kinds[column.vehicle] and not orders[n])
        orders[free] = column.nodes
    return orders
