"""Cuts a piece out of a large day for the kernels: some vehicles, some shipments, and the drives among their places alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from routing.kernels import layout
from routing.kernels.layout import NEVER, Data
from routing.large.drives import KnownDrives
from routing.large.sources import Ints
from routing.large.speeds import at_speed
from routing.search.compiled import Compiled
from routing.search.fitting import LARGEST_DRIVE
from routing.search.pack import Drives, nodes_by_place, pack_facts, with_tables

OTHERS = 1 << 40
"""Number of a vehicle outside the piece, where a shipment was told to one."""


@dataclass(frozen=True)
class Piece:
    """A problem of its own; `vehicles`, `ships`, `nodes` and `places` are its numbers in the whole day, ascending."""

    data: Data
    vehicles: Ints
    ships: Ints
    nodes: Ints
    places: Ints
    seconds: Ints
    metres: Ints

    def inside(self, order: Ints) -> tuple[int, ...]:
        """Nodes of the day as nodes of the piece."""
        return tuple(np.searchsorted(self.nodes, order).tolist())


class Frame:
    """The facts of the whole day, packed once, to cut pieces from."""

    def __init__(self, compiled: Compiled, drives: KnownDrives) -> None:
        self.compiled = compiled
        self.drives = drives
        classes = [vehicle.speed_class for vehicle in compiled.vehicles]
        numbers = [(1 + 2 * each, 2 + 2 * each) for each in classes]
        self.classes = np.array(classes, dtype=np.int64)
        self.speeds = {
            vehicle.speed_class: compiled.problem.vehicles[vehicle.number].speed for vehicle in compiled.vehicles
        }
        self.facts = pack_facts(compiled, numbers, places=len(self.drives.setups))
        self.limited = (self.facts.room < NEVER).any(axis=1)

    def cut(self, vehicles: Ints, ships: Ints, room: Ints) -> Piece:
        """These vehicles and shipments, both ascending, with so much room at the receivers of the day."""
        facts = self.facts
        rows = facts.ships[ships]
        nodes = _stretches(rows[:, layout.PICK], rows[:, layout.CHOICES] + 1)
        steps, drivers = facts.nodes[nodes], facts.vehicles[vehicles]
        ends = drivers[:, layout.END]
        places = np.unique(np.concatenate([steps[:, layout.LOC], drivers[:, layout.START], ends[ends >= 0]]))
        seconds, metres = self.drives.among(places)
        tables, numbers = self._tables(seconds, metres, places, self.classes[vehicles])
        at_from, at_nodes = nodes_by_place(np.searchsorted(places, steps[:, layout.LOC]), len(places))
        windows = _stretches(steps[:, layout.WINDOW_FROM], steps[:, layout.WINDOW_UNTIL] - steps[:, layout.WINDOW_FROM])
        steps, receivers = self._steps(steps, ships, places)
        flags = facts.flags.copy()
        flags[layout.HAS_ROOM] = len(receivers) > 0
        data = facts._replace(
            flags=flags,
            nodes=steps,
            windows=facts.windows[windows],
            ships=_ships(rows, vehicles),
            loads=facts.loads[ships],
            vehicles=_vehicles(drivers, places, numbers),
            capacity=facts.capacity[vehicles],
            skilled=np.ascontiguousarray(facts.skilled[:, ships]),
            room=room[receivers],
            at_from=at_from,
            at_nodes=at_nodes,
        )
        return Piece(
            with_tables(data, tables),
            vehicles,
            ships,
            nodes,
            places,
            seconds,
            metres,
        )

    def _tables(self, seconds: Ints, metres: Ints, places: Ints, classes: Ints) -> tuple[Drives, Ints]:
        """Metres and the vehicles' tables, cut at what 32 bits hold, and each vehicle's numbers of its two."""
        setups = self.drives.setups[places]
        stack, numbers = [metres], np.zeros((len(classes), 2), dtype=np.int64)
        for number in np.unique(classes).tolist():
            drive = at_speed(seconds, self.speeds[number])
            edge = drive + setups
            np.fill_diagonal(edge, drive.diagonal())
            mine = classes == number
            numbers[mine, 0] = len(stack)
            stack.append(edge)
            if setups.any():
                stack.append(drive)
            numbers[mine, 1] = len(stack) - 1
        return np.minimum(np.array(stack), LARGEST_DRIVE).astype(np.int32), numbers

    def _steps(self, steps: Ints, ships: Ints, places: Ints) -> tuple[Ints, Ints]:
        """Rows of nodes by the piece's numbers, and which receivers of the day its receivers are."""
        made = steps.copy()
        made[:, layout.LOC] = np.searchsorted(places, steps[:, layout.LOC])
        made[:, layout.SHIP] = np.searchsorted(ships, steps[:, layout.SHIP])
        counts = steps[:, layout.WINDOW_UNTIL] - steps[:, layout.WINDOW_FROM]
        until = np.cumsum(counts)
        made[:, layout.WINDOW_FROM], made[:, layout.WINDOW_UNTIL] = until - counts, until
        takers = steps[:, layout.RECV]
        known = takers >= 0
        known[known] = self.limited[takers[known]]
        receivers = np.unique(takers[known])
        made[:, layout.RECV] = np.where(known, np.searchsorted(receivers, takers), -1)
        return made, receivers


def _stretches(starts: Ints, counts: Ints) -> Ints:
    """The numbers from each start on, so many of each, one stretch after the other."""
    begins = np.cumsum(counts) - counts
    return cast(Ints, np.repeat(starts - begins, counts) + np.arange(int(counts.sum()), dtype=np.int64))


def _ships(rows: Ints, vehicles: Ints) -> Ints:
    made = rows.copy()
    counts = rows[:, layout.CHOICES] + 1
    made[:, layout.PICK] = np.cumsum(counts) - counts
    for column, missing in ((layout.TOLD_BY, OTHERS), (layout.CARRIER, -1)):
        made[:, column] = np.where(rows[:, column] >= 0, _within(vehicles, rows[:, column], missing), -1)
    return made


def _vehicles(rows: Ints, places: Ints, numbers: Ints) -> Ints:
    made = rows.copy()
    made[:, layout.START] = np.searchsorted(places, rows[:, layout.START])
    made[:, layout.END] = np.where(rows[:, layout.END] >= 0, np.searchsorted(places, rows[:, layout.END]), -1)
    made[:, layout.LAST] = _within(places, rows[:, layout.LAST], -1)
    made[:, layout.EDGE], made[:, layout.DRIVE] = numbers.T
    twins = rows[:, layout.TWIN]
    kinds, first = np.unique(twins, return_index=True)
    made[:, layout.TWIN] = np.where(twins >= 0, first[np.searchsorted(kinds, twins)], -1)
    return made


def _within(known: Ints, wanted: Ints, missing: int) -> Ints:
    """The place of each wanted number among the known ones, which ascend; `missing` where it is not there."""
    at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    return np.where(known[at] == wanted, at, missing) if len(known) else np.full(len(wanted), missing, dtype=np.int64)
