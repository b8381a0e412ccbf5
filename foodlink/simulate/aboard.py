"""What is in a volunteer's vehicle, so that nobody loads more than it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from foodlink.demo.people import DrawnVehicle
from foodlink.domain.food_rules import COLD
from foodlink.domain.lifecycle import PENDING_STOPS
from foodlink.domain.offer import Lot
from foodlink.domain.route import StopLoad

_GRAMS = 1000


@dataclass
class Aboard:
    """The pieces in a vehicle, in grams by lot; food that was refused at a door is among them until it is handed on."""

    vehicle: DrawnVehicle
    pieces: dict[UUID, list[int]] = field(default_factory=dict)
    lots: dict[UUID, Lot] = field(default_factory=dict)

    def load(self, loads: Iterable[StopLoad], *, there_g: dict[UUID, int]) -> dict[UUID, int]:
        """Load what is there of each lot and fits, the older lines first; grams by lot, 0 where nothing could be loaded."""
        taken: dict[UUID, int] = {}
        for load in sorted(loads, key=lambda one: one.line_id):
            lot = load.line.lot
            taken.setdefault(lot.id, 0)
            if load.status not in PENDING_STOPS:
                continue
            grams = min(load.quantity_g, there_g[lot.id] - taken[lot.id], self._fits_g(lot))
            if grams > 0:
                taken[lot.id] += grams
                self.lots[lot.id] = lot
                self.pieces.setdefault(lot.id, []).append(grams)
        return taken

    def unload(self, loads: Iterable[StopLoad]) -> None:
        """Take out what was handed over at a stop."""
        for load in loads:
            pieces = self.pieces.get(load.line.lot_id, [])
            if pieces and load.actual_g:
                pieces.remove(min(pieces, key=lambda grams: abs(grams - (load.actual_g or 0))))

    def clear(self) -> None:
        """What is left was brought back."""
        self.pieces.clear()

    def keep(self, lots: Iterable[UUID]) -> None:
        """All but these lots was brought back."""
        kept = set(lots)
        self.pieces = {lot_id: grams for lot_id, grams in self.pieces.items() if lot_id in kept}

    def _fits_g(self, lot: Lot) -> int:
        """How many grams of a lot there is still room for: kilos, crates, and cold places for cold food."""
        crates = self.vehicle.crates - self._crates(None)
        if lot.temperature in COLD:
            kind = lot.temperature.value
            crates = min(crates, getattr(self.vehicle, f"{kind}_crates") - self._crates(kind))
        kilos_g = self.vehicle.capacity_kg * _GRAMS - sum(sum(grams) for grams in self.pieces.values())
        return min(kilos_g, max(0, crates) * lot.quantity_g // lot.crates)

    def _crates(self, kind: str | None) -> int:
        return sum(
            self.lots[lot_id].crates_for(grams)
            for lot_id, pieces in self.pieces.items()
            for grams in pieces
            if kind in (None, self.lots[lot_id].temperature.value)
        )
