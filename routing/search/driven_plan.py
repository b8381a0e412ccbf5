"""A plan in force as the search holds it: an order of nodes for each vehicle, changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from routing.search.compiled import Compiled, Orders
from routing.search.fitting import fits_kernels
from routing.search.slow_plan import SlowPlan
from routing.search.warm_plan import WarmPlan
from routing.stop import Stop


class DrivenPlan(Protocol):
    """What both of them do: `WarmPlan` in the kernels, `SlowPlan` in Python where numbers are too large for those.

    A shipment that people count on (`Compiled.told`) is left out for a required one at most. What the compiled problem says
    of vehicles, rooms and what is settled is read when the plan is loaded, what it says of a shipment when it is admitted.
    """

    def orders(self) -> Orders:
        """The nodes of each vehicle in order, those that are locked first."""
        ...

    def absent(self) -> list[int]:
        """The shipments that nobody carries."""
        ...

    def vehicle_of(self, ship: int) -> int:
        """The vehicle that a shipment is free to be moved from; below 0 where it is absent or settled."""
        ...

    def can_take(self, ship: int) -> bool:
        """Whether an absent shipment fits somewhere, be it at any price."""
        ...

    def admit(self, ship: int) -> bool:
        """The newest shipment of the compiled problem joins the absent; False where its numbers are too large here."""
        ...

    def add_place(self) -> bool:
        """The newest place of the compiled problem is one now; False where its numbers are too large here."""
        ...

    def put_in(self, ships: Sequence[int]) -> None:
        """Insert absent shipments, one after the other, each where it costs least, if it fits and pays."""
        ...

    def take_away(self, ship: int) -> None:
        """A shipment is not to be carried any more; what cannot be driven without it becomes absent."""
        ...

    def reload(self, orders: Orders) -> None:
        """Read the compiled problem again, and go on with these orders, which are lawful."""
        ...

    def retell(self, vehicles: Sequence[int], ships: Sequence[int]) -> None:
        """People know the plan now: what they were told of `ships`, which is all that is new in the routes of `vehicles`."""
        ...

    def improve(self, focus: Iterable[int], stop: Stop, *, threads: int) -> int:
        """Improve around some shipments until `stop` says so or nothing better comes; the trials done."""
        ...


def driven_plan(compiled: Compiled, orders: Orders, *, seed: int) -> DrivenPlan:
    """A plan in force from lawful orders; in the kernels where all numbers are small enough for them."""
    return WarmPlan(compiled, orders, seed=seed) if fits_kernels(compiled) else SlowPlan(compiled, orders)
