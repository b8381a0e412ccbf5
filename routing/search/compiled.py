"""A problem as flat lists of integers, for the search: one node for each pickup and each alternative delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from routing.problem import NO_LOADS, Loads, Problem, Shipment, Vehicle, Windows
from routing.search.drive_tables import DriveTables, Rows, WholeTables, rough

NEVER = 1 << 80
"""Later than any time of a problem, and than any sum of its times: each fits 64 bits."""
PER_VALUE = 1_000_000
"""Values are summed as integer millionths, so that the order of summing does not matter."""

Amounts = tuple[int, ...]
Orders = list[tuple[int, ...]]
"""The nodes that each vehicle goes to, in order: a plan as all searches hand it on."""


@dataclass(slots=True)
class VehicleState:
    """A vehicle as the search sees it: where and when it is free, and what limits are left.

    `edge` is drive time plus the setup of the place arrived at, where that differs; `prefix` are the steps that
    are not the search's to move, `carried` what is on board at the start, `seen_visits` the visits done.
    """

    number: int
    start: int
    end: int
    ready: int
    close: int
    edge: Rows
    drive: Rows
    capacity: Amounts
    fixed_cost: int
    max_stops: int | None
    max_distance: int | None
    max_duration: int | None
    allowed: frozenset[int]
    prefix: tuple[int, ...] = ()
    carried: Amounts = ()
    last_visit: int = -1
    seen_visits: int = 0
    closed: bool = False
    twin_of: int = -1
    speed_class: int = 0


@dataclass(slots=True)
class Compiled:
    """The whole problem; nodes first, then shipments, then vehicles and room."""

    problem: Problem
    distance: Rows
    dimensions: list[str]
    loc: list[int] = field(default_factory=list)
    service: list[int] = field(default_factory=list)
    lo: list[int] = field(default_factory=list)
    hi: list[int] = field(default_factory=list)
    several: list[Windows | None] = field(default_factory=list)
    shipment_of: list[int] = field(default_factory=list)
    choice_of: list[int] = field(default_factory=list)
    cost_of: list[int] = field(default_factory=list)
    receiver_of: list[int] = field(default_factory=list)
    pickup: list[int] = field(default_factory=list)
    deliveries: list[list[int]] = field(default_factory=list)
    load: list[Amounts] = field(default_factory=list)
    max_ride: list[int | None] = field(default_factory=list)
    weight: list[int] = field(default_factory=list)
    must: list[bool] = field(default_factory=list)
    drop_cost: list[int] = field(default_factory=list)
    told: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    carrier: dict[int, int] = field(default_factory=dict)
    boarded: set[int] = field(default_factory=set)
    served_before: set[int] = field(default_factory=set)
    fixed: set[int] = field(default_factory=set)
    room: list[dict[int, int]] = field(default_factory=list)
    vehicles: list[VehicleState] = field(default_factory=list)
    by_distance: bool = False
    vehicles_first: bool = False
    worth: Fraction | None = None
    change: int = 0
    rough_edge: list[NDArray[np.int64]] = field(default_factory=list)
    choice_places: list[NDArray[np.int64]] = field(default_factory=list)
    choice_costs: list[NDArray[np.int64]] = field(default_factory=list)

    def node_cost(self, node: int, vehicle: int) -> int:
        """What serving this delivery with this vehicle costs beyond the drive: preference and change."""
        cost = self.cost_of[node]
        told = self.told.get(self.shipment_of[node])
        if told is not None and (told[0] != vehicle or told[1] not in (None, self.choice_of[node])):
            cost += self.change
        return cost

    def amounts(self, loads: Loads) -> Amounts:
        """Loads in the order of `dimensions`."""
        return tuple(loads.get(name, 0) for name in self.dimensions)

    def is_complex(self, node: int) -> bool:
        """Whether a schedule with this node needs more than one window for each step."""
        return self.several[node] is not None or (
            self.max_ride[self.shipment_of[node]] is not None and self.shipment_of[node] not in self.boarded
        )


def compile_problem(problem: Problem, drives: DriveTables | None = None) -> Compiled:
    """The problem with the drives of its matrix unless told, flat; days in force are added by `obligations.settle_days`."""
    drives = drives or WholeTables(problem)
    dimensions = sorted({name for shipment in problem.shipments for name in shipment.load})
    compiled = Compiled(problem=problem, distance=drives.distance, dimensions=dimensions)
    objective = problem.objective
    compiled.by_distance = objective.cost == "distance"
    compiled.vehicles_first = objective.vehicles == "first"
    compiled.worth = None if objective.value_s is None else Fraction(repr(objective.value_s))
    compiled.change = objective.change_s
    _add_shipments(compiled)
    _add_room(compiled)
    _add_told(compiled)
    _add_vehicles(compiled, drives)
    return compiled


def _add_shipments(compiled: Compiled) -> None:
    problem = compiled.problem
    receivers = {receiver.id: number for number, receiver in enumerate(problem.receivers)}
    for shipment in problem.shipments:
        add_shipment(compiled, shipment, receivers)


def add_shipment(compiled: Compiled, shipment: Shipment, receivers: Mapping[str, int]) -> int:
    """One more shipment and its nodes, who may carry it aside; its number. `receivers`: their numbers by id."""
    number, pickup = len(compiled.pickup), shipment.pickup
    compiled.pickup.append(_add_node(compiled, number, pickup.location, pickup.time_windows, pickup.service_s))
    nodes = []
    for choice, way in enumerate(shipment.deliveries):
        node = _add_node(compiled, number, way.location, way.time_windows, way.service_s)
        compiled.choice_of[node] = choice
        compiled.cost_of[node] = way.cost_s
        compiled.receiver_of[node] = -1 if way.receiver is None else receivers[way.receiver]
        nodes.append(node)
    by_count = compiled.problem.objective.unserved == "count"
    compiled.deliveries.append(nodes)
    compiled.load.append(compiled.amounts(shipment.load))
    compiled.max_ride.append(shipment.max_ride_s)
    compiled.weight.append(PER_VALUE if by_count else round(shipment.value * PER_VALUE))
    compiled.must.append(shipment.required)
    compiled.drop_cost.append(0)
    return number


def _add_node(compiled: Compiled, shipment: int, place: str, windows: Windows, service: int) -> int:
    node = len(compiled.loc)
    compiled.loc.append(compiled.problem.location_index[place])
    compiled.service.append(service)
    compiled.shipment_of.append(shipment)
    compiled.choice_of.append(-1)
    compiled.cost_of.append(0)
    compiled.receiver_of.append(-1)
    compiled.lo.append(-NEVER)
    compiled.hi.append(NEVER)
    compiled.several.append(None)
    set_windows(compiled, node, merged(windows))
    return node


def merged(windows: Windows) -> Windows:
    """The same times as ordered windows that do not overlap."""
    ordered: list[tuple[int, int]] = []
    for opens, closes in sorted(windows):
        if ordered and opens <= ordered[-1][1] + 1:
            ordered[-1] = (ordered[-1][0], max(ordered[-1][1], closes))
        else:
            ordered.append((opens, closes))
    return tuple(ordered)


def set_windows(compiled: Compiled, node: int, windows: Windows) -> None:
    """Give a node its windows, ordered and apart; none at all means any time."""
    if windows:
        compiled.lo[node], compiled.hi[node] = windows[0][0], windows[-1][1]
    compiled.several[node] = windows if len(windows) > 1 else None


def _add_room(compiled: Compiled) -> None:
    place = {name: number for number, name in enumerate(compiled.dimensions)}
    for receiver in compiled.problem.receivers:
        compiled.room.append({place[name]: room for name, room in receiver.room.items() if name in place})


def _add_told(compiled: Compiled) -> None:
    problem = compiled.problem
    for day in problem.in_force:
        for task in day.planned:
            shipment = problem.shipment_index[task.shipment]
            choice = task.delivery if task.delivery is not None else compiled.told.get(shipment, (0, None))[1]
            compiled.told[shipment] = (problem.vehicle_index[day.vehicle], choice)
            compiled.drop_cost[shipment] = problem.objective.change_s


def _add_vehicles(compiled: Compiled, drives: DriveTables) -> None:
    problem = compiled.problem
    tables: dict[Fraction, tuple[Rows, Rows, NDArray[np.int64]]] = {}
    by_skills: dict[frozenset[str], frozenset[int]] = {}
    for number, vehicle in enumerate(problem.vehicles):
        if vehicle.speed not in tables:
            tables[vehicle.speed] = drives.of_speed(vehicle.speed)
        if vehicle.skills not in by_skills:
            can = (place for place, each in enumerate(problem.shipments) if each.skills <= vehicle.skills)
            by_skills[vehicle.skills] = frozenset(can)
        drive, edge, _ = tables[vehicle.speed]
        allowed = by_skills[vehicle.skills]
        state = _vehicle_state(compiled, number, vehicle, drive, edge, allowed)
        state.speed_class = list(tables).index(vehicle.speed)
        compiled.vehicles.append(state)
    compiled.rough_edge = [rough for _, _, rough in tables.values()]
    for nodes in compiled.deliveries:
        add_choices(compiled, nodes)
    _mark_twins(compiled)


def add_choices(compiled: Compiled, nodes: list[int]) -> None:
    """The alternatives of one more shipment, for ranking."""
    compiled.choice_places.append(np.array([compiled.loc[node] for node in nodes], dtype=np.int64))
    compiled.choice_costs.append(rough([[compiled.cost_of[node] for node in nodes]])[0])


def _vehicle_state(
    compiled: Compiled, number: int, vehicle: Vehicle, drive: Rows, edge: Rows, allowed: frozenset[int]
) -> VehicleState:
    index = compiled.problem.location_index
    return VehicleState(
        number=number,
        start=index[vehicle.start],
        end=-1 if vehicle.end is None else index[vehicle.end],
        ready=vehicle.shift[0],
        close=vehicle.shift[1],
        edge=edge,
        drive=drive,
        capacity=compiled.amounts(vehicle.capacity),
        fixed_cost=vehicle.fixed_cost_s,
        max_stops=vehicle.max_stops,
        max_distance=vehicle.max_distance_m,
        max_duration=vehicle.max_duration_s,
        allowed=allowed,
        carried=compiled.amounts(NO_LOADS),
    )


def _mark_twins(compiled: Compiled) -> None:
    """Of several unused vehicles that are the same in all but name, only the first need be tried."""
    days = {day.vehicle for day in compiled.problem.in_force}
    first: dict[tuple[object, ...], int] = {}
    for number, vehicle in enumerate(compiled.problem.vehicles):
        if vehicle.id in days:
            continue
        state = compiled.vehicles[number]
        key = (state.start, state.end, state.ready, state.close, vehicle.speed, state.capacity, vehicle.skills)
        limits = (state.max_stops, state.max_distance, state.max_duration, state.fixed_cost)
        state.twin_of = first.setdefault((*key, *limits), number)
