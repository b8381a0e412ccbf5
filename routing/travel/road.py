"""A travel engine on a road network: what the network knows, and the great circle where it does not."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from routing.problem import Location, Matrix
from routing.travel.cache import CacheUnusable, DriveCache, MemoryCache
from routing.travel.filling import RoadService, fill
from routing.travel.great_circle import estimates
from routing.travel.lines import Leg, Lines
from routing.travel.shortfall import Kind, Shortfall, Warn, warn_by_python
from routing.travel.table import NO_ROAD, UNKNOWN, Mask, Point, Table, Whole

PATIENCE_S = 30.0
"""For all the drives of a matrix, unless told."""
UNREACHABLE = 10_000_000
"""Seconds (116 days) and metres where no road leads: more than any shift holds, so that no plan drives it."""


class RoadEngine:
    """The travel engine of a road service (`osrm.py`, `valhalla.py`).

    A matrix takes `patience_s` at most. Each drive is the service's own, kept in `cache` from then on; where it told none,
    for want of an answer or of a map, the great circle's; where it knows that no road leads there, `UNREACHABLE`. Each
    such shortfall is given to `warn`.
    """

    def __init__(
        self,
        service: RoadService,
        *,
        cache: DriveCache | None = None,
        warn: Warn | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.name = service.name
        self._service = service
        self._cache = MemoryCache() if cache is None else cache
        self._warn = warn_by_python if warn is None else warn
        self._patience_s = patience_s
        self._lines = Lines(service)

    def matrix(self, locations: Sequence[Location]) -> Matrix:
        """All pairs; durations are rounded up, distances to the metre."""
        deadline = time.monotonic() + self._patience_s
        points = [Point.of(location.lat or 0.0, location.lon or 0.0) for location in locations]
        places = {point: place for place, point in enumerate(dict.fromkeys(points))}
        table = Table(list(places))
        self._read(table)
        lacking = table.seconds == UNKNOWN
        why = fill(table, self._service, deadline=deadline) if table.to_ask.any() else None
        self._keep(table, lacking)
        of = np.array([places[point] for point in points], dtype=np.int64)
        self._tell(table, of, [location.id for location in locations], why)
        return _matrix(table, of)

    def lines(self, stops: Sequence[tuple[float, float]]) -> list[Leg] | None:
        """The way along the roads for each leg between (lat, lon) stops; None where the service does not answer.

        A leg is None where no road joins its ends.
        """
        legs, why = self._lines.of([Point.of(*stop) for stop in stops], deadline=time.monotonic() + self._patience_s)
        if why is not None:
            legs_n = max(len(stops) - 1, 0)
            self._warn(Shortfall("unanswered", self.name, drives=legs_n, asked=legs_n, detail=why))
        return legs

    def _read(self, table: Table) -> None:
        try:
            table.put(self._cache.known(self.name, table.points))
        except CacheUnusable as error:
            self._warn(Shortfall("no_cache", self.name, detail=str(error)))

    def _keep(self, table: Table, lacking: Mask) -> None:
        told = table.known(lacking)
        if not told:
            return
        try:
            self._cache.keep(self.name, table.points, told)
        except CacheUnusable as error:
            self._warn(Shortfall("no_cache", self.name, detail=str(error)))

    def _tell(self, table: Table, of: Whole, ids: list[str], why: str | None) -> None:
        """Tell what the service did not give, in drives between the locations that were asked for."""
        off = table.off_map
        beyond = table.unknown & (off[:, None] | off[None, :])
        no_road = table.seconds == NO_ROAD[0]
        np.fill_diagonal(no_road, val=False)
        unanswered = table.unknown & ~beyond
        asked = len(of) * (len(of) - 1)

        def tell(kind: Kind, pairs: Mask, named: Mask, detail: str = "") -> None:
            drives = int(pairs[np.ix_(of, of)].sum())
            if drives:
                places = tuple(name for name, place in zip(ids, of, strict=True) if named[place])
                self._warn(Shortfall(kind, self.name, drives, asked, places, detail))

        tell("unanswered", unanswered, np.zeros(len(off), dtype=np.bool_), why or "")
        tell("off_map", beyond, off)
        tell("no_road", no_road, _cut_off(no_road, among=int((~off).sum())))


def _cut_off(no_road: Mask, *, among: int) -> Mask:
    """The points that no road joins with most of the others: the island's, not the mainland's; else those that lack most."""
    lacking = no_road.sum(axis=0) + no_road.sum(axis=1)
    cut_off = lacking > among - 1
    return np.asarray(cut_off if cut_off.any() else lacking == lacking.max(initial=0))


def _matrix(table: Table, of: Whole) -> Matrix:
    degrees = np.array([point.degrees for point in table.points], dtype=float).reshape(-1, 2)
    seconds, metres = table.seconds.copy(), table.metres.copy()
    no_road = seconds == NO_ROAD[0]
    seconds[no_road] = metres[no_road] = UNREACHABLE
    unknown = seconds == UNKNOWN
    if unknown.any():
        estimated_s, estimated_m = estimates(degrees)
        seconds[unknown], metres[unknown] = estimated_s[unknown], estimated_m[unknown]
    for values in (seconds, metres):
        np.fill_diagonal(values, 0)
    among = np.ix_(of, of)
    return Matrix(durations_s=seconds[among].tolist(), distances_m=metres[among].tolist())
