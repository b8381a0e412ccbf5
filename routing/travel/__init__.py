"""Travel times and distances: a model of our own, and road engines, behind one protocol.

`docs/routing.md` tells what each engine does, and what happens where it falls short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from routing.errors import UnknownEngine
from routing.problem import Location, Matrix, Problem

if TYPE_CHECKING:  # loaded only where a road engine is named: the command starts sooner
    from routing.travel.cache import DriveCache
    from routing.travel.filling import RoadService
    from routing.travel.lines import Leg
    from routing.travel.shortfall import Warn

GREAT_CIRCLE = "great-circle"
NAMES = f"{GREAT_CIRCLE}, osrm:URL, valhalla:URL, valhalla-tiles:PATH"


class TravelEngine(Protocol):
    """Fills in drive times (seconds, rounded up) and distances (metres) between all pairs of locations."""

    @property
    def name(self) -> str:
        """As on the command line."""
        ...

    def matrix(self, locations: Sequence[Location]) -> Matrix:
        """Rows and columns in the order of `locations`."""
        ...

    def lines(self, stops: Sequence[tuple[float, float]]) -> Sequence[Leg] | None:
        """The points of each leg between (lat, lon) stops, for a map; None where it knows no roads, or is away.

        A leg is None where no road joins its ends.
        """
        ...


def engine_named(
    name: str, *, cache: DriveCache | None = None, warn: Warn | None = None, patience_s: float | None = None
) -> TravelEngine:
    """The engine for `--travel NAME`. Raises `UnknownEngine` where it is none, or cannot be had here.

    Parameters
    ----------
    name
        `great-circle`, `osrm:URL`, `valhalla:URL` or `valhalla-tiles:PATH`.
    cache
        Where a road engine's answers are kept (`cache.MemoryCache`, `disk_cache.DiskCache`, or the caller's own);
        one in memory for this engine alone unless told.
    warn
        Is given a `shortfall.Shortfall` for what a road engine does not tell, with what stands in for it; Python's own
        warnings unless told.
    patience_s
        How many seconds a matrix, or the lines of a way, may take; `road.PATIENCE_S` unless told.
    """
    if name == GREAT_CIRCLE:
        from routing.travel.great_circle import GreatCircle

        return GreatCircle()
    service = _service(name)
    from routing.travel.road import PATIENCE_S, RoadEngine

    return RoadEngine(service, cache=cache, warn=warn, patience_s=PATIENCE_S if patience_s is None else patience_s)


def _service(name: str) -> RoadService:
    kind, _, where = name.partition(":")
    if kind not in ("osrm", "valhalla", "valhalla-tiles"):
        raise UnknownEngine(f"travel engine {name!r} is none of {NAMES}")
    if kind == "valhalla-tiles":
        from routing.travel.valhalla import Valhalla
        from routing.travel.valhalla_tiles import TilesDoor

        return Valhalla(TilesDoor(where))
    from routing.travel.web import Web, is_address

    if not is_address(where):
        raise UnknownEngine(f"travel engine {name!r}: after {kind}: comes an address, as http://127.0.0.1:5000")
    web = Web(where.rstrip("/"))
    if kind == "osrm":
        from routing.travel.osrm import Osrm

        return Osrm(web)
    from routing.travel.valhalla import Valhalla, WebDoor

    return Valhalla(WebDoor(web))


def with_matrix(problem: Problem, engine: TravelEngine | None = None) -> Problem:
    """The problem with its matrix filled in, the same one where it has one."""
    if problem.matrix is not None:
        return problem
    chosen = engine or engine_named(GREAT_CIRCLE)
    return replace(problem, matrix=chosen.matrix(problem.locations))
