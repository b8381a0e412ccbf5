"""The lines of ways along the roads, by the router's engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from foodlink.routing_bridge.travel import Point
from routing.errors import UnknownEngine
from routing.travel import engine_named

Draw = Callable[[Sequence[Point]], list[Point] | None]


def line_drawer(travel: str, *, patience_s: float, heard: Callable[[str], None]) -> Draw:
    """Draws the way through (lat, lon) stops along the roads; straight where no road joins two, None where nobody can tell.

    `heard` is told why. What the engine has drawn is remembered.
    """
    try:
        engine = engine_named(travel, warn=lambda shortfall: heard(shortfall.detail), patience_s=patience_s)
    except UnknownEngine as error:
        why = str(error)
        return lambda _stops: heard(why)

    def draw(stops: Sequence[Point]) -> list[Point] | None:
        legs = engine.lines(stops)
        if legs is None:
            return None
        return [point for leg, ends in zip(legs, pairwise(stops), strict=True) for point in (leg or ends)]

    return draw
