"""Which vehicles of a large day are searched together: those whose work lies near, in place and in time.

Each round cuts the day anew by a k-d tree whose axes are turned at random, so that what one round's border parted lies
inside a neighbourhood of the next. All neighbourhoods of a round are apart: they can be searched in any order, side by
side, and joined without a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Ints = NDArray[np.int64]


LEAST_VEHICLES = 6
"""A neighbourhood with fewer has little to exchange."""


@dataclass(frozen=True)
class Neighbourhood:
    """Numbers of vehicles, and of those shipments that no vehicle has."""

    vehicles: Ints
    absent: Ints


def neighbourhoods(
    vehicles: Points, absent: Points, *, weights: Points, absent_weights: Points, size: float, random: Random
) -> list[Neighbourhood]:
    """Cut by place and time into parts that weigh about `size` each, with a few vehicles at the least."""
    turn = _turned(vehicles.shape[1], random)
    tree = _Tree(vehicles @ turn, absent @ turn, weights, absent_weights, size)
    return list(tree.leaves(Neighbourhood(np.arange(len(vehicles)), np.arange(len(absent)))))


def _turned(axes: int, random: Random) -> Points:
    """The first two axes turned by an angle; the others, time among them, stay."""
    turn = np.eye(axes)
    angle = random.random() * np.pi
    turn[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    return turn


@dataclass(frozen=True)
class _Tree:
    vehicles: Points
    absent: Points
    weights: Points
    absent_weights: Points
    size: float

    def leaves(self, whole: Neighbourhood) -> Iterator[Neighbourhood]:
        """Halve across the axis along which the vehicles lie farthest apart, until the parts are small enough."""
        here, heavy = self.vehicles[whole.vehicles], self.weights[whole.vehicles]
        parts = round((heavy.sum() + self.absent_weights[whole.absent].sum()) / self.size)
        parts = min(parts, len(here) // LEAST_VEHICLES)
        if parts < 2:
            yield whole
            return
        axis = int(np.argmax(here.std(axis=0)))
        order = np.argsort(here[:, axis], kind="stable")
        below = np.cumsum(heavy[order])
        cut = int(np.searchsorted(below, below[-1] * (parts // 2) / parts))
        cut = min(max(cut, LEAST_VEHICLES), len(order) - LEAST_VEHICLES)
        is_low = self.absent[whole.absent, axis] < here[order[cut], axis]
        yield from self.leaves(Neighbourhood(np.sort(whole.vehicles[order[:cut]]), whole.absent[is_low]))
        yield from self.leaves(Neighbourhood(np.sort(whole.vehicles[order[cut:]]), whole.absent[~is_low]))
