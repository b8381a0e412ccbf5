"""A compiled problem as the arrays of the kernels, and a search's working arrays; and a plan back from them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.kernels import layout
from routing.kernels.layout import NEVER, Data, Work
from routing.search.compiled import Compiled, Orders
from routing.search.drive_tables import Rows

Ints = NDArray[np.int64]
Drives = NDArray[np.int32]

NEAREST = 400
"""Neighbours of a location that a ruin may go to."""
POOL_ROUTES, POOL_STEPS, POOL_CELLS = 4_000, 200_000, 1 << 16


def pack(compiled: Compiled) -> Data:
    """The problem as arrays."""
    tables, numbers = _tables(compiled)
    return with_tables(pack_facts(compiled, numbers, places=len(compiled.distance)), tables)


def pack_facts(compiled: Compiled, tables: list[tuple[int, int]], *, places: int) -> Data:
    """All but the drives between the places; `tables` are each vehicle's numbers of its tables (with setup, without)."""
    windows, window_from = window_rows(compiled)
    at_from, at_nodes = nodes_by_place(compiled.loc, places)
    skilled, skill_class = _skills(compiled)
    return Data(
        flags=_flags(compiled),
        tables=np.zeros((0, 0, 0), dtype=np.int32),
        into=np.zeros((0, 0, 0), dtype=np.int32),
        nodes=node_rows(compiled, window_from),
        windows=windows,
        ships=ship_rows(compiled),
        loads=load_rows(compiled),
        vehicles=vehicle_rows(compiled, skill_class, tables),
        capacity=capacity_rows(compiled),
        skilled=skilled,
        room=room_rows(compiled),
        near=_zeros(0, 0),
        at_from=at_from,
        at_nodes=at_nodes,
    )


def with_tables(facts: Data, tables: Drives) -> Data:
    """The problem with the drives between its places."""
    flags = facts.flags.copy()
    flags[layout.METRIC] = _is_metric(tables[0])
    into = np.ascontiguousarray(tables.transpose(0, 2, 1))
    if np.array_equal(into, tables):
        into = tables  # held once: with 1,000 places it is the processor's memory that the search waits for
    return facts._replace(flags=flags, tables=tables, into=into, near=_near(tables[facts.vehicles[0, layout.EDGE]]))


def _tables(compiled: Compiled) -> tuple[Drives, list[tuple[int, int]]]:
    """Metres, then the vehicles' tables, equal ones once; and each vehicle's (with setup, without)."""
    different: list[Rows] = [compiled.distance]
    seen: dict[int, int] = {}

    def number_of(rows: Rows) -> int:
        if id(rows) not in seen:
            same = (number for number, known in enumerate(different) if known == rows)
            seen[id(rows)] = next(same, len(different))
            if seen[id(rows)] == len(different):
                different.append(rows)
        return seen[id(rows)]

    numbers = [(number_of(vehicle.edge), number_of(vehicle.drive)) for vehicle in compiled.vehicles]
    return np.array([np.array(rows, dtype=np.int32) for rows in different]), numbers


def _bounded(number: int | None) -> int:
    """A number as the kernels know it; None and what is beyond every limit is NEVER."""
    return NEVER if number is None else max(-NEVER, min(number, NEVER))


def _table(rows: Any, columns: int) -> Ints:
    bounded = [[_bounded(cell) for cell in row] for row in rows]
    return np.array(bounded, dtype=np.int64).reshape(len(bounded), columns)


def _flags(compiled: Compiled) -> Ints:
    flags = np.zeros(layout.FLAGS, dtype=np.int64)
    rides = any(ride is not None and ship not in compiled.boarded for ship, ride in enumerate(compiled.max_ride))
    flags[layout.BY_DISTANCE] = compiled.by_distance
    flags[layout.VEHICLES_FIRST] = compiled.vehicles_first
    flags[layout.PRICED] = compiled.worth is not None
    flags[layout.PLAIN_TIME] = compiled.by_distance and not rides and all(map(_has_time, compiled.vehicles))
    flags[layout.HAS_STOPS] = any(vehicle.max_stops is not None for vehicle in compiled.vehicles)
    flags[layout.HAS_METRES] = any(vehicle.max_distance is not None for vehicle in compiled.vehicles)
    flags[layout.HAS_ROOM] = any(compiled.room)
    flags[layout.CHANGE] = compiled.change
    return flags


