"""OSRM over HTTP: its `table` for drives, its `route` for lines (https://project-osrm.org/docs/v5.24.0/api/)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from routing.travel.polyline import Line, decoded
from routing.travel.reading import ON_THE_MAP_M, drive, entry, listed, rows
from routing.travel.table import Drive, Point
from routing.travel.trouble import EngineAway, Refused, TooLarge
from routing.travel.web import Web

NO_ROAD_CODES = ("NoTable", "NoRoute")
OFF_MAP_CODES = ("NoSegment",)


@dataclass(frozen=True)
class Osrm:
    """One OSRM service; the profile is the one that its data were prepared with."""

    web: Web
    most_pairs: int = 10_000
    """`--max-table-size` is 100, and bounds starts x ends by its square (`src/engine/plugins/table.cpp`)."""
    most_points: int = 200
    """The coordinates are in the address: with 200 it stays below 8 kB, the usual bound of servers."""
    most_stops: int = 100
    at_once: int = 4

    @property
    def name(self) -> str:
        """As on the command line."""
        return f"osrm:{self.web.address}"

    def drives(self, starts: Sequence[Point], ends: Sequence[Point], *, deadline: float) -> list[list[Drive]]:
        """Drives from each start to each end. Raises Refused, TooLarge and EngineAway."""
        points = [*starts, *ends]
        sources = ";".join(str(number) for number in range(len(starts)))
        destinations = ";".join(str(number) for number in range(len(starts), len(points)))
        query = f"annotations=duration,distance&sources={sources}&destinations={destinations}"
        found = self._ask("table", points, query, deadline=deadline)
        seconds = rows(entry(found, "durations"), len(starts), len(ends))
        metres = rows(entry(found, "distances"), len(starts), len(ends))
        return [
            [drive(one, far) for one, far in zip(row, far_row, strict=True)]
            for row, far_row in zip(seconds, metres, strict=True)
        ]

    def lines(self, stops: Sequence[Point], *, deadline: float) -> list[Line]:
        """The line of each leg. Raises Refused, TooLarge and EngineAway."""
        query = "overview=false&steps=true&geometries=polyline6"
        found = self._ask("route", stops, query, deadline=deadline)
        legs = listed(entry(listed(entry(found, "routes"), at_least=1)[0], "legs"), exactly=len(stops) - 1)
        return [_line(listed(entry(leg, "steps"))) for leg in legs]

    def _ask(self, service: str, points: Sequence[Point], query: str, *, deadline: float) -> Any:
        where = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in (point.degrees for point in points))
        radii = ";".join([str(ON_THE_MAP_M)] * len(points))
        path = f"/{service}/v1/driving/{where}?{query}&radiuses={radii}&generate_hints=false"
        found = self.web.ask(path, deadline=deadline)
        code = entry(found, "code")
        if code == "Ok":
            return found
        reason = f"{code}: {found.get('message', '')}"[:200]
        if code == "TooBig":
            raise TooLarge(reason)
        if code in NO_ROAD_CODES or code in OFF_MAP_CODES:
            raise Refused(reason, no_road=code in NO_ROAD_CODES)
        raise EngineAway(reason)


def _line(steps: Sequence[Any]) -> Line:
    """The lines of a leg's steps, one after the other; each begins where the one before ended."""
    line: Line = []
    for step in steps:
        piece = decoded(entry(step, "geometry", of=str))
        line += piece[1:] if line and piece and line[-1] == piece[0] else piece
    return line
