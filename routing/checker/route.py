"""The check of one route: places, times, loads, limits, what comes first, and what is late."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from routing.checker.day import Day
from routing.checker.duty import Duty, count_visits, earliest
from routing.checker.travel import Travel
from routing.plan import Route, Step
from routing.problem import Shipment, Vehicle


class RouteCheck:
    """Checks routes of one vehicle."""

    def __init__(
        self,
        vehicle: Vehicle,
        day: Day,
        travel: Travel,
        where: str,
        *,
        shipments: Mapping[str, Shipment],
    ) -> None:
        self.vehicle = vehicle
        self.day = day
        self.shipments = shipments
        self.where = where
        self.travel = travel
        self.duty = Duty(vehicle, day, travel, shipments=shipments)

    def faults(self, route: Route) -> list[str]:
        """All that is wrong with the route, each with where."""
        shape = list(self._shape_faults(route.steps))
        if shape:
            return [f"{self.where}{fault}" for fault in shape]
        self.travel.look_up(step.location for step in route.steps)
        checks = (
            self._time_faults(route),
            self._load_faults(route.steps),
            self._limit_faults(route),
            self._locked_faults(route.steps),
        )
        found = [fault for check in checks for fault in check]
        return [f"{self.where}{fault}" for fault in found or self.duty.faults(route)]

    def _shape_faults(self, steps: tuple[Step, ...]) -> Iterator[str]:
        """The steps are a start, pickups and deliveries at their places, and an end where there is one."""
        end = self.vehicle.end
        kinds = [step.type for step in steps]
        if not kinds or kinds[0] != "start" or steps[0].location != self.day.position:
            yield f".steps[0]: is not a start at {self.day.position!r}"
            return
        if end is not None and (kinds[-1] != "end" or steps[-1].location != end):
            yield f".steps[{len(steps) - 1}]: is not an end at {end!r}"
        inner = steps[1:] if end is None else steps[1:-1]
        if not inner:
            yield ".steps: the route has nothing to do"
        for number, step in enumerate(inner, start=1):
            shipment = self.shipments.get(step.shipment or "")
            if step.type not in ("pickup", "delivery") or shipment is None:
                yield f".steps[{number}]: is not a pickup or delivery of a known shipment"
            elif step.type == "delivery" and not 0 <= (step.delivery or 0) < len(shipment.deliveries):
                yield f".steps[{number}]: there is no such delivery"
            elif self.duty.stop_of(step).location != step.location:
                yield f".steps[{number}]: is not at {self.duty.stop_of(step).location!r}"

    def _time_faults(self, route: Route) -> Iterator[str]:
        steps, day = route.steps, self.day
        start = steps[0]
        if not day.time <= start.arrival_s <= start.start_s <= start.departure_s:
            yield ".steps[0]: leaves before its shift, or before it is free"
        picked = dict(day.picked_s)
        late: list[tuple[str, str, int]] = []
        only_must, soonest = True, day.time
        for number, (before, step) in enumerate(itertools.pairwise(steps), start=1):
            where = f".steps[{number}]"
            if step.arrival_s != before.departure_s + self.travel.drive_s(self.vehicle, before.location, step.location):
                yield f"{where}: arrival is not the departure before plus the drive"
            if step.type == "end":
                if not step.arrival_s <= step.start_s == step.departure_s:
                    yield f"{where}: its times do not follow each other"
                continue
            stop, name = self.duty.stop_of(step), step.shipment or ""
            ready = step.arrival_s + (self.travel.setup_s[step.location] if step.location != before.location else 0)
            if step.start_s < ready:
                yield f"{where}: service starts before arrival and setup"
            if step.departure_s != step.start_s + stop.service_s:
                yield f"{where}: departure is not the start plus the service"
            if step.type == "pickup":
                picked[name] = step.departure_s
            only_must = only_must and self.duty.is_must(number, step)
            soonest = earliest(stop, soonest + ready - before.departure_s)
            late_s = self.duty.late_s(step, step.start_s, picked)
            if late_s:
                late.append((name, step.type, late_s))
                if not only_must or step.start_s != soonest:
                    yield f"{where}: is {late_s} s late"
            elif stop.time_windows and not any(a <= step.start_s <= b for a, b in stop.time_windows):
                yield f"{where}: starts outside its windows"
            soonest += stop.service_s
        if sorted(late) != sorted((each.shipment, each.type, each.late_s) for each in route.late):
            yield ".late: is not what is late"
        if steps[-1].departure_s > self.vehicle.shift[1] and not self.duty.is_all(steps):
            yield ": ends after the shift"

    def _load_faults(self, steps: tuple[Step, ...]) -> Iterator[str]:
        held: dict[str, int] = {}
        aboard = set(self.day.on_board)
        for name in aboard:
            _add(held, self.shipments[name].load, 1)
        for number, step in enumerate(steps):
            where, name = f".steps[{number}]", step.shipment or ""
            if step.type == "pickup":
                shipment = self.shipments[name]
                aboard.add(name)
                _add(held, shipment.load, 1)
                if number > len(self.day.locked):
                    yield from self._carry_faults(where, shipment, held)
            elif step.type == "delivery":
                if name not in aboard:
                    yield f"{where}: {name!r} is delivered before it is picked up"
                aboard.discard(name)
                _add(held, self.shipments[name].load, -1)
            if {key: load for key, load in step.load.items() if load} != {k: x for k, x in held.items() if x}:
                yield f"{where}: load is not what is on board"
        for name in sorted(aboard - self.day.carried):
            yield f": {name!r} is picked up and not delivered"

    def _carry_faults(self, where: str, shipment: Shipment, held: Mapping[str, int]) -> Iterator[str]:
        if not shipment.skills <= self.vehicle.skills:
            yield f"{where}: the vehicle lacks a skill for {shipment.id!r}"
        for dimension, more in shipment.load.items():
            if more and held[dimension] > self.vehicle.capacity.get(dimension, 0):
                yield f"{where}: more {dimension} on board than the capacity"

    def _limit_faults(self, route: Route) -> Iterator[str]:
        steps = route.steps
        metres = sum(self.travel.metres(a.location, b.location) for a, b in itertools.pairwise(steps))
        seconds = steps[-1].departure_s - steps[0].departure_s
        if (route.distance_m, route.duration_s) != (metres, seconds):
            yield f": distance and duration are {metres} m and {seconds} s"
        if self.duty.is_all(steps):
            return  # `Duty.faults` looks at what has to be
        places = self.day.visited + [step.location for step in steps if step.shipment is not None]
        for fault in self.duty.limits_broken(steps[-1].departure_s, metres, count_visits(places), steps[0].departure_s):
            yield f": {fault}"

    def _locked_faults(self, steps: tuple[Step, ...]) -> Iterator[str]:
        driven = [(s.type, s.shipment, s.delivery) for s in steps[1 : len(self.day.locked) + 1]]
        if driven != [(task.kind, task.shipment, task.delivery) for task in self.day.locked]:
            yield ": does not begin with its locked steps"


def _add(held: dict[str, int], loads: Mapping[str, int], sign: int) -> None:
    for name, amount in loads.items():
        held[name] = held.get(name, 0) + sign * amount
