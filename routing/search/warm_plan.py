"""A plan in force in the kernels' arrays: changed in place, one change after the other, and improved around each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from routing.kernels import changes, loading, objective
from routing.kernels.insertion import ANYWHERE, cheapest
from routing.kernels.layout import ABSENT, AT, BEST, SETTLED, T_ABSENT, TWIN
from routing.search.compiled import NEVER, Compiled, Orders
from routing.search.crew import Crew
from routing.search.fitting import LARGEST, LARGEST_PRICED, fits_kernels
from routing.search.open_arrays import OpenArrays
from routing.search.pack import Ints, make_work, orders_of, rows_of
from routing.stop import Stop


class WarmPlan:
    """The kernels' twin of `slow_plan.SlowPlan`, which says what each of these does."""

    def __init__(self, compiled: Compiled, orders: Orders, *, seed: int) -> None:
        self.compiled = compiled
        self._seed = seed
        self._arrays = OpenArrays(compiled)
        self._start(orders)

    def _start(self, orders: Orders) -> None:
        """Working arrays for all that there is room for now."""
        work = make_work(self._arrays.whole, self._seed)
        choices, points = self._arrays.choices + 1, work.points.shape[1]
        self.work = work._replace(
            detours=np.zeros((points, choices), dtype=np.int64), ways=np.zeros((choices, 2), dtype=np.int64)
        )
        self._load(orders)

    def _load(self, orders: Orders) -> None:
        self.data = self._arrays.data
        nodes, counts = rows_of(orders, self.work.points.shape[1])
        loading.load_plan(self.data, self.work, nodes, counts)
        objective.keep_best(self.data, self.work)

    def orders(self) -> Orders:
        return orders_of(self.work.best, self.work.vehicles[:, BEST])

    def absent(self) -> list[int]:
        count = int(self.work.totals[T_ABSENT])
        ships: list[int] = self.work.ships[:count, ABSENT].tolist()
        return sorted(ships)

    def vehicle_of(self, ship: int) -> int:
        return int(self.work.ships[ship, AT])

    def can_take(self, ship: int) -> bool:
        return bool(cheapest(self.data, self.work, ship, ANYWHERE, False, 0.0)[1] >= 0)

    def admit(self, ship: int) -> bool:
        if not _is_small(self.compiled, ship):
            return False
        if not self._arrays.has_room():
            orders = self.orders()
            self._arrays.make_room()
            self._arrays.grow()
            self._start(orders)
            return True
        self._arrays.grow()
        self.data = self._arrays.data
        changes.admit(self.data, self.work, ship)
        return True

    def add_place(self) -> bool:
        orders, had_room = self.orders(), self._arrays.has_room()
        if not had_room:
            self._arrays.make_room()
        if not self._arrays.add_place():
            if not fits_kernels(self.compiled):
                return False
            self._arrays, had_room = OpenArrays(self.compiled), False
        if not had_room:
            self._start(orders)
        return True

    def put_in(self, ships: Sequence[int]) -> None:
        changes.put_in(self.data, self.work, _ints(ships), ANYWHERE, 0.0, False)

    def take_away(self, ship: int) -> None:
        self.data.ships[ship, SETTLED] = 1
        changes.take_away(self.data, self.work, ship)

    def reload(self, orders: Orders) -> None:
        self._arrays.refill()
        self._load(orders)

    def retell(self, vehicles: Sequence[int], ships: Sequence[int]) -> None:
        self._arrays.tell(ships)
        for vehicle in vehicles:
            self.data.vehicles[vehicle, TWIN] = self.compiled.vehicles[vehicle].twin_of
        changes.retell(self.data, self.work, _ints(vehicles), _ints(ships))

    def improve(self, focus: Iterable[int], stop: Stop, *, threads: int) -> int:
        ships = _ints(sorted(set(focus)))
        if not len(ships):
            return 0
        crew = Crew(self.data, self.work, self._arrays.whole, threads=threads)
        done = crew.improve(ships, stop)
        changes.return_to_best(self.data, self.work)
        return done


def _is_small(compiled: Compiled, ship: int) -> bool:
    """Whether the numbers of one more shipment are small enough for the kernels."""
    nodes = (compiled.pickup[ship], *compiled.deliveries[ship])
    numbers = [
        *compiled.load[ship],
        *(compiled.service[node] for node in nodes),
        *(compiled.cost_of[node] for node in nodes),
    ]
    numbers += [abs(bound) for node in nodes for bound in (compiled.lo[node], compiled.hi[node]) if abs(bound) < NEVER]
    largest = LARGEST if compiled.worth is None else LARGEST_PRICED
    return max(numbers) < largest and (compiled.worth or 1) * sum(compiled.weight) < 1 << 60


def _ints(numbers: Iterable[int]) -> Ints:
    return np.array(list(numbers), dtype=np.int64)
