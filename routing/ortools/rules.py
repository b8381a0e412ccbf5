"""The rules of a problem, put one after the other into an OR-Tools model that `models` made."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.ortools.sites import LARGEST, LARGEST_SUM, Sites
from routing.search.compiled import PER_VALUE, Compiled
from routing.search.drive_tables import Rows
from routing.search.recreate import NEW_ROUTE
from routing.search.state import State

Table = NDArray[np.int64]

PENALTY = 1 << 34
"""For leaving the most valuable shipment; a required one counts a thousand times as much."""
PAIRS_AT_ONCE = 8


class Builder:
    """Puts one rule after the other into the model."""

    def __init__(self, compiled: Compiled, sites: Sites, manager: Any, model: Any, state: State) -> None:
        self.compiled, self.sites, self.manager, self.model = compiled, sites, manager, model
        self.solver = model.solver()
        self.routes = state.routes
        self.index = {node: manager.NodeToIndex(place) for place, node in enumerate(sites.steps)}
        self.service = np.zeros(len(sites.steps) + 2 * len(compiled.vehicles), dtype=np.int64)
        self.service[: len(sites.steps)] = [compiled.service[node] for node in sites.steps]
        here = [v.start if not v.prefix else compiled.loc[v.prefix[-1]] for v in compiled.vehicles]
        home = [vehicle.end for vehicle in compiled.vehicles]
        self.places = np.array([*(compiled.loc[node] for node in sites.steps), *here, *home], dtype=np.int64)
        self.open = np.zeros(len(self.places), dtype=bool)
        self.open[sites.ends] = [end < 0 for end in home]

    def build(self) -> Iterator[None]:
        """The whole model, bit by bit, so that building it can be given up."""
        for part in (self._time, self._metres, self._visits, self._loads, self._room, self._fixed_costs):
            part()
            yield
        heaviest = max((self.compiled.weight[each] for each in self.sites.moved), default=1) or 1
        for number, shipment in enumerate(self.sites.moved):
            self._pair(shipment, heaviest)
            if number % PAIRS_AT_ONCE == 0:
                yield

    def _table(self, rows: Rows) -> Table:
        """A table between places as one between the model's nodes; nothing to an open end."""
        places = np.maximum(self.places, 0)
        table = np.array(rows, dtype=np.int64)[places[:, None], places[None, :]]
        table[:, self.open] = 0
        return table

    def _time(self) -> None:
        """Cumul: start of service. The span is the duration of the route."""
        compiled, base = self.compiled, self.sites.base
        by_class: dict[int, int] = {}
        transits = []
        for vehicle in compiled.vehicles:
            if vehicle.speed_class not in by_class:
                table = self._table(vehicle.edge)
                table[:, self.sites.ends] = self._table(vehicle.drive)[:, self.sites.ends]
                table += self.service[:, None]
                by_class[vehicle.speed_class] = self.model.RegisterTransitMatrix(table.tolist())
            transits.append(by_class[vehicle.speed_class])
        # A shift may be over before its vehicle is ready; OR-Tools ends the process at a capacity below zero.
        horizon = (
            max(max(min(vehicle.close, base + LARGEST) for vehicle in compiled.vehicles), *self.sites.ready) - base
        )
        self.model.AddDimensionWithVehicleTransits(transits, horizon, horizon, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        for node, index in self.index.items():
            self._window(node, self.time.CumulVar(index), horizon)
        for number, vehicle in enumerate(compiled.vehicles):
            start, end = self.model.Start(number), self.model.End(number)
            close = max(min(vehicle.close - base, horizon), self.sites.ready[number] - base)
            self.time.CumulVar(start).SetRange(self.sites.ready[number] - base, close)
            self.time.CumulVar(end).SetRange(0, close)
            if vehicle.max_duration is not None:
                self.time.SetSpanUpperBoundForVehicle(min(vehicle.max_duration, horizon), number)
            if not compiled.by_distance:
                self.time.SetSpanCostCoefficientForVehicle(1, number)

    def _window(self, node: int, cumul: Any, horizon: int) -> None:
        base = self.sites.base
        windows = self.compiled.several[node] or ((self.compiled.lo[node], self.compiled.hi[node]),)
        opens = min(max(windows[0][0] - base, 0), horizon)
        cumul.SetRange(opens, max(opens, min(windows[-1][1] - base, horizon)))
        for (_, closes), (later, _) in itertools.pairwise(windows):
            first, last = max(closes + 1 - base, 0), min(later - 1 - base, horizon)
            if first <= last:
                cumul.RemoveInterval(first, last)

    def _metres(self) -> None:
        """Distances, and the costs of arcs: metres where they count, preference and change on arriving."""
        compiled = self.compiled
        table = self._table(compiled.distance)
        distance = self.model.RegisterTransitMatrix(table.tolist())
        limits = [vehicle.max_distance for vehicle in compiled.vehicles]
        if any(limit is not None for limit in limits):
            done = [self.routes[v.number].distance if v.prefix else 0 for v in compiled.vehicles]
            most = [
                LARGEST * 4 if limit is None else min(max(limit - d, 0), LARGEST_SUM)
                for limit, d in zip(limits, done, strict=True)
            ]
            self.model.AddDimensionWithVehicleCapacity(distance, 0, most, True, "metres")
        by_told: dict[int, int] = {}
        told = {vehicle for vehicle, _ in compiled.told.values()}
        for number in range(len(compiled.vehicles)):
            key = number if number in told else -1
            if key not in by_told:
                costs = table.copy() if compiled.by_distance else np.zeros_like(table)
                costs[:, : len(self.sites.steps)] += np.array(
                    [compiled.node_cost(node, key) if compiled.choice_of[node] >= 0 else 0 for node in self.index],
                    dtype=np.int64,
                )
                by_told[key] = self.model.RegisterTransitMatrix(costs.tolist())
            self.model.SetArcCostEvaluatorOfVehicle(by_told[key], number)

    def _visits(self) -> None:
        limits = [vehicle.max_stops for vehicle in self.compiled.vehicles]
        if all(limit is None for limit in limits):
            return
        table = (self.places[:, None] != self.places[None, :]).astype(np.int64)
        for vehicle, start in zip(self.compiled.vehicles, self.sites.starts, strict=True):
            table[start, :] = self.places != vehicle.last_visit
        table[:, self.sites.ends] = 0
        visits = self.model.RegisterTransitMatrix(table.tolist())
        most = [
            LARGEST if limit is None else min(max(limit - vehicle.seen_visits, 0), LARGEST)
            for limit, vehicle in zip(limits, self.compiled.vehicles, strict=True)
        ]
        self.model.AddDimensionWithVehicleCapacity(visits, 0, most, True, "visits")

    def _loads(self) -> None:
        compiled = self.compiled
        for number, name in enumerate(compiled.dimensions):
            changes = [0] * len(self.places)
            for place, node in enumerate(self.sites.steps):
                amount = compiled.load[compiled.shipment_of[node]][number]
                changes[place] = amount if compiled.choice_of[node] < 0 else -amount
            carried = [route.loads[route.free_from][number] for route in self.routes]
            most = [
                min(max(vehicle.capacity[number], load), LARGEST_SUM)
                for vehicle, load in zip(compiled.vehicles, carried, strict=True)
            ]
            transit = self.model.RegisterUnaryTransitVector(changes)
            self.model.AddDimensionWithVehicleCapacity(transit, 0, most, False, f"load {name}")
            dimension = self.model.GetDimensionOrDie(f"load {name}")
            for vehicle, load in enumerate(carried):
                dimension.CumulVar(self.model.Start(vehicle)).SetValue(load)

    def _pair(self, shipment: int, heaviest: int) -> None:
        """One pickup, one of its deliveries, both or neither, in one vehicle."""
        compiled, solver = self.compiled, self.solver
        ways = [self.index[node] for node in self.sites.choices[shipment]]
        penalty = self._penalty(shipment, heaviest)
        if shipment in compiled.carrier:
            self.model.AddDisjunction(ways, penalty)
            for way in ways:
                self._only(way, [compiled.carrier[shipment]])
            return
        pickup = self.index[compiled.pickup[shipment]]
        able = [v.number for v in compiled.vehicles if shipment in v.allowed and not v.closed]
        self._only(pickup, able)
        first = self.model.AddDisjunction([pickup], penalty)
        self.model.AddPickupAndDeliverySets(first, self.model.AddDisjunction(ways, 0))
        active = solver.Sum([self.model.ActiveVar(way) for way in ways])
        solver.Add(active == self.model.ActiveVar(pickup))
        vehicle = self.model.VehicleVar(pickup)
        for way in ways:
            self._only(way, able)
        solver.Add(solver.Max([self.model.VehicleVar(way) for way in ways]) == vehicle)
        self._ride(shipment, pickup, ways)

    def _ride(self, shipment: int, pickup: int, ways: list[int]) -> None:
        limit = self.compiled.max_ride[shipment]
        if limit is not None:
            most = min(limit, LARGEST) + self.compiled.service[self.compiled.pickup[shipment]]
            for way in ways:
                self.solver.Add(self.time.CumulVar(way) <= self.time.CumulVar(pickup) + most)

    def _only(self, index: int, vehicles: list[int]) -> None:
        self.model.VehicleVar(index).SetValues([-1, *vehicles])

    def _penalty(self, shipment: int, heaviest: int) -> int:
        """What leaving a shipment costs; by the price of value where there is one, else above any route."""
        compiled = self.compiled
        if compiled.must[shipment]:
            return PENALTY * 1_000
        if compiled.worth is not None:
            price = int(compiled.worth * compiled.weight[shipment] / PER_VALUE) + compiled.drop_cost[shipment]
            return min(price, PENALTY)
        return max(PENALTY * compiled.weight[shipment] // heaviest, 1)

    def _room(self) -> None:
        compiled = self.compiled
        for receiver, room in enumerate(compiled.room):
            for dimension, left in room.items():
                taken = [
                    self.model.ActiveVar(index) * compiled.load[compiled.shipment_of[node]][dimension]
                    for node, index in self.index.items()
                    if compiled.receiver_of[node] == receiver and compiled.load[compiled.shipment_of[node]][dimension]
                ]
                if taken:
                    self.solver.Add(self.solver.Sum(taken) <= min(max(left, 0), LARGEST_SUM))

    def _fixed_costs(self) -> None:
        first = min(NEW_ROUTE, PENALTY // 1_000) if self.compiled.vehicles_first else 0
        for number, vehicle in enumerate(self.compiled.vehicles):
            self.model.SetFixedCostOfVehicle(0 if vehicle.prefix else vehicle.fixed_cost + first, number)