def _has_time(vehicle: Any) -> bool:
    """Whether the shift bounds the duration already."""
    return vehicle.max_duration is None or vehicle.max_duration >= vehicle.close - vehicle.ready


def _is_metric(metres: Drives) -> bool:
    """Whether going by way of a third place is hardly ever shorter; looked at in a sample, always the same."""
    size = len(metres)
    if size < 3:
        return True
    draw = np.random.default_rng(1)
    here, way, there = draw.integers(0, size, (3, 60_000))
    shorter = metres[here, way].astype(np.int64) + metres[way, there] < metres[here, there]
    return bool(shorter.mean() < (0.0 if size < 100 else 0.01) or not shorter.any())


def node_rows(compiled: Compiled, window_from: list[int], *, since: int = 0) -> Ints:
    """The nodes from number `since` on; `window_from` is where their windows begin, and the last one's end."""
    columns = (
        compiled.loc[since:],
        compiled.service[since:],
        compiled.lo[since:],
        compiled.hi[since:],
        compiled.shipment_of[since:],
        compiled.choice_of[since:],
        compiled.cost_of[since:],
        compiled.receiver_of[since:],
        [int(compiled.is_complex(node)) for node in range(since, len(compiled.loc))],
        window_from[:-1],
        window_from[1:],
    )
    return np.ascontiguousarray(_table(columns, len(compiled.loc) - since).T)


def window_rows(compiled: Compiled, *, since: int = 0, begin_at: int = 0) -> tuple[Ints, list[int]]:
    """The windows of the nodes from `since` on, one node after the other; where each one's begin, counted from `begin_at`."""
    starts = [begin_at]
    windows: list[tuple[int, int]] = []
    for node in range(since, len(compiled.loc)):
        windows += compiled.several[node] or ((compiled.lo[node], compiled.hi[node]),)
        starts.append(begin_at + len(windows))
    return _table(windows, 2), starts


def nodes_by_place(places_of: Sequence[int] | Ints, places: int) -> tuple[Ints, Ints]:
    """Where each place's nodes begin among those ordered by place, and these."""
    order = np.argsort(np.array(places_of, dtype=np.int64), kind="stable")
    counts = np.bincount(np.array(places_of, dtype=np.int64), minlength=places)
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64), order.astype(np.int64)


def _skills(compiled: Compiled) -> tuple[Ints, list[int]]:
    classes: dict[frozenset[int], int] = {}
    numbers = [classes.setdefault(vehicle.allowed, len(classes)) for vehicle in compiled.vehicles]
    skilled = np.zeros((len(classes), len(compiled.pickup)), dtype=np.int64)
    for allowed, number in classes.items():
        skilled[number, sorted(allowed)] = 1
    return skilled, numbers


def load_rows(compiled: Compiled, *, since: int = 0) -> Ints:
    """What the shipments from number `since` on weigh."""
    return _table(compiled.load[since:], len(compiled.dimensions))


def capacity_rows(compiled: Compiled) -> Ints:
    """What each vehicle can carry, and does at the start."""
    return _table([(*each.capacity, *each.carried) for each in compiled.vehicles], 2 * len(compiled.dimensions))


def ship_rows(compiled: Compiled, *, since: int = 0) -> Ints:
    """The shipments from number `since` on."""
    ships = np.zeros((len(compiled.pickup) - since, layout.SHIP_COLUMNS), dtype=np.int64)
    worth = compiled.worth or Fraction(0)
    for ship, pickup in enumerate(compiled.pickup[since:], start=since):
        told_by, told_choice = compiled.told.get(ship, (-1, None))
        own = (pickup, *compiled.deliveries[ship])
        row = ships[ship - since]
        row[layout.PICK], row[layout.CHOICES] = pickup, len(compiled.deliveries[ship])
        row[layout.RIDE] = NEVER if ship in compiled.boarded else _bounded(compiled.max_ride[ship])
        row[layout.WEIGHT], row[layout.MUST] = compiled.weight[ship], compiled.must[ship]
        row[layout.DROP], row[layout.TOLD_BY] = compiled.drop_cost[ship], told_by
        row[layout.TOLD_CHOICE] = -1 if told_choice is None else told_choice
        row[layout.CARRIER] = compiled.carrier.get(ship, -1)
        row[layout.PENALTY] = round(worth * compiled.weight[ship])
        row[layout.SETTLED] = ship in compiled.fixed or ship in compiled.served_before
        row[layout.COMPLEX] = any(compiled.is_complex(node) for node in own)
    return ships


