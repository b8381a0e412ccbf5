"""How a search stands, told a few times a second to whoever asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from routing.search.compiled import Compiled
from routing.search.state import State

REPORT_EVERY_S = 0.25


@dataclass(frozen=True)
class Progress:
    """How a search stands: seconds since it began, and the best plan so far; `total_s` as in the plan's cost.

    `served_load` is what is served in each dimension of load, in thousandths.
    """

    elapsed_s: float
    iterations: int
    served: int
    served_value: float
    served_load: Mapping[str, int]
    unserved: int
    total_s: int


class Served(Protocol):
    """A plan that knows whom it serves, at what cost, and after how many iterations."""

    cost: int
    iterations: int

    def served(self) -> set[int]:
        """Numbers of shipments."""
        ...


class Reporter:
    """Passes on how the search stands, the first time at once, then not more often than is good for anybody."""

    def __init__(self, compiled: Compiled, tell: Callable[[Progress], None] | None, *, began: float) -> None:
        self._compiled = compiled
        self._tell = tell
        self._began = began
        self._told = 0.0

    def state(self, best: State, iterations: int) -> None:
        """A plan as the search in Python has it."""
        if self._is_due():
            self._report(set(range(len(self._compiled.pickup))) - best.absent, best.total(), iterations)

    def orders(self, orders: Iterable[tuple[int, ...]], total_s: int, iterations: int) -> None:
        """A plan as the kernels have it: orders of nodes by vehicle."""
        if self._is_due():
            compiled = self._compiled
            steps = (node for order in orders for node in order)
            served = {compiled.shipment_of[node] for node in steps if compiled.choice_of[node] >= 0}
            self._report(served | compiled.served_before, total_s, iterations)

    def served(self, plan: Served) -> None:
        """A plan of which only is known whom it serves, which is asked where somebody is to be told."""
        if self._is_due():
            self._report(plan.served(), plan.cost, plan.iterations)

    def _is_due(self) -> bool:
        now = time.monotonic()
        if self._tell is None or now - self._told < REPORT_EVERY_S:
            return False
        self._told = now
        return True

    def _report(self, served: set[int], total_s: int, iterations: int) -> None:
        assert self._tell is not None
        shipments = self._compiled.problem.shipments
        self._tell(
            Progress(
                elapsed_s=time.monotonic() - self._began,
                iterations=iterations,
                served=len(served),
                served_value=sum(shipments[each].value for each in sorted(served)),
                served_load={
                    name: sum(self._compiled.load[each][place] for each in served)
                    for place, name in enumerate(self._compiled.dimensions)
                },
                unserved=len(shipments) - len(served),
                total_s=total_s,
            )
        )
