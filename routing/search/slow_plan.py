"""A plan in force in Python, for numbers that are too large for the kernels: inserted where it costs least, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.search.compiled import Compiled, Orders
from routing.search.fitting import fits_kernels
from routing.search.recreate import cheapest, recreate
from routing.search.state import State, state_of_orders
from routing.stop import Stop


class SlowPlan:
    """The twin of `WarmPlan`; `DrivenPlan` says what each of these does."""

    def __init__(self, compiled: Compiled, orders: Orders) -> None:
        self.compiled = compiled
        self.state = _state(compiled, orders)

    def orders(self) -> Orders:
        return [route.nodes for route in self.state.routes]

    def absent(self) -> list[int]:
        return sorted(self.state.absent)

    def vehicle_of(self, ship: int) -> int:
        return self.state.at.get(ship, -1)

    def can_take(self, ship: int) -> bool:
        return cheapest(self.state, ship) is not None

    def admit(self, ship: int) -> bool:
        self.state.absent.add(ship)
        return not fits_kernels(self.compiled)

    def add_place(self) -> bool:
        return True

    def put_in(self, ships: Sequence[int]) -> None:
        for ship in ships:
            recreate(self.state, [ship], at_any_price=ship in self.compiled.told)

    def take_away(self, ship: int) -> None:
        vehicle = self.vehicle_of(ship)
        if vehicle >= 0:
            self.state.drop(vehicle, {ship})
        self.state.absent.discard(ship)

    def reload(self, orders: Orders) -> None:
        self.state = _state(self.compiled, orders)

    def retell(self, vehicles: Sequence[int], ships: Sequence[int]) -> None:
        del vehicles, ships
        self.reload(self.orders())

    def improve(self, focus: Iterable[int], stop: Stop, *, threads: int) -> int:
        del focus, stop, threads
        return 0


def _state(compiled: Compiled, orders: Orders) -> State:
    state = state_of_orders(compiled, orders)
    assert state is not None, "these orders are not lawful"
    return state