def vehicle_rows(compiled: Compiled, skill_class: list[int], tables: list[tuple[int, int]]) -> Ints:
    """The vehicles, with the class of their skills and their tables (with setup, without)."""
    vehicles = np.zeros((len(compiled.vehicles), layout.VEHICLE_COLUMNS), dtype=np.int64)
    for number, vehicle in enumerate(compiled.vehicles):
        row = vehicles[number]
        row[layout.START], row[layout.END] = vehicle.start, vehicle.end
        row[layout.EDGE], row[layout.DRIVE] = tables[number]
        row[layout.READY], row[layout.CLOSE] = _bounded(vehicle.ready), _bounded(vehicle.close)
        row[layout.FIXED], row[layout.STOPS] = vehicle.fixed_cost, _bounded(vehicle.max_stops)
        row[layout.METRES] = _bounded(vehicle.max_distance)
        row[layout.DURATION] = NEVER if _has_time(vehicle) else _bounded(vehicle.max_duration)
        row[layout.SKILLS], row[layout.CLOSED] = skill_class[number], vehicle.closed
        row[layout.LAST], row[layout.SEEN] = vehicle.last_visit, vehicle.seen_visits
        row[layout.TWIN], row[layout.HEAD] = vehicle.twin_of, len(vehicle.prefix)
    return vehicles


def room_rows(compiled: Compiled) -> Ints:
    """The room that each receiver has left."""
    room = np.full((len(compiled.room), len(compiled.dimensions)), NEVER, dtype=np.int64)
    for receiver, limits in enumerate(compiled.room):
        for dimension, left in limits.items():
            room[receiver, dimension] = _bounded(left)
    return room


def _near(edge: Drives) -> Ints:
    """For each location the nearest, there and back, itself first."""
    both = edge.astype(np.int64) + edge.T
    np.fill_diagonal(both, -1)
    most = min(NEAREST, len(both))
    if most < len(both):
        near = np.argpartition(both, most - 1, axis=1)[:, :most]
        inner = np.argsort(np.take_along_axis(both, near, axis=1), axis=1, kind="stable")
        return np.ascontiguousarray(np.take_along_axis(near, inner, axis=1).astype(np.int64))
    return np.ascontiguousarray(np.argsort(both, axis=1, kind="stable").astype(np.int64))


def make_work(data: Data, seed: int) -> Work:
    """Empty working arrays for one search of a problem."""
    vehicles, ships, dimensions = len(data.vehicles), len(data.ships), data.loads.shape[1]
    points = int(data.vehicles[:, layout.HEAD].max()) + 2 * ships + 4
    choices = int(data.ships[:, layout.CHOICES].max())
    return Work(
        vehicles=_zeros(vehicles, layout.WORK_VEHICLE_COLUMNS),
        ships=_zeros(ships, layout.WORK_SHIP_COLUMNS),
        routes=_zeros(2 * vehicles, layout.ROUTE_COLUMNS),
        points=_zeros(2 * vehicles, points, layout.POINT_COLUMNS),
        on_board=_zeros(2 * vehicles, points, dimensions),
        room=data.room.copy(),
        totals=_zeros(layout.TOTALS),
        others=_zeros(2, layout.PARTS),
        journal=_zeros(6 * ships + 16, 3),
        known=_zeros(ships, vehicles, 3),
        chance=np.array([(seed * 2_654_435_761 + 0x330E) & ((1 << 48) - 1)], dtype=np.int64),
        best=_zeros(vehicles, points),
        detours=_zeros(points, choices + 1),
        ways=_zeros(choices + 1, 2),
        line=_zeros(10, points + 2),
        pool=_zeros(POOL_STEPS),
        pool_from=_zeros(POOL_ROUTES, 3),
        pool_seen=_zeros(POOL_CELLS),
    )


def _zeros(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


def orders_of(nodes: Ints, counts: Ints) -> Orders:
    """A plan of the kernels as orders of nodes, one for each vehicle."""
    return [tuple(row[1 : count + 1].tolist()) for row, count in zip(nodes, counts.tolist(), strict=True)]


def rows_of(orders: Orders, points: int) -> tuple[Ints, Ints]:
    """Orders of nodes as rows for `load_plan`."""
    nodes, counts = _zeros(len(orders), points), _zeros(len(orders))
    for number, order in enumerate(orders):
        nodes[number, 1 : len(order) + 1], counts[number] = order, len(order)
    return nodes, counts
