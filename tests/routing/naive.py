"""The slow and obvious twin of the solver: tries every plan, and solves each route's times as a longest path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product

from routing.problem import Problem
from tests.routing.naive_days import (
    STAYS,
    Assignment,
    Choice,
    carrier,
    changes,
    fits_room,
    standing_of,
    ways,
)
from tests.routing.naive_late import free_steps, late_orders, locked_order, pinned_of, with_deliveries
from tests.routing.naive_route import route_cost
from tests.routing.naive_times import Order

Value = Callable[[Problem, Assignment, float, int], tuple[float, ...]]


def best_objective(problem: Problem, value: Value | None = None) -> tuple[float, ...]:
    """The best value of the objective over every plan, days in force with their history and what is locked.

    `value` judges a plan by what it does with each shipment, its cost and its number of routes; by the contract unless told.
    """
    judge = _objective if value is None else value
    best: tuple[float, ...] | None = None
    vehicles = [_Vehicle(problem, number) for number in range(len(problem.vehicles))]
    for assignment in product(*ways(problem)):
        if not fits_room(problem, assignment):
            continue
        total = float(problem.objective.change_s * changes(problem, assignment))
        used = 0
        for vehicle in vehicles:
            found = vehicle.cheapest(_chosen(vehicle, assignment))
            if found is None:
                break
            used += found[0]
            total += found[1]
        else:
            worth = judge(problem, assignment, total, used)
            best = worth if best is None else min(best, worth)
    assert best is not None
    return best


def objective_of(problem: Problem, unassigned: set[str], total_s: float, used: int) -> tuple[float, ...]:
    """The objective of a plan that leaves `unassigned`."""
    assignment: Assignment = [None if each.id in unassigned else (0, 0) for each in problem.shipments]
    return _objective(problem, assignment, total_s, used)


def _objective(problem: Problem, assignment: Assignment, total: float, used: int) -> tuple[float, ...]:
    """Whoever is on board counts as required."""
    carried = carrier(problem)
    left = [n for n, way in enumerate(assignment) if way is None]
    required = sum(problem.shipments[n].required or n in carried for n in left)
    count = problem.objective.unserved == "count"
    unserved = sum(1.0 if count else problem.shipments[n].value for n in left)
    if problem.objective.value_s is not None:
        return required, total + problem.objective.value_s * unserved
    return required, unserved, used if problem.objective.vehicles == "first" else 0, total


class _Vehicle:
    """One vehicle, where it stands, and what must come first in its route."""

    def __init__(self, problem: Problem, number: int) -> None:
        self.problem, self.number = problem, number
        self.standing = standing_of(problem, number)
        locked = with_deliveries(problem, self.standing, ())
        is_lawful = not locked or self._cost(locked, pinned_of(problem, number, self.standing, locked)) is not None
        self.first = late_orders(problem, number, self.standing, is_lawful=is_lawful)
        self.cheapest = cache(self._cheapest)

    def _cheapest(self, chosen: tuple[Choice, ...]) -> tuple[int, float] | None:
        """How many routes (0 or 1) and their least cost for what is chosen, None where no order is lawful."""
        steps = free_steps(self.problem, self.standing, chosen)
        if not steps:
            return 0, 0.0
        costs = [cost for late in self.first if set(late) <= set(chosen) for cost in self._costs(steps, late, chosen)]
        return (1, min(costs)) if costs else None

    def _costs(self, steps: Order, late: tuple[Choice, ...], chosen: tuple[Choice, ...]) -> Iterator[float]:
        """The cost of each lawful order that begins with what must come first."""
        head = locked_order(self.standing, dict(chosen), self.problem)
        head = (*head, *(("delivery", choice) for choice in late))
        pinned = pinned_of(self.problem, self.number, self.standing, head)
        if head and self._cost(head, pinned) is None:
            if len(head) == len(steps) and (cost := self._cost(head, pinned, limited=False)) is not None:
                yield cost
            return
        for tail in _orders(tuple(step for step in steps if step not in head)):
            cost = self._cost((*head, *tail), pinned)
            if cost is not None:
                yield cost

    def _cost(self, order: Order, pinned: Mapping[int, int], *, limited: bool = True) -> float | None:
        return route_cost(self.problem, self.number, self.standing, order, pinned, limited=limited)


def _chosen(vehicle: _Vehicle, assignment: Assignment) -> tuple[Choice, ...]:
    """What an assignment gives a vehicle, and what stays on board there."""
    return tuple(
        (n, STAYS if way is None else way[1])
        for n, way in enumerate(assignment)
        if (way is not None and way[0] == vehicle.number) or (way is None and n in vehicle.standing.aboard)
    )


def _orders(steps: Order) -> Iterator[Order]:
    """Every order in which each pickup comes before its delivery."""
    if not steps:
        yield ()
    for n, (kind, choice) in enumerate(steps):
        if kind == "pickup" or ("pickup", choice) not in steps:
            for rest in _orders((*steps[:n], *steps[n + 1 :])):
                yield (steps[n], *rest)
