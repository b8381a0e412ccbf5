"""The problem of a day under way, kept compiled while it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from routing.errors import InvalidChange
from routing.faults.day import day_faults
from routing.problem import DayUnderWay, Location, Matrix, Problem, Shipment, Task
from routing.search.compiled import Orders, compile_problem
from routing.search.growing import copy_of, grow_by_place, grow_by_shipment, trusted
from routing.search.obligations import node_of, settle_days
from routing.search.resettle import lose_vehicle, resettle

Drives = Sequence[Sequence[int]]


class Book:
    """What is known of the day: `compiled` as it stands, and `empty`, the same with nothing under way."""

    def __init__(self, problem: Problem, *, change_s: int) -> None:
        self.compiled = compile_problem(problem)
        self.compiled.change = change_s
        self.compiled.told.clear()
        self.compiled.drop_cost = [0] * len(problem.shipments)
        self.empty = copy_of(self.compiled)
        settle_days(self.compiled)
        self.gone: set[int] = set()
        """Cancelled shipments: their numbers stay, and nobody carries them."""
        self.lost: set[int] = set()
        """Vehicles that nobody drives any more."""
        self._away: list[Drives] = []

    @property
    def problem(self) -> Problem:
        """All that was ever in the day, what is gone too; never written to by others."""
        return self.compiled.problem

    def add_shipment(self, shipment: Shipment) -> int:
        """One more shipment, which is valid; its number."""
        problem = trusted(self.problem, shipments=(*self.problem.shipments, shipment))
        for compiled in (self.empty, self.compiled):
            number = grow_by_shipment(compiled, problem)
        return number

    def add_place(self, place: Location, away: Drives) -> None:
        """One more location, `growing.grow_by_place` says with which drives."""
        problem = trusted(self.problem, locations=(*self.problem.locations, place))
        grow_by_place((self.compiled, self.empty), problem, away)
        self._away.append(away)

    def strike(self, ship: int) -> None:
        """A shipment that is not on board is cancelled; where it is locked, it is that no more."""
        name = self.problem.shipments[ship].id
        for day in self.problem.in_force:
            if any(task.shipment == name for task in day.locked):
                kept = tuple(task for task in day.locked if task.shipment != name)
                self._settle(replace(day, locked=kept))
        self.gone.add(ship)
        self.compiled.fixed.add(ship)
        self.forget(ship)

    def lose(self, vehicle: int) -> None:
        """Nobody drives a vehicle any more."""
        facts = self.problem.vehicles[vehicle]
        shut = replace(facts, shift=(facts.shift[0], facts.shift[0]))
        vehicles = (*self.problem.vehicles[:vehicle], shut, *self.problem.vehicles[vehicle + 1 :])
        days = tuple(replace(day, locked=()) if day.vehicle == facts.id else day for day in self.problem.in_force)
        self._trust(trusted(self.problem, vehicles=vehicles, in_force=days))
        lose_vehicle(self.compiled, self.empty, self.compiled.vehicles[vehicle])
        self.lost.add(vehicle)

    def report(self, day: DayUnderWay) -> None:
        """How a vehicle's day stands now. Raises `InvalidChange` where it contradicts the problem, or itself."""
        problem = trusted(self.problem, in_force=self._with(day))
        fault = next(day_faults(problem, problem.location_index), None)
        if fault is not None:
            where = fault[0].partition(".")[2]
            raise InvalidChange(f"the day of {day.vehicle!r}: {where}: {fault[1]}")
        self._settle(day)

    def ship_of(self, name: str) -> int:
        """The number of a shipment. Raises `InvalidChange` where it is not in the day any more, or never was."""
        ship = self.problem.shipment_index.get(name)
        if ship is None or ship in self.gone:
            raise InvalidChange(f"unknown shipment {name!r}")
        return ship

    def vehicle_of(self, name: str) -> int:
        """The number of a vehicle that somebody drives. Raises `InvalidChange` where there is none."""
        number = self.problem.vehicle_index.get(name)
        if number is None or number in self.lost:
            raise InvalidChange(f"unknown vehicle {name!r}, or lost")
        return number

    def day_of(self, vehicle: int) -> DayUnderWay | None:
        """The day in force of a vehicle."""
        name = self.problem.vehicles[vehicle].id
        return next((day for day in self.problem.in_force if day.vehicle == name), None)

    def tell(self, ship: int, node: int, vehicle: int) -> None:
        """People are told that a vehicle brings a shipment by this delivery."""
        self.compiled.told[ship] = vehicle, self.compiled.choice_of[node]
        self.compiled.drop_cost[ship] = self.compiled.change

    def forget(self, ship: int) -> None:
        """Nobody counts on a shipment any more."""
        self.compiled.told.pop(ship, None)
        self.compiled.drop_cost[ship] = 0

    def snapshot(self, told: Orders) -> Problem:
        """The problem as it is, with what people were told in `planned`; its matrix may still grow."""
        shipments = tuple(each for ship, each in enumerate(self.problem.shipments) if ship not in self.gone)
        days = {day.vehicle: day for day in self.problem.in_force}
        planned = []
        for vehicle, nodes in zip(self.problem.vehicles, told, strict=True):
            day = days.get(vehicle.id)
            if day is None and nodes:
                day = DayUnderWay(vehicle.id, vehicle.start, vehicle.shift[0])
            if day is not None:
                planned.append(replace(day, planned=tuple(map(self.task_of, nodes))))
        objective = replace(self.problem.objective, change_s=self.compiled.change)
        return trusted(self.problem, shipments=shipments, in_force=tuple(planned), objective=objective)

    def matrix(self) -> Matrix:
        """The drives between all locations."""
        known = self.problem.matrix
        assert known is not None
        seconds, metres = ([list(row) for row in rows] for rows in (known.durations_s, known.distances_m))
        for from_s, to_s, from_m, to_m in self._away:
            for rows, out, back in ((seconds, from_s, to_s), (metres, from_m, to_m)):
                for row, cell in zip(rows, back, strict=True):
                    row.append(cell)
                rows.append([*out, 0])
        return Matrix(durations_s=seconds, distances_m=metres)

    def task_of(self, node: int) -> Task:
        """The step that a node is."""
        compiled, choice = self.compiled, self.compiled.choice_of[node]
        name = self.problem.shipments[compiled.shipment_of[node]].id
        return Task("pickup", name) if choice < 0 else Task("delivery", name, choice)

    def node_of(self, task: Task) -> int:
        """The node that a step is."""
        return node_of(self.compiled, task)

    def _settle(self, day: DayUnderWay) -> None:
        self._trust(trusted(self.problem, in_force=self._with(day)))
        resettle(self.compiled, self.empty, day)

    def _with(self, day: DayUnderWay) -> tuple[DayUnderWay, ...]:
        others = tuple(each for each in self.problem.in_force if each.vehicle != day.vehicle)
        return (*others, day)

    def _trust(self, problem: Problem) -> None:
        self.compiled.problem = self.empty.problem = problem
