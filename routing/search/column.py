"""One route as the choice among many routes sees it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A route that a vehicle, or another of its kind, could drive: its nodes, and its cost."""

    vehicle: int
    nodes: tuple[int, ...]
    cost: int
