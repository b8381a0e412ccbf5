"""The OR-Tools routing model of a problem. OR-Tools is imported here and in `partition`, only once asked for (0.4 s).

It starts from a plan of our own search and looks for better ones by guided local search. What it finds is timed and
judged again by the exact evaluator; a plan that breaks a rule there, or is no better, is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from routing.ortools.rules import Builder
from routing.ortools.sites import Sites, sites_of
from routing.search.compiled import Compiled, Orders
from routing.search.state import Score, State, state_of_orders

ASK_EVERY = 32
FIRST_CALLS = 50_000
"""Within so many calls OR-Tools has taken up the plan it is given, or never will."""


def improve_with_ortools(best: State, stop: Callable[[State, int], bool], *, calls: int) -> tuple[State, int]:
    """The best state after a slice of guided local search from `best`, and how many plans it looked at.

    `stop` is asked from time to time; `calls` of the limit bound the slice, so that it does not depend on a clock.
    """
    compiled = best.compiled
    sites = sites_of(best)
    if sites is None:
        return best, 0
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    number = len(sites.steps) + 2 * len(compiled.vehicles)
    manager = pywrapcp.RoutingIndexManager(number, len(compiled.vehicles), sites.starts, sites.ends)
    model = pywrapcp.RoutingModel(manager)
    for _ in Builder(compiled, sites, manager, model, best).build():
        if stop(best, 0):
            return best, 0
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.seconds = 1_000_000
    watch = _Search(compiled, sites, manager, model, best, stop, calls)
    model.AddSearchMonitor(model.solver().CustomLimit(watch.is_over))
    model.AddAtSolutionCallback(watch.keep)
    model.CloseModelWithParameters(parameters)
    first = model.ReadAssignmentFromRoutes(watch.orders_of(best, sites), True)
    if first is not None:
        model.SolveFromAssignmentWithParameters(first, parameters)
    watch.raise_fault()
    return watch.best, watch.seen


class _Search:
    """What happens while OR-Tools searches: plans are kept where they are lawful and better."""

    def __init__(
        self,
        compiled: Compiled,
        sites: Sites,
        manager: Any,
        model: Any,
        best: State,
        stop: Callable[[State, int], bool],
        calls: int,
    ) -> None:
        self.compiled, self.sites, self.manager, self.model = compiled, sites, manager, model
        self.best, self.best_score = best, best.score()
        self.stop, self.calls_left = stop, calls
        self.patience_end = calls - FIRST_CALLS
        self.seen = 0
        self.over = False
        self.fault: BaseException | None = None
        self.cheapest: int | None = None

    def is_over(self) -> bool:
        """Asked by OR-Tools very often; the clock only sometimes.

        Not before it has taken up the plan it starts from: it would then look for a first one of its own, unasked.
        """
        self.calls_left -= 1
        if self.seen == 0 and self.calls_left > self.patience_end:
            return False
        if self.calls_left % ASK_EVERY == 0 or self.calls_left < 0:
            self.over = self.over or self.calls_left < 0 or self.stop(self.best, self.seen)
        return self.over

    def keep(self) -> None:
        """Told of each plan that OR-Tools accepts. No exception may pass through its C++."""
        try:
            self.seen += 1
            cost = self.model.CostVar().Max()
            if self.cheapest is not None and cost >= self.cheapest:
                return
            self.cheapest = cost
            found = state_of_orders(self.compiled, self._orders())
            if found is not None:
                score: Score = found.score()
                if score < self.best_score:
                    self.best, self.best_score = found, score
        except BaseException as fault:
            self.fault, self.over = fault, True

    def raise_fault(self) -> None:
        """Raise what went wrong within OR-Tools' callbacks."""
        if self.fault is not None:
            raise self.fault

    def _orders(self) -> Orders:
        orders = []
        for vehicle in self.compiled.vehicles:
            nodes = [*vehicle.prefix]
            index = self.model.NextVar(self.model.Start(vehicle.number)).Value()
            while not self.model.IsEnd(index):
                nodes.append(self.sites.steps[self.manager.IndexToNode(index)])
                index = self.model.NextVar(index).Value()
            orders.append(tuple(nodes))
        return orders

    def orders_of(self, state: State, sites: Sites) -> list[list[int]]:
        """The free steps of each route, as the model's indices."""
        index = {node: self.manager.NodeToIndex(place) for place, node in enumerate(sites.steps)}
        return [[index[node] for node in route.nodes[route.free_from :]] for route in state.routes]
