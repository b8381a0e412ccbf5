"""Travel times and distances: a model of our own, behind a protocol that a road engine can take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from routing.errors import UnknownEngine
from routing.problem import Location, Matrix, Problem


class TravelEngine(Protocol):
    """Fills in drive times (seconds, rounded up) and distances (metres) between all pairs of locations."""

    name: str

    def matrix(self, locations: Sequence[Location]) -> Matrix:
        """Rows and columns in the order of `locations`."""
        ...


def engine_named(name: str) -> TravelEngine:
    """The engine for `--travel NAME`. Raises `UnknownEngine`: only great-circle is available."""
    if name == "great-circle":
        from routing.travel.great_circle import GreatCircle

        return GreatCircle()
    raise UnknownEngine(f"travel engine {name!r} is not available: only great-circle is")


def with_matrix(problem: Problem, engine: TravelEngine | None = None) -> Problem:
    """The problem with its matrix filled in, the same one where it has one."""
    if problem.matrix is not None:
        return problem
    chosen = engine or engine_named("great-circle")
    return replace(problem, matrix=chosen.matrix(problem.locations))
