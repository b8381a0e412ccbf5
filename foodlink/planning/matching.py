"""A stop keeps its identifier while its place and kind stay."""

from __future__ import annotations

from typing import Any

from foodlink.domain.lifecycle import StopStatus
from foodlink.ids import new_id
from foodlink.planning.cargo import Posed
from foodlink.planning.snapshot import RouteInForce, StopInForce, place_key


def matched_stops(route: RouteInForce | None, stops: list[dict[str, Any]], posed: Posed) -> list[dict[str, Any]]:
    """The proposed stops with identifiers: those of the stops in force at the same place, of the same kind, else new ones.

    Where a place is visited twice, the stop that shares the most lines goes first, and one under way before all. One that
    had left the route comes back to it last.
    """
    free = [*route.pending, *route.left] if route is not None else []
    named = []
    for stop in stops:
        lines = {posed.cargo[number].line_id for number in stop["cargo"]}
        known = _best(free, stop, lines)
        if known is not None:
            free.remove(known)
        named.append({"id": str(known.stop_id if known else new_id()), "known": known is not None, **stop})
    return named


def _best(free: list[StopInForce], stop: dict[str, Any], lines: set[Any]) -> StopInForce | None:
    key = place_key(stop["organisation_id"], stop["lat"], stop["lon"])
    same = [one for one in free if one.kind.value == stop["kind"] and one.site.key == key]
    return max(same, key=lambda one: _preference(one, lines), default=None)


def _preference(one: StopInForce, lines: set[Any]) -> tuple[bool, bool, int]:
    return one.status is StopStatus.ARRIVED, not one.is_over, len(lines.intersection(one.line_ids))
