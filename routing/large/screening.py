"""Which vehicles could serve a shipment of a large day alone, looked at for all of them at once.

Only what cannot be is told for certain: what is not in time even if no window but the first opening and the last closing
counted, and waiting cost nothing, is not in time.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from routing.kernels import layout
from routing.large.land import Land
from routing.large.piece import Frame
from routing.large.sources import Ints
from routing.large.speeds import at_speed

Mask = NDArray[np.bool_]


class Screening:
    """The vehicles of a day without what is in force."""

    def __init__(self, frame: Frame, land: Land) -> None:
        self._facts, self._drives, self._homes, self._ships = frame.facts, frame.drives, land.homes, land.ships
        self._speeds = frame.speeds
        self._classes = frame.classes

    def first_of_its_kind(self) -> Mask:
        """All, but of those that are the same in all but name the first."""
        twins = self._facts.vehicles[:, layout.TWIN]
        return np.asarray((twins < 0) | (twins == np.arange(len(twins))))

    def with_skills(self, ship: int) -> Mask:
        """Which have all that it asks for."""
        return np.asarray(self._facts.skilled[self._facts.vehicles[:, layout.SKILLS], ship] != 0)

    def large_enough(self, ship: int) -> Mask:
        """Which can hold it."""
        most = self._facts.capacity[:, : self._facts.loads.shape[1]]
        return np.asarray((self._facts.loads[ship] <= most).all(axis=1))

    def on_shift(self, pickup: int, deliveries: range) -> Mask:
        """Whose shift meets a window of the pickup, and one of some delivery."""
        return np.asarray(self._meets(pickup) & np.any([self._meets(node) for node in deliveries], axis=0))

    def nearest_first(self, ship: int, vehicles: Ints) -> Ints:
        """The vehicles by how near they start to its pickup."""
        away = ((self._homes[vehicles] - self._ships[ship, : self._homes.shape[1]]) ** 2).sum(axis=1)
        return vehicles[np.argsort(away, kind="stable")]

    def not_ruled_out(self, vehicles: Ints, pickup: int, node: int) -> Ints:
        """Those of the vehicles that might fetch it and deliver it there in time."""
        drivers, nodes = self._facts.vehicles[vehicles], self._facts.nodes
        here, there = nodes[pickup, layout.LOC], nodes[node, layout.LOC]
        ends = np.where(drivers[:, layout.END] >= 0, drivers[:, layout.END], there)
        line = [drivers[:, layout.START], np.full_like(ends, here), np.full_like(ends, there), ends]
        told = [self._drives.source.along(*leg) for leg in itertools.pairwise(line)]
        legs = [leg for leg in told if leg is not None]
        if len(legs) < len(told):
            return vehicles
        drive = [self._at_speeds(vehicles, seconds) for seconds, _ in legs]
        metres = sum(metres for _, metres in legs)
        setups = self._drives.setups
        out = drive[0] + np.where(line[0] != here, setups[here], 0)
        between = drive[1] + (setups[there] if here != there else 0)
        taking, giving = nodes[[pickup, node], layout.SERVICE]
        picked = np.maximum(drivers[:, layout.READY] + out, nodes[pickup, layout.LO])
        given = np.maximum(picked + taking + between, nodes[node, layout.LO])
        fits = (picked <= nodes[pickup, layout.HI]) & (given <= nodes[node, layout.HI])
        fits &= given + giving + drive[2] <= drivers[:, layout.CLOSE]
        fits &= out + taking + between + giving + drive[2] <= drivers[:, layout.DURATION]
        fits &= (metres <= drivers[:, layout.METRES]) & (drivers[:, layout.STOPS] >= 1 + int(here != there))
        return np.asarray(vehicles[fits])

    def _meets(self, node: int) -> Mask:
        begins, ends = self._facts.vehicles[:, layout.READY], self._facts.vehicles[:, layout.CLOSE]
        first, last = self._facts.nodes[node, [layout.WINDOW_FROM, layout.WINDOW_UNTIL]].tolist()
        windows = self._facts.windows[first:last].tolist()
        return np.asarray(np.any([(opens <= ends) & (begins <= closes) for opens, closes in windows], axis=0))

    def _at_speeds(self, vehicles: Ints, seconds: Ints) -> Ints:
        classes, made = self._classes[vehicles], seconds.copy()
        for number, speed in self._speeds.items():
            mine = classes == number
            made[mine] = at_speed(seconds[mine], speed)
        return made
