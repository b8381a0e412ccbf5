"""The plan of a large day, joined from what visits of its neighbourhoods found."""

from __future__ import annotations

import numpy as np

from routing.kernels import layout
from routing.kernels.layout import NEVER
from routing.large.piece import Frame
from routing.large.sources import Ints
from routing.large.visit import Found
from routing.search.state import first_state

ABSENT, SETTLED = -1, -2


class Joined:
    """Orders of nodes by vehicle, where each shipment is, and the room that is left at the receivers."""

    def __init__(self, frame: Frame) -> None:
        compiled = frame.compiled
        self.frame = frame
        self.orders: list[Ints] = [np.array(each.prefix, dtype=np.int64) for each in compiled.vehicles]
        settled = frame.facts.ships[:, layout.SETTLED] != 0
        self.at: Ints = np.where(settled, SETTLED, ABSENT).astype(np.int64)
        self.left: Ints = frame.facts.room.copy()
        self.fits = np.zeros(len(self.at), dtype=bool)
        self.cost = first_state(compiled).total()
        self.iterations = 0
        self._heads = frame.facts.vehicles[:, layout.HEAD]

    @property
    def absent(self) -> list[int]:
        """Shipments that no vehicle has."""
        return [int(ship) for ship in np.flatnonzero(self.at == ABSENT)]

    def served(self) -> set[int]:
        """All others, those of the day's history too."""
        return set(np.flatnonzero(self.at != ABSENT).tolist())

    def join(self, found: Found) -> bool:
        """Take over what a visit found; False where a drive was told otherwise than to another visit."""
        self.iterations += found.iterations
        if not self.frame.drives.agree(found.legs):
            return False
        visit = found.visit
        self.left += self.room_used(visit.vehicles, visit.orders) - self.room_used(visit.vehicles, found.orders)
        free = visit.ships[self.at[visit.ships] != SETTLED]
        self.at[free] = ABSENT
        self.fits[free] = False
        self.fits[found.fitting] = True
        for vehicle, order in zip(visit.vehicles.tolist(), found.orders, strict=True):
            self.orders[vehicle] = order
            self.at[self._delivered(vehicle, order)] = vehicle
        self.cost += found.after.cost - found.before.cost
        return True

    def room_used(self, vehicles: Ints, orders: list[Ints]) -> Ints:
        """What the deliveries that are free to move take of each receiver's room."""
        facts = self.frame.facts
        used = np.zeros_like(facts.room)
        if not self.frame.limited.any():
            return np.asarray(used)
        tails = [order[self._heads[vehicle] :] for vehicle, order in zip(vehicles.tolist(), orders, strict=True)]
        steps = facts.nodes[np.concatenate(tails)] if tails else facts.nodes[:0]
        steps = steps[(steps[:, layout.CHOICE] >= 0) & (steps[:, layout.RECV] >= 0)]
        np.add.at(used, steps[:, layout.RECV], facts.loads[steps[:, layout.SHIP]])
        return np.asarray(np.where(facts.room < NEVER, used, 0))

    def _delivered(self, vehicle: int, order: Ints) -> Ints:
        """The shipments that an order delivers after what comes first whatever happens."""
        steps = self.frame.facts.nodes[order[self._heads[vehicle] :]]
        return np.asarray(steps[steps[:, layout.CHOICE] >= 0, layout.SHIP])
