"""The check of receivers: nobody gets more than fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from routing.checker.day import Day
from routing.plan import Plan
from routing.problem import Problem

Amounts = Counter[tuple[str, str]]
"""By receiver and dimension, in thousandths."""


class RoomCheck:
    """What each receiver gets in a whole plan, done and locked with it."""

    def __init__(self, problem: Problem, plan: Plan, days: Mapping[str, Day]) -> None:
        self._shipments = {shipment.id: shipment for shipment in problem.shipments}
        self._room = {receiver.id: receiver.room for receiver in problem.receivers}
        self._settled: Amounts = Counter()
        self._added: Amounts = Counter()
        for day in days.values():
            for task in day.done_tasks + day.locked:
                if task.kind == "delivery" and task.delivery is not None:
                    self._count(self._settled, task.shipment, task.delivery)
        for route in plan.routes:
            locked = days[route.vehicle].locked if route.vehicle in days else ()
            settled = {task.shipment for task in locked if task.kind == "delivery"}
            for step in route.steps:
                if step.type == "delivery" and step.shipment not in settled and step.delivery is not None:
                    self._count(self._added, step.shipment or "", step.delivery)

    def _count(self, into: Amounts, name: str, choice: int) -> None:
        shipment = self._shipments.get(name)
        if shipment is None or not 0 <= choice < len(shipment.deliveries):
            return
        receiver = shipment.deliveries[choice].receiver
        if receiver is not None:
            for dimension, amount in shipment.load.items():
                into[receiver, dimension] += amount

    def faults(self) -> Iterator[str]:
        """A line for each room that is too small; what is done or locked may already be more, then nothing is added."""
        for receiver, limits in self._room.items():
            for dimension, room in limits.items():
                added, settled = self._added[receiver, dimension], self._settled[receiver, dimension]
                if added and settled + added > room:
                    got = f"{(settled + added) / 1000:g} {dimension}"
                    yield f"receiver {receiver!r}: {got} for a room of {room / 1000:g}"
