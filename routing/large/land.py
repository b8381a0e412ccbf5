"""Where and when the work of a large day lies: points of a plane and hours, near enough to tell what is near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from routing.kernels import layout
from routing.kernels.layout import Data
from routing.large.sources import DriveSource, Ints, OfMatrix
from routing.problem import Problem

Points = NDArray[np.float64]

KM_A_DEGREE = 111.2
KM_AN_HOUR = 2.0
"""How far apart an hour puts two pieces of work that lie at the same place."""
LANDMARKS = 3
LONG_AGO = 1 << 45
"""A bound on time beyond this is none."""


class Land:
    """Points of vehicles and shipments: kilometres, then time."""

    def __init__(self, problem: Problem, facts: Data, source: DriveSource) -> None:
        spots = _spots(problem, source)
        drivers, nodes = facts.vehicles, facts.nodes
        hours = _middles(drivers[:, layout.READY], drivers[:, layout.CLOSE])
        self._usual = float(np.median(hours[~np.isnan(hours)])) if not np.isnan(hours).all() else 0.0
        self._hours = np.where(np.isnan(hours), self._usual, hours) * KM_AN_HOUR
        self._spots = spots[nodes[:, layout.LOC]]
        self.homes = spots[drivers[:, layout.START]]
        pickups = facts.ships[:, layout.PICK]
        opening = _middles(nodes[pickups, layout.LO], nodes[pickups, layout.HI])
        opening = np.where(np.isnan(opening), self._usual, opening) * KM_AN_HOUR
        self.ships = np.column_stack([self._spots[pickups], opening])

    def vehicles(self, orders: list[Ints]) -> Points:
        """The middle of each vehicle's stops; where it has none, where it starts."""
        counts = np.array([len(order) for order in orders], dtype=np.int64)
        points = self.homes.copy()
        used = counts > 0
        if used.any():
            steps = self._spots[np.concatenate([order for order in orders if len(order)])]
            begins = np.concatenate(([0], np.cumsum(counts[used])[:-1]))
            points[used] = np.add.reduceat(steps, begins, axis=0) / counts[used, None]
        return np.column_stack([points, self._hours])


def _middles(opens: Ints, closes: Ints) -> Points:
    """Hours in the middle between bounds of which one may lack; NaN where both do."""
    low = np.where(np.abs(opens) < LONG_AGO, opens / 3600, np.nan)
    high = np.where(np.abs(closes) < LONG_AGO, closes / 3600, np.nan)
    low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
    return (low + high) / 2


def _spots(problem: Problem, source: DriveSource) -> Points:
    """All places on a plane; by their distances from a few landmarks where only a matrix tells how they lie."""
    degrees = [(place.lat, place.lon) for place in problem.locations]
    if all(lat is not None and lon is not None for lat, lon in degrees):
        lat, lon = np.array(degrees, dtype=float).reshape(-1, 2).T
        return np.column_stack([lon * np.cos(np.radians(lat.mean())), lat]) * KM_A_DEGREE
    assert isinstance(source, OfMatrix)
    landmark = int(np.argmax(_away(source, 0)))
    away = [_away(source, landmark)]
    while len(away) < LANDMARKS:
        away.append(_away(source, int(np.argmax(np.min(away, axis=0)))))
    return np.column_stack(away) / 1000


def _away(source: OfMatrix, place: int) -> Points:
    """Metres from a place, there and back in the mean."""
    return np.asarray((source.metres[place] + source.metres[:, place]) / 2)
