"""Drive times and road metres: for a plan by the engine that the operator chose, for a played day by our own model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from foodlink.domain.driver import VehicleKind
from foodlink.routing_bridge.figures import figures, service_s
from routing.errors import UnknownEngine
from routing.problem import Location, Problem
from routing.travel import GREAT_CIRCLE, engine_named, with_matrix
from routing.travel.disk_cache import DiskCache
from routing.travel.shortfall import Shortfall

Point = tuple[float, float]


def with_drives(
    problem: Problem, *, engine: str, cache: str | None, patience_s: float | None
) -> tuple[Problem, list[dict[str, Any]]]:
    """The problem with the drives of that engine, and what the engine did not tell, each with a sentence (`said`).

    What it answered is kept in the file `cache`. Where the engine cannot be had at all the great circle stands in for it,
    as it does where the engine is away: a plan on estimates is better than none.
    """
    shortfalls: list[Shortfall] = []
    kept = None
    if engine != GREAT_CIRCLE and cache is not None:
        with suppress(OSError):  # the cache itself tells that it cannot be written
            Path(cache).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = DiskCache(cache)
    try:
        chosen = engine_named(engine, cache=kept, warn=shortfalls.append, patience_s=patience_s)
    except UnknownEngine as error:
        drives = len(problem.locations) * (len(problem.locations) - 1)
        shortfalls.append(Shortfall("unanswered", engine, drives, drives, detail=str(error)))
        chosen = engine_named(GREAT_CIRCLE)
    filled = with_matrix(problem, chosen)
    return filled, [{**asdict(one), "said": str(one)} for one in shortfalls]


def road_tables(points: Sequence[Point]) -> tuple[list[list[int]], list[list[int]]]:
    """Seconds of a car and metres of road between all pairs of (lat, lon) in degrees, in their order."""
    locations = [Location(id=str(number), lat=lat, lon=lon) for number, (lat, lon) in enumerate(points)]
    matrix = engine_named(GREAT_CIRCLE).matrix(locations)
    return [list(row) for row in matrix.durations_s], [list(row) for row in matrix.distances_m]


def speed_factor(territory: str, kind: VehicleKind) -> float:
    """By how much that vehicle is faster there than the travel model's car."""
    by_kind = float(figures("vehicle")[kind.value]["speed_factor"])
    return round(by_kind * float(figures("territory").get(territory, 1.0)), 3)


def farthest_m(kind: VehicleKind) -> int | None:
    """How many metres that vehicle drives at most on one route, None where nothing bounds it."""
    bound = figures("vehicle")[kind.value].get("max_distance_m")
    return None if bound is None else int(bound)


def stopping_s(kind: str) -> int:
    """Seconds of parking and ringing at a `pickup` or `delivery`, once a visit."""
    return int(figures("stopping")[f"{kind}_setup_s"])


def loading_s(quantity_g: int) -> int:
    """Seconds of loading or unloading so many grams of one lot."""
    return service_s(quantity_g)
