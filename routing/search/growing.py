"""A compiled problem that grows by a shipment or a place, without being compiled again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from routing.problem import Problem, Shipment
from routing.search.compiled import Compiled, VehicleState, add_choices, add_shipment
from routing.search.drive_tables import ROUGHLY_NEVER, Rows
from routing.units import ceil_div

Ints = NDArray[np.int64]


def copy_of(compiled: Compiled) -> Compiled:
    """The same problem to be settled otherwise; only the tables of drives are shared."""
    shared = {"problem", "distance"}
    parts = {each.name: getattr(compiled, each.name) for each in fields(compiled) if each.name not in shared}
    copied: dict[str, Any] = {name: part.copy() for name, part in parts.items() if isinstance(part, list | dict | set)}
    twin = replace(compiled, **copied)
    twin.room = [dict(room) for room in compiled.room]
    twin.vehicles = [replace(vehicle) for vehicle in compiled.vehicles]
    return twin


def grow_by_shipment(compiled: Compiled, problem: Problem) -> int:
    """The last shipment of `problem` is one of the compiled problem's now; its number."""
    shipment = problem.shipments[-1]
    compiled.problem = problem
    receivers = {receiver.id: number for number, receiver in enumerate(problem.receivers)}
    number = add_shipment(compiled, shipment, receivers)
    add_choices(compiled, compiled.deliveries[number])
    _allow(compiled, number, shipment)
    return number


def _allow(compiled: Compiled, number: int, shipment: Shipment) -> None:
    wider: dict[frozenset[str], frozenset[int]] = {}
    for vehicle, facts in zip(compiled.vehicles, compiled.problem.vehicles, strict=True):
        if shipment.skills <= facts.skills:
            if facts.skills not in wider:
                wider[facts.skills] = vehicle.allowed | {number}
            vehicle.allowed = wider[facts.skills]


def grow_by_place(several: Sequence[Compiled], problem: Problem, away: Sequence[Sequence[int]]) -> None:
    """The last location of `problem` is one of the compiled problems' now, whose tables are shared.

    `away` are seconds from it to each other location, seconds from each to it, and metres likewise.
    """
    place = problem.locations[-1]
    seconds_from, seconds_to, metres_from, metres_to = away
    _widen([several[0].distance], metres_from, metres_to)
    for speed, vehicles in _by_speed(several, problem).items():
        out, back = ([ceil_div(cell, speed) for cell in cells] for cells in (seconds_from, seconds_to))
        _widen(_once(vehicle.drive for vehicle in vehicles), out, back)
        _widen(
            _once(vehicle.edge for vehicle in vehicles),
            [cell + other.setup_s for cell, other in zip(out, problem.locations, strict=False)],
            [cell + place.setup_s for cell in back],
        )
    for compiled in several:
        compiled.problem = problem
        compiled.rough_edge = [_padded(rough, compiled, number) for number, rough in enumerate(compiled.rough_edge)]


def _by_speed(several: Sequence[Compiled], problem: Problem) -> dict[Fraction, list[VehicleState]]:
    groups: dict[Fraction, list[VehicleState]] = {}
    for compiled in several:
        for vehicle, facts in zip(compiled.vehicles, problem.vehicles, strict=True):
            groups.setdefault(facts.speed, []).append(vehicle)
    return groups


def _once(tables: Iterable[Rows]) -> list[Rows]:
    return list({id(rows): rows for rows in tables}.values())


def _widen(tables: Sequence[Rows], out: Sequence[int], back: Sequence[int]) -> None:
    """A column and a row more of whole tables; a place is no way from itself."""
    for rows in cast("Sequence[list[list[int]]]", tables):
        for row, cell in zip(rows, back, strict=True):
            row.append(cell)
        rows.append([*out, 0])


def _padded(rough: Ints, compiled: Compiled, speed_class: int) -> Ints:
    """A table for ranking with a row and a column more."""
    rows = next(each.edge for each in compiled.vehicles if each.speed_class == speed_class)
    wider = np.pad(rough, (0, 1))
    wider[-1] = np.minimum(rows[-1], ROUGHLY_NEVER)
    wider[:, -1] = [min(row[-1], ROUGHLY_NEVER) for row in rows]
    return wider


def trusted(problem: Problem, **changes: object) -> Problem:
    """The problem with changes that are known to fit to it: it is not checked again, as `dataclasses.replace` would.

    Indices of what has not changed go with it.
    """
    twin = object.__new__(Problem)
    indices = {"locations": "location_index", "shipments": "shipment_index", "vehicles": "vehicle_index"}
    for each in fields(Problem):
        object.__setattr__(twin, each.name, changes.get(each.name, getattr(problem, each.name)))
    for part, index in indices.items():
        if part not in changes:
            twin.__dict__[index] = getattr(problem, index)
    return twin
