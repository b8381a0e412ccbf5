"""One search of a problem: a plan of its own in the kernels' arrays, moved on in slices by whoever holds the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from routing.kernels import fleet, layout, loading, objective, search
from routing.kernels.insertion import ANYWHERE, OPEN_ROUTES, cheapest
from routing.kernels.layout import BEST, Data
from routing.search.column import Column
from routing.search.compiled import Orders
from routing.search.pack import Ints, make_work, orders_of, rows_of
from routing.search.pieces import never, pieces

FLEET_OUT, COST_OUT = 8.0, 15.0
"""Mean steps taken out of a plan in one trial, while routes are saved and while cost is."""
FLEET_HEAT = 1.0
NEAR = 0.01
"""Plans that cost no more than this share above the best are good: their routes are kept for the choice among all."""
HOT, COLD = 1.5, 0.05
"""Temperatures, in what a leg costs in the mean."""
LEAST_PIECE, PIECE, PIECE_NODES = 10, 500, 40_000
"""Iterations between two looks at whether the search is over: at the least, at the most, and shared out over the steps that there
are to choose among, for an iteration takes longer where they are many (some 10 ms with 3,000)."""


@dataclass(frozen=True)
class Standing:
    """The objective of a plan in its parts, in the order of the contract; less is better."""

    missing: int
    weight: int
    used: int
    cost: int
    penalty: int


class Searcher:
    """A plan being improved. Everything that takes time runs without the interpreter's lock."""

    def __init__(self, data: Data, *, seed: int) -> None:
        self.data = data
        self.work = make_work(data, seed)
        self.leg = 1.0
        self.is_over: Callable[[], bool] = never
        """Asked within a slice, which ends early where it says so."""
        self.done = 0
        """Iterations since the beginning."""
        self._piece = max(LEAST_PIECE, min(PIECE, PIECE_NODES // max(1, len(data.nodes))))

    def start(self, orders: Orders) -> None:
        """Make a lawful plan the current and the best one."""
        nodes, counts = rows_of(orders, self.work.points.shape[1])
        loading.load_plan(self.data, self.work, nodes, counts)
        self.keep()

    def construct(self, *, at_any_price: bool = False) -> None:
        """Insert what is absent, each where it costs least."""
        search.construct(self.data, self.work, ANYWHERE, 0.0, at_any_price)
        self.keep()

    def keep(self) -> None:
        """The current plan becomes the best one, whatever that was."""
        objective.keep_best(self.data, self.work)
        steps = int(self.best_counts().sum())
        legs = steps + int(self.work.totals[layout.T_USED])
        self.leg = max(1.0, int(self.work.totals[layout.T_COST]) / legs) if legs else 1.0

    def adopt(self, nodes: Ints, counts: Ints) -> None:
        """Go on from another plan; the best one stays where it is better."""
        loading.load_plan(self.data, self.work, nodes, counts)
        if objective.compare(self.data, self.work.totals, self.work.others[layout.BEST_PLAN]) < 0:
            objective.keep_best(self.data, self.work)

    def adopt_best(self) -> None:
        """Go on from the best plan."""
        self.adopt(self.work.best.copy(), self.best_counts())

    def anneal(self, iterations: int, *, since: float, until: float, hot: float = HOT) -> None:
        """A slice of simulated annealing between two shares of a cooling from `hot` to cold."""
        near = NEAR * int(self.work.others[layout.BEST_PLAN, layout.T_COST])
        for count, *shares in self._pieces(iterations, since=since, until=until):
            heat, end = (self.leg * hot * (COLD / hot) ** share for share in shares)
            search.anneal(self.data, self.work, ANYWHERE, count, heat, end, COST_OUT, near)

    def drain(self) -> list[Column]:
        """Routes of good plans since the last time."""
        work, count = self.work, int(self.work.totals[layout.T_POOL])
        rows = work.pool_from[: count + 1].tolist()
        nodes = work.pool[: rows[count][0]].tolist()
        found = [
            Column(vehicle, tuple(nodes[begin : rows[place + 1][0]]), cost)
            for place, (begin, vehicle, cost) in enumerate(rows[:count])
        ]
        work.totals[layout.T_POOL] = 0
        return found

    def save_routes(self, iterations: int) -> bool:
        """A slice of the search for fewer routes; False where there is none to be closed any more."""
        for count, *_ in self._pieces(iterations):
            left = count
            while left > 0:
                if self.absent == 0:
                    if objective.compare(self.data, self.work.totals, self.work.others[layout.BEST_PLAN]) < 0:
                        objective.keep_best(self.data, self.work)
                    if not fleet.close_a_route(self.data, self.work):
                        return False
                heat = FLEET_HEAT * self.leg
                left -= int(fleet.serve_all(self.data, self.work, OPEN_ROUTES, left, heat, FLEET_OUT))
        return True

    def serve_more(self, iterations: int) -> bool:
        """A slice of the search for a plan that serves everybody; False once there is one."""
        heat = FLEET_HEAT * self.leg
        for count, *_ in self._pieces(iterations):
            fleet.serve_all(self.data, self.work, ANYWHERE, count, heat, FLEET_OUT)
        if objective.compare(self.data, self.work.totals, self.work.others[layout.BEST_PLAN]) < 0:
            objective.keep_best(self.data, self.work)
        return self.absent > 0

    def _pieces(self, iterations: int, *, since: float = 0.0, until: float = 1.0) -> Iterator[tuple[int, float, float]]:
        for piece in pieces(iterations, self._piece, self.is_over, since=since, until=until):
            self.done += piece[0]
            yield piece

    @property
    def absent(self) -> int:
        """Shipments that the current plan leaves out."""
        return int(self.work.totals[layout.T_ABSENT])

    def fitting(self) -> list[int]:
        """Those whom the best plan leaves out though there is a place for them, which does not pay."""
        self.adopt_best()
        absent = self.work.ships[: self.absent, layout.ABSENT].tolist()
        return [ship for ship in absent if cheapest(self.data, self.work, ship, ANYWHERE, True, 0.0)[1] >= 0]

    @property
    def best(self) -> Standing:
        """The objective of the best plan."""
        return Standing(*map(int, self.work.others[layout.BEST_PLAN, : layout.PARTS]))

    def is_better_than(self, other: Searcher) -> bool:
        """Whether its best plan is better than another's."""
        mine, theirs = (each.work.others[layout.BEST_PLAN] for each in (self, other))
        return bool(objective.compare(self.data, mine, theirs) < 0)

    def best_counts(self) -> Ints:
        """Steps of each route of the best plan."""
        counts: Ints = self.work.vehicles[:, BEST].copy()
        return counts

    def route_costs(self) -> list[int]:
        """What each vehicle's route of the best plan costs."""
        self.adopt_best()
        vehicles = range(len(self.data.vehicles))
        return [int(self.work.routes[2 * v + self.work.vehicles[v, layout.SIDE], layout.R_COST]) for v in vehicles]

    def best_orders(self) -> Orders:
        """The best plan, as orders of nodes by vehicle."""
        return orders_of(self.work.best, self.best_counts())
