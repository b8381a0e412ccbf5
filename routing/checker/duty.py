"""What a vehicle must drive whatever happens: whether it had to be late for it, or to break a limit of its route.

Its locked steps come first, in their order, then what is on board. Few deliveries are looked at in every order, each driven
as early as possible, to the receivers that the plan chose; of many only the plan's own order is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.checker.day import Day
from routing.checker.travel import Travel
from routing.plan import Route, Step
from routing.problem import Delivery, Pickup, Shipment, Vehicle

MOST_ORDERED = 4
"""Deliveries of which every order is looked at: 24 orders, as the search promises to find the best of."""


@dataclass(frozen=True)
class _Drive:
    """Some steps driven: how many deliveries of what is on board are late, by how much, whether none is late, and the totals."""

    late: tuple[int, int]
    is_in_time: bool
    end_s: int
    metres: int
    visits: int


class Duty:
    """Looks at what one vehicle must drive."""

    def __init__(self, vehicle: Vehicle, day: Day, travel: Travel, *, shipments: Mapping[str, Shipment]) -> None:
        self._vehicle, self._day, self._travel, self._shipments = vehicle, day, travel, shipments

    def stop_of(self, step: Step) -> Pickup | Delivery:
        """Where a step is in the problem."""
        shipment = self._shipments[step.shipment or ""]
        return shipment.pickup if step.type == "pickup" else shipment.deliveries[step.delivery or 0]

    def is_must(self, number: int, step: Step) -> bool:
        """Whether step `number` of a route, from 1 on, is locked, or the delivery of what is on board by then."""
        return number <= len(self._day.locked) or self._is_carried(step)

    def _is_carried(self, step: Step) -> bool:
        return step.type == "delivery" and step.shipment in self._day.carried

    def is_all(self, steps: Sequence[Step]) -> bool:
        """Whether a route has nothing else to do: then it may break a limit where it has to."""
        inner = [(n, step) for n, step in enumerate(steps) if step.shipment is not None]
        return all(self.is_must(number, step) for number, step in inner)

    def late_s(self, step: Step, start_s: int, picked_s: Mapping[str, int]) -> int:
        """Seconds that a start is after the last window, or after the longest ride."""
        closes = [closes for _, closes in self.stop_of(step).time_windows]
        late_s, name = start_s - max(closes) if closes else 0, step.shipment or ""
        limit = self._shipments[name].max_ride_s
        if step.type == "delivery" and limit is not None and name in picked_s:
            late_s = max(late_s, start_s - picked_s[name] - limit)
        return max(late_s, 0)

    def faults(self, route: Route) -> Iterator[str]:
        """What is late, or breaks a limit, though it need not: after the faults of each step, so its times are right."""
        inner = [step for step in route.steps if step.shipment is not None]
        locked = inner[: len(self._day.locked)]
        rest = inner[len(locked) :]
        carried = list(itertools.takewhile(self._is_carried, rest))
        planned, own = self._as_planned(route, carried), self._drive(locked, carried)
        orders = itertools.permutations(carried) if len(carried) <= MOST_ORDERED else iter([tuple(carried)])
        drives = [self._drive(locked, order) for order in orders]
        if planned.late > min(drive.late for drive in drives):
            yield ".late: what is on board could be less late in another order"
        if len(carried) < len(rest) or not self._is_broken(planned, began=route.steps[0].departure_s):
            return
        is_kept = [drive.is_in_time and not self._is_broken(drive, began=self._day.time) for drive in drives]
        if any(is_kept) and not self._is_broken(self._drive(locked, ()), began=self._day.time):
            yield ": breaks a limit that another order, or leaving sooner, would keep"
        elif planned.end_s > own.end_s:
            yield ": breaks a limit, and ends later than it must"

    def _drive(self, locked: Sequence[Step], order: Sequence[Step]) -> _Drive:
        """Locked steps and then others, from where and when the vehicle is free."""
        day, here, now = self._day, self._day.position, self._day.time
        picked_s, places, metres, late = dict(day.picked_s), list(day.visited), 0, []
        for step in (*locked, *order):
            stop = self.stop_of(step)
            metres += self._travel.metres(here, stop.location)
            now += self._travel.drive_s(self._vehicle, here, stop.location)
            now += self._travel.setup_s[stop.location] if stop.location != here else 0
            now, here = earliest(stop, now), stop.location
            places.append(here)
            late.append(self.late_s(step, now, picked_s))
            now += stop.service_s
            if step.type == "pickup":
                picked_s[step.shipment or ""] = now
        if self._vehicle.end is not None:
            metres += self._travel.metres(here, self._vehicle.end)
            now += self._travel.drive_s(self._vehicle, here, self._vehicle.end)
        return _Drive(_lateness(late[len(locked) :]), not any(late), now, metres, count_visits(places))

    def _as_planned(self, route: Route, carried: Sequence[Step]) -> _Drive:
        """What the route itself comes to, as it says."""
        names = {step.shipment for step in carried}
        late = [each.late_s for each in route.late if each.type == "delivery" and each.shipment in names]
        places = [step.location for step in route.steps if step.shipment is not None]
        visits = count_visits([*self._day.visited, *places])
        return _Drive(_lateness(late), not route.late, route.steps[-1].departure_s, route.distance_m, visits)

    def _is_broken(self, drive: _Drive, *, began: int) -> bool:
        """Whether a limit of the vehicle is; the longest duration counts from when it set out, `began` where it has not yet."""
        return drive.end_s > self._vehicle.shift[1] or any(
            self.limits_broken(drive.end_s, drive.metres, drive.visits, began)
        )

    def limits_broken(self, end_s: int, metres: int, visits: int, began: int) -> Iterator[str]:
        """A line for each `max_*` that is broken; metres and visits with those of before."""
        vehicle, day = self._vehicle, self._day
        totals = (
            ("max_stops", visits, vehicle.max_stops),
            ("max_duration_s", end_s - (began if day.started is None else day.started), vehicle.max_duration_s),
            ("max_distance_m", metres + day.distance_m, vehicle.max_distance_m),
        )
        for name, total, limit in totals:
            if limit is not None and total > limit:
                yield f"{total} is more than {name}"


def _lateness(seconds: Sequence[int]) -> tuple[int, int]:
    return sum(map(bool, seconds)), sum(seconds)


def earliest(stop: Pickup | Delivery, ready: int) -> int:
    """The earliest start of a service: in a window that is still to come, else at once."""
    return min((max(ready, a) for a, b in stop.time_windows if ready <= b), default=ready)


def count_visits(places: Sequence[str]) -> int:
    """Stops at one place, one after the other, are one."""
    return sum(n == 0 or place != places[n - 1] for n, place in enumerate(places))
