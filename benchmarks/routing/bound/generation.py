"""Column generation: a lower bound on the cost of every plan, and the best plan that its routes make.

The relaxation chooses among all routes, each shipment once, no more vehicles than there are, no more than there is room for.
Routes come in by their reduced cost. Whatever the prices are, the sum of what they promise and of the cheapest route of each
kind of vehicle at them is a bound (Lagrange): prices are rounded to whole millionths, and the rest is counted in whole numbers.
Where plan and the bound are near, every route that a better plan could hold is listed, and the choice among them is exact
(Baldacci, Christofides and Mingozzi, Mathematical Programming 115, 2008).
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from fractions import Fraction

from benchmarks.routing.bound.labelling import Found, Labelling, Rule
from benchmarks.routing.bound.master import Master, choose
from benchmarks.routing.bound.setting import SCALE, Duals, Nodes, Priced, Setting
from routing.problem import Problem
from routing.search.route import build

CLOSE = SCALE // 100
"""Bound and relaxation that are so near are one."""
MOST_ROUTES = {Rule.QUICK: 200, Rule.LEAST: 5_000, Rule.EACH: 20_000}
"""Routes after which a labelling ends, whole or not."""


@dataclass(frozen=True)
class Bounded:
    """Costs are the objective's, in seconds, with what is left behind at its price, a required shipment at `required_s` more.

    `bound` is proven; `relaxed` is the bound before the routes were listed; `cost` is the best plan's, `orders` that plan.
    """

    bound: Fraction
    relaxed: Fraction
    cost: Fraction
    orders: list[Nodes]
    required_s: int
    columns: int
    labels: int


class Generation:
    """One problem being bounded; `orders` (of nodes by vehicle) is a plan to begin with."""

    def __init__(self, problem: Problem, orders: list[Nodes], *, labels: int) -> None:
        self.setting = Setting(problem)
        self.master = Master(self.setting)
        self.labels = labels
        self.bound = 0
        self.prices: tuple[Duals, dict[int, int]] | None = None
        self.used = 0
        self.best = self._columns_of(orders)
        self.master.add(self.best)

    def run(self) -> Bounded:
        """Relax, choose, list, choose."""
        while self._round():
            pass
        relaxed = self.bound
        self._choose(list(self.master.columns.values()))
        if self.prices is not None and self.cost > self.bound:
            self._list_all()
        orders = self._orders()
        return Bounded(
            bound=Fraction(self.bound, SCALE),
            relaxed=Fraction(relaxed, SCALE),
            cost=Fraction(self.cost, SCALE),
            orders=orders,
            required_s=self.setting.required_s,
            columns=len(self.master.columns),
            labels=self.used,
        )

    @property
    def cost(self) -> int:
        """The cost of the best plan."""
        served = {ship for route in self.best for ship in self.setting.ships_in(route.nodes)}
        absent = sum(price for ship, price in enumerate(self.setting.absence) if ship not in served)
        return absent + sum(route.cost for route in self.best)

    def _columns_of(self, orders: list[Nodes]) -> list[Priced]:
        compiled = self.setting.compiled
        columns = []
        for vehicle, nodes in zip(compiled.vehicles, orders, strict=True):
            if nodes:
                route = build(compiled, vehicle, nodes)
                assert route is not None
                columns.append(Priced(vehicle.twin_of, nodes, SCALE * route.cost))
        return columns

    def _round(self) -> bool:
        """Price routes and take them in; False where there is nothing more to win, or no more time."""
        relaxed, duals, kinds = self.master.solve()
        new = 0
        for kind, saved in kinds.items():
            new += self.master.add(self._routes(kind, duals, saved, Rule.QUICK).routes)
        if new:
            return True
        least = {}
        for kind, saved in kinds.items():
            found = self._routes(kind, duals, saved, Rule.LEAST)
            new += self.master.add(found.routes)
            if not found.whole:
                return bool(new) and self.labels > 0
            least[kind] = min((route.reduced for route in found.routes), default=saved)
        self._bound_by(duals, least)
        return bool(new) and SCALE * relaxed - self.bound > CLOSE

    def _routes(self, kind: int, duals: Duals, below: int, rule: Rule) -> Found:
        """Routes below a reduced cost; the labels that it took are gone."""
        labelling = Labelling(self.setting, kind, duals, below=below, rule=rule)
        found = labelling.run(labels=self.labels, most=MOST_ROUTES[rule])
        self.labels -= labelling.seen
        self.used += labelling.seen
        return found

    def _bound_by(self, duals: Duals, least: dict[int, int]) -> None:
        """The bound of Lagrange at these prices, where it is the best so far."""
        setting = self.setting
        bound = sum(map(min, duals.ships, setting.absence))
        bound -= sum(price * max(setting.room[key], 0) for key, price in duals.room.items())
        bound += sum(count * min(0, least[kind]) for kind, count in setting.kinds.items())
        if bound > self.bound or self.prices is None:
            self.bound, self.prices = max(bound, self.bound), (duals, least)

    def _choose(self, routes: list[Priced]) -> int:
        """Choose among routes; the proven cost of the best choice."""
        chosen, cost, proven = choose(self.setting, routes)
        if cost < self.cost:
            self.best = chosen
        return proven

    def _list_all(self) -> None:
        """List every route that a plan cheaper than the best known could hold, and choose among them."""
        assert self.prices is not None
        duals, least = self.prices
        gap = self.cost - self.bound
        routes: dict[tuple[int, Nodes], Priced] = {(each.kind, each.nodes): each for each in self.best}
        for kind in self.setting.kinds:
            found = self._routes(kind, duals, gap + min(0, least[kind]), Rule.EACH)
            if not found.whole:
                return
            routes |= {(kind, each.nodes): each for each in found.routes}
        proven = self._choose(list(routes.values()))
        self.bound = max(self.bound, min(proven, self.cost))

    def _orders(self) -> list[Nodes]:
        """The best plan by vehicle."""
        vehicles = self.setting.compiled.vehicles
        orders: list[Nodes] = [()] * len(vehicles)
        for route in self.best:
            free = next(v.number for v in vehicles if v.twin_of == route.kind and not orders[v.number])
            orders[free] = route.nodes
        return orders


def bounded(problem: Problem, orders: list[Nodes], *, labels: int) -> Bounded:
    """A bound on the cost of every plan of the problem, and the best plan found on the way; after so many labels it ends."""
    gc.disable()
    try:
        return Generation(problem, orders, labels=labels).run()
    finally:
        gc.enable()
