"""Reading what a road engine answers: anything that is not as documented means that it is no engine that we can use."""

from __future__ import annotations

from math import ceil
from typing import Any

from routing.travel.table import NO_ROAD, Drive
from routing.travel.trouble import EngineAway

ON_THE_MAP_M = 5_000
"""A place that is farther than this from every road of the engine is off its map."""
SLOWEST_S = 10_000_000
FARTHEST_M = 100_000_000
"""More than any drive on this earth: nonsense."""


def entry(document: Any, name: str, *, of: type = object) -> Any:
    """What an object holds under a name."""
    found = document.get(name) if isinstance(document, dict) else None
    if found is None or not isinstance(found, of):
        raise EngineAway(f"its answer has no {name}")
    return found


def listed(found: Any, *, exactly: int | None = None, at_least: int = 0) -> list[Any]:
    """A list of the length that it must have."""
    if not isinstance(found, list) or len(found) < at_least or (exactly is not None and len(found) != exactly):
        raise EngineAway("its answer has another size than the question")
    return found


def rows(found: Any, height: int, width: int) -> list[list[Any]]:
    """A table of that height and width."""
    return [listed(row, exactly=width) for row in listed(found, exactly=height)]


def drive(seconds: Any, metres: Any) -> Drive:
    """Seconds rounded up and metres rounded; null for both or either means that no road leads there."""
    if seconds is None or metres is None:
        return NO_ROAD
    time_s, far_m = _number(seconds, SLOWEST_S), _number(metres, FARTHEST_M)
    return ceil(time_s - 1e-9), round(far_m)


def _number(found: Any, most: int) -> float:
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= most:
        raise EngineAway("its answer holds what is no time or distance")
    return float(found)
