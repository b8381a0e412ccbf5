"""Drive times and road metres between places, as the router itself reckons them, for those who play a day or bound it."""

from __future__ import annotations

from collections.abc import Sequence

from foodlink.domain.driver import VehicleKind
from foodlink.routing_bridge.figures import figures, service_s
from routing.problem import Location
from routing.travel import engine_named

Point = tuple[float, float]


def road_tables(points: Sequence[Point]) -> tuple[list[list[int]], list[list[int]]]:
    """Seconds of a car and metres of road between all pairs of (lat, lon) in degrees, in their order."""
    locations = [Location(id=str(number), lat=lat, lon=lon) for number, (lat, lon) in enumerate(points)]
    matrix = engine_named("great-circle").matrix(locations)
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
