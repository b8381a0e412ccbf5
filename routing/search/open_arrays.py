"""The arrays of the kernels with room to spare, so that one more place or shipment is written behind the last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.kernels import layout
from routing.kernels.layout import Data
from routing.problem import Problem
from routing.search.compiled import Compiled
from routing.search.drive_tables import Rows
from routing.search.fitting import LARGEST_DRIVE
from routing.search.pack import (
    capacity_rows,
    load_rows,
    node_rows,
    pack,
    room_rows,
    ship_rows,
    vehicle_rows,
    window_rows,
)

Numbers = TypeVar("Numbers", bound=NDArray[Any])

REQUIRED = 1 << 20
"""What one required shipment counts for against those that people only count on."""
LEAST_SPARE, SPARE_SHARE = 64, 0.25
"""Room for so many more rows, or for this share of those there are."""
LEAST_CHOICES = 32
"""Alternatives that a new shipment may have at least before the arrays are made anew."""


class OpenArrays:
    """A compiled problem as arrays that follow it as it grows."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        packed = pack(compiled)
        self._classes, self._of_class = _skill_classes(compiled.problem)
        self._tables = packed.vehicles[:, [layout.EDGE, layout.DRIVE]].tolist()
        self._places = len(compiled.distance)
        self.choices = LEAST_CHOICES
        skilled = np.zeros((len(self._classes), len(compiled.pickup)), dtype=np.int64)
        self._ships = self._nodes = self._windows = 0
        self._whole = packed._replace(skilled=skilled)
        self.make_room()
        self.refill()

    @property
    def data(self) -> Data:
        """The problem as it is."""
        return self._whole._replace(ships=self._whole.ships[: self._ships])

    @property
    def whole(self) -> Data:
        """The same with all the room that there is, to make working arrays by."""
        return self._whole

    def has_room(self) -> bool:
        """Whether all that the compiled problem has now can be written; a first ride limit changes how everything is timed."""
        compiled, whole = self.compiled, self._whole
        if whole.flags[layout.PLAIN_TIME] and self._has_rides():
            return False
        return (
            len(compiled.distance) <= whole.tables.shape[1]
            and len(compiled.loc) <= len(whole.nodes)
            and len(compiled.pickup) <= len(whole.ships)
            and self._count_windows() <= len(whole.windows)
            and self._most_choices() <= self.choices
        )

    def make_room(self) -> None:
        """Room for what the compiled problem has now, and some more; working arrays are to be made anew."""
        compiled, whole = self.compiled, self._whole
        sizes = {"nodes": len(compiled.loc), "ships": len(compiled.pickup), "loads": len(compiled.pickup)}
        sizes |= {"windows": self._count_windows(), "at_nodes": len(compiled.loc)}
        rows = {name: _wider(getattr(whole, name), (size,)) for name, size in sizes.items()}
        skilled = _wider(whole.skilled, (0, len(compiled.pickup)))
        square = (0, len(compiled.distance), len(compiled.distance))
        tables, into = _wider(whole.tables, square), _wider(whole.into, square)
        self.choices = max(self.choices, self._most_choices())
        if self._has_rides():
            whole.flags[layout.PLAIN_TIME] = 0
        self._whole = whole._replace(**rows, skilled=skilled, tables=tables, into=into)

    def refill(self) -> None:
        """Write everything again but the tables, from which nothing is taken away."""
        self._ships = self._nodes = self._windows = 0
        self._whole.skilled[:] = 0
        self.grow()
        compiled, whole = self.compiled, self._whole
        whole.vehicles[:] = vehicle_rows(compiled, self._of_class, [(edge, drive) for edge, drive in self._tables])
        whole.capacity[:] = capacity_rows(compiled)
        whole.room[:] = room_rows(compiled)

    def grow(self) -> None:
        """Write the shipments that came since, and their nodes."""
        compiled, whole = self.compiled, self._whole
        ships, nodes = len(compiled.pickup), len(compiled.loc)
        windows, begin = window_rows(compiled, since=self._nodes, begin_at=self._windows)
        whole.windows[self._windows : begin[-1]] = windows
        whole.nodes[self._nodes : nodes] = node_rows(compiled, begin, since=self._nodes)
        whole.ships[self._ships : ships] = ship_rows(compiled, since=self._ships)
        self.tell(range(self._ships, ships))
        whole.loads[self._ships : ships] = load_rows(compiled, since=self._ships)
        for ship in range(self._ships, ships):
            needs = compiled.problem.shipments[ship].skills
            for number, skills in enumerate(self._classes):
                whole.skilled[number, ship] = needs <= skills
        self._ships, self._nodes, self._windows = ships, nodes, begin[-1]

    def _has_rides(self) -> bool:
        """Whether one of the shipments that are not written yet has a ride limit to be kept."""
        rides = enumerate(self.compiled.max_ride[self._ships :], start=self._ships)
        return any(ride is not None and ship not in self.compiled.boarded for ship, ride in rides)

    def _count_windows(self) -> int:
        return self._windows + sum(len(each or (0,)) for each in self.compiled.several[self._nodes :])

    def _most_choices(self) -> int:
        return max((len(each) for each in self.compiled.deliveries[self._ships :]), default=0)

    def tell(self, ships: Iterable[int]) -> None:
        """Write what people were told of some shipments. Those that they count on are only dropped for required ones."""
        compiled = self.compiled
        for ship in ships:
            vehicle, choice = compiled.told.get(ship, (-1, None))
            row = self._whole.ships[ship]
            row[layout.TOLD_BY], row[layout.TOLD_CHOICE] = vehicle, -1 if choice is None else choice
            row[layout.DROP] = compiled.drop_cost[ship]
            row[layout.MUST] = REQUIRED * compiled.must[ship] + (vehicle >= 0)

    def add_place(self) -> bool:
        """Write the drives of the last place; False where one table stands for two that now differ, or they are too long."""
        place, compiled = self._places, self.compiled
        rows: dict[int, Rows] = {0: compiled.distance}
        for vehicle, numbers in zip(compiled.vehicles, self._tables, strict=True):
            for number, table in zip(numbers, (vehicle.edge, vehicle.drive), strict=True):
                known = rows.setdefault(number, table)
                if known is not table and not _is_last_alike(known, table):
                    return False
        if any(max(*table[place], *(row[place] for row in table)) > LARGEST_DRIVE for table in rows.values()):
            return False
        for number, table in rows.items():
            back = [row[place] for row in table]
            for drives, row, column in (
                (self._whole.tables, table[place], back),
                (self._whole.into, back, table[place]),
            ):
                drives[number, place, : place + 1], drives[number, : place + 1, place] = row, column
        self._places += 1
        return True


def _is_last_alike(one: Rows, other: Rows) -> bool:
    return one[-1] == other[-1] and all(a[-1] == b[-1] for a, b in zip(one, other, strict=True))


def _wider(cells: Numbers, sizes: tuple[int, ...]) -> Numbers:
    """The same cells with room for as many along each axis as `sizes` says, and some more; 0 leaves an axis as it is."""
    shape = list(cells.shape)
    for axis, size in enumerate(sizes):
        if size:
            shape[axis] = max(cells.shape[axis], size + max(LEAST_SPARE, int(SPARE_SHARE * size)))
    if tuple(shape) == cells.shape:
        return cells
    wider: Numbers = np.zeros_like(cells, shape=shape)  # type: ignore[assignment]
    wider[tuple(slice(length) for length in cells.shape)] = cells
    return wider


def _skill_classes(problem: Problem) -> tuple[list[frozenset[str]], list[int]]:
    """The sets of skills that vehicles have, and each vehicle's; a shipment to come may tell apart what none does now."""
    classes: dict[frozenset[str], int] = {}
    numbers = [classes.setdefault(vehicle.skills, len(classes)) for vehicle in problem.vehicles]
    return list(classes), numbers
