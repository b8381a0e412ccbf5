"""What the adapters share: the instance in whole numbers in, a solution in the SINTEF form out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DEPOT = 0
FIXED = 10_000
"""Cost of a vehicle in the file's unit, more than any detour that saves one: fewest vehicles first."""


@dataclass(frozen=True)
class Node:
    """A pickup (demand above zero), a delivery, or the depot."""

    demand: int
    opens: int
    closes: int
    service: int
    partner: int


@dataclass(frozen=True)
class Instance:
    """One depot, equal vehicles; `times` are distances too."""

    name: str
    scale: int
    vehicles: int
    capacity: int
    route_time: int | None
    nodes: list[Node]
    times: list[list[int]]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(pickup, delivery) of each request."""
        return [(number, node.partner) for number, node in enumerate(self.nodes) if node.demand > 0]


@dataclass(frozen=True)
class Asked:
    """The command line of an adapter: INSTANCE SOLUTION LIMIT SEED THREADS."""

    instance: Instance
    solution: Path
    limit_s: int
    seed: int
    threads: int


def asked() -> Asked:
    """What the command line asks for."""
    source, solution, limit_s, seed, threads = sys.argv[1:]
    data = json.loads(Path(source).read_text(encoding="utf-8"))
    nodes = [Node(*row) for row in data.pop("nodes")]
    return Asked(Instance(nodes=nodes, **data), Path(solution), int(limit_s), int(seed), int(threads))


def write(solution: Path, routes: Iterable[Sequence[int]]) -> None:
    """One line a route; a route without a stop is none."""
    driven = [route for route in routes if route]
    lines = [f"Route {number} : {' '.join(map(str, route))}" for number, route in enumerate(driven, start=1)]
    solution.write_text("\n".join(["Solution", *lines]) + "\n", encoding="utf-8")
