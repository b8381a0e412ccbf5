"""Valhalla: its `sources_to_targets` for drives, its `route` for lines (https://valhalla.github.io/valhalla/api/).

The same questions and answers go over HTTP and to the library that reads tiles in this process (`valhalla_tiles.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from routing.travel.polyline import Line, decoded
from routing.travel.reading import ON_THE_MAP_M, drive, entry, listed, rows
from routing.travel.table import Drive, Point
from routing.travel.trouble import EngineAway, Refused, TooLarge
from routing.travel.web import Web

COSTING = "auto"
TOO_LARGE_CODE = 150
NO_ROAD_CODES = (170, 441, 442)
"""Unconnected regions, unreachable, no path."""
OTHER_CODES = (154, 171)
"""Farther than its limit, no road near."""


class Door(Protocol):
    """A way to ask Valhalla."""

    @property
    def name(self) -> str: ...
    @property
    def at_once(self) -> int: ...
    def ask(self, action: str, question: dict[str, Any], *, deadline: float) -> Any:
        """The answer, `{error_code, error}` where it is none. Raises TooLarge and EngineAway."""
        ...


@dataclass(frozen=True)
class WebDoor:
    """Valhalla's own service."""

    web: Web
    at_once: int = 4

    @property
    def name(self) -> str:
        """As on the command line."""
        return f"valhalla:{self.web.address}"

    def ask(self, action: str, question: dict[str, Any], *, deadline: float) -> Any:
        """The answer, also where it is a refusal."""
        return self.web.ask(f"/{action}", deadline=deadline, body=question)


@dataclass(frozen=True)
class Valhalla:
    """Valhalla behind one of its doors; drives are those of a car."""

    door: Door
    most_pairs: int = 2_500
    """`service_limits.auto.max_matrix_location_pairs` of its own configuration."""
    most_points: int = 2_500
    most_stops: int = 20
    """`service_limits.auto.max_locations`."""

    @property
    def name(self) -> str:
        """As on the command line."""
        return self.door.name

    @property
    def at_once(self) -> int:
        """How many questions it is asked at a time."""
        return self.door.at_once

    def drives(self, starts: Sequence[Point], ends: Sequence[Point], *, deadline: float) -> list[list[Drive]]:
        """Drives from each start to each end. Raises Refused, TooLarge and EngineAway."""
        question = {"sources": _places(starts), "targets": _places(ends), "units": "kilometers", "verbose": False}
        found = entry(self._ask("sources_to_targets", question, deadline=deadline), "sources_to_targets")
        if isinstance(found, dict):
            seconds = rows(entry(found, "durations"), len(starts), len(ends))
            far_km = rows(entry(found, "distances"), len(starts), len(ends))
            pairs = [list(zip(row, far, strict=True)) for row, far in zip(seconds, far_km, strict=True)]
        else:  # before 3.5 it knows no short answer
            cells = rows(found, len(starts), len(ends))
            pairs = [[(_of(cell, "time"), _of(cell, "distance")) for cell in row] for row in cells]
        return [[_drive(time_s, km) for time_s, km in row] for row in pairs]

    def lines(self, stops: Sequence[Point], *, deadline: float) -> list[Line]:
        """The line of each leg. Raises Refused, TooLarge and EngineAway."""
        question = {"locations": _places(stops), "directions_type": "none"}
        trip = entry(self._ask("route", question, deadline=deadline), "trip")
        legs = listed(entry(trip, "legs"), exactly=len(stops) - 1)
        return [decoded(entry(leg, "shape", of=str)) for leg in legs]

    def _ask(self, action: str, question: dict[str, Any], *, deadline: float) -> Any:
        found = self.door.ask(action, question | {"costing": COSTING}, deadline=deadline)
        code = found.get("error_code") if isinstance(found, dict) else None
        if code is None:
            return found
        reason = f"error {code}: {found.get('error', '')}"[:200]
        if code == TOO_LARGE_CODE:
            raise TooLarge(reason)
        if code in NO_ROAD_CODES or code in OTHER_CODES:
            raise Refused(reason, no_road=code in NO_ROAD_CODES)
        raise EngineAway(reason)


def _places(points: Sequence[Point]) -> list[dict[str, float]]:
    return [{"lat": lat, "lon": lon, "search_cutoff": ON_THE_MAP_M} for lat, lon in (one.degrees for one in points)]


def _of(cell: Any, name: str) -> Any:
    """What a cell holds, null included."""
    if not isinstance(cell, dict) or name not in cell:
        raise EngineAway(f"its answer has no {name}")
    return cell[name]


def _drive(time_s: Any, km: Any) -> Drive:
    """Its whole seconds are cut off or rounded (by version), so that a second more is what rounding up would give."""
    seconds, metres = drive(time_s, None if km is None else _metres(km))
    return (seconds + 1, metres) if isinstance(time_s, int) and seconds > 0 else (seconds, metres)


def _metres(km: Any) -> Any:
    return km * 1000 if isinstance(km, int | float) and not isinstance(km, bool) else km
