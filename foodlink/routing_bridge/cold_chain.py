"""The cold chain allows no lateness: what would be on board for too long is brought back, whoever waits for it.

The router drives what is on board, or about to be, to somebody as early as it can, late if need be. A plan in which cold food
would be late is made again without that food.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from foodlink.planning.cargo import Cargo, Posed
from foodlink.planning.snapshot import Snapshot
from foodlink.routing_bridge.problem import problem_from

Document = dict[str, Any]
_TRIES = 4


def plan_of(snapshot: Snapshot, solve: Callable[[Posed], Document]) -> tuple[Posed, Document]:
    """The day as a problem, and what `solve` makes of it, without the cold food that nobody can have in time."""
    spoiled: frozenset[UUID] = frozenset()
    for _ in range(_TRIES):
        posed = problem_from(snapshot, spoiled=spoiled)
        plan = solve(posed)
        names = (_name(posed.cargo[number]) for number in _too_long_aboard(posed.problem, plan))
        more = frozenset(name for name in names if name is not None)
        if not more:
            break
        spoiled |= more
    return posed, plan


def _too_long_aboard(problem: Document, plan: Document) -> list[int]:
    """The shipments that the plan lets ride for longer than they may."""
    longest = {one["id"]: one["max_ride_s"] for one in problem["shipments"] if "max_ride_s" in one}
    loaded = {task[1]: task[2] for day in problem["in_force"] for task in day["done"] if task[0] == "pickup"}
    found = []
    for route in plan["routes"]:
        for step in route["steps"]:
            if step["type"] == "pickup":
                loaded[step["shipment"]] = step["departure_s"]
            elif step["type"] == "delivery" and step["shipment"] in longest:
                ride_s = step["start_s"] - loaded[step["shipment"]]
                if ride_s > longest[step["shipment"]]:
                    found.append(int(step["shipment"][1:]))
    return found


def _name(cargo: Cargo) -> UUID | None:
    """What it is known by; free food has no name, and is neither on board nor about to be."""
    return cargo.line_id or cargo.carry_id
