"""Days under way: what is done, what comes first whatever happens, and what can no longer be in time.

Each vehicle in force gets a prefix of steps that the search does not move: the locked ones, then those deliveries of
what is on board that can no longer be in time, driven as early as possible. Their windows are moved to when they
happen; where they alone break a limit of the route, the vehicle takes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from routing.problem import DayUnderWay, Task
from routing.search.compiled import NEVER, Compiled, VehicleState, set_windows
from routing.search.insertion import inserted, insertions
from routing.search.late_orders import best_order, opened
from routing.search.route import Route, build
from routing.search.timing import schedule


def settle_days(compiled: Compiled, days: Sequence[DayUnderWay] | None = None) -> None:
    """Bring every vehicle in force to where it is now, or those of `days` where the others are settled already.

    Room is taken first by all that is settled.
    """
    days = compiled.problem.in_force if days is None else days
    vehicles = [compiled.vehicles[compiled.problem.vehicle_index[day.vehicle]] for day in days]
    for vehicle, day in zip(vehicles, days, strict=True):
        _place_vehicle(compiled, vehicle, day)
        _record_done(compiled, vehicle, day)
    for vehicle, day in zip(vehicles, days, strict=True):
        for task in day.locked:
            _record_locked(compiled, vehicle.number, task)
    for vehicle, day in zip(vehicles, days, strict=True):
        if day.locked:
            _settle_locked(compiled, vehicle, day)
        _settle_carried(compiled, vehicle)


def node_of(compiled: Compiled, task: Task) -> int:
    """The node of a task."""
    shipment = compiled.problem.shipment_index[task.shipment]
    if task.kind == "pickup":
        return compiled.pickup[shipment]
    assert task.delivery is not None
    return compiled.deliveries[shipment][task.delivery]


def take_room(compiled: Compiled, node: int, *, times: int = 1) -> None:
    """Take the room that a delivery needs, or give it back (`times` -1)."""
    receiver = compiled.receiver_of[node]
    if receiver >= 0:
        room, load = compiled.room[receiver], compiled.load[compiled.shipment_of[node]]
        for dimension in room:
            room[dimension] -= times * load[dimension]


def has_room(compiled: Compiled, node: int) -> bool:
    """Whether the receiver of a delivery has room for it."""
    receiver = compiled.receiver_of[node]
    if receiver < 0:
        return True
    load = compiled.load[compiled.shipment_of[node]]
    return all(not load[key] or load[key] <= left for key, left in compiled.room[receiver].items())


def _place_vehicle(compiled: Compiled, vehicle: VehicleState, day: DayUnderWay) -> None:
    vehicle.start = compiled.problem.location_index[day.position]
    if day.started is None:
        vehicle.ready = max(vehicle.ready, day.time)
    else:
        vehicle.ready = day.time
        if vehicle.max_duration is not None:
            vehicle.close = min(vehicle.close, day.started + vehicle.max_duration)
            vehicle.max_duration = None
    if vehicle.max_distance is not None:
        vehicle.max_distance -= day.distance_m


def _record_done(compiled: Compiled, vehicle: VehicleState, day: DayUnderWay) -> None:
    carried = list(vehicle.carried)
    for task in day.done:
        node = node_of(compiled, task)
        shipment = compiled.shipment_of[node]
        sign = 1 if task.kind == "pickup" else -1
        carried = [held + sign * more for held, more in zip(carried, compiled.load[shipment], strict=True)]
        if task.kind == "pickup":
            compiled.carrier[shipment] = vehicle.number
            compiled.boarded.add(shipment)
            _bound_ride(compiled, vehicle, shipment, picked_s=(task.start_s or 0) + compiled.service[node])
        else:
            compiled.served_before.add(shipment)
            take_room(compiled, node)
        if compiled.loc[node] != vehicle.last_visit:
            vehicle.seen_visits += 1
            vehicle.last_visit = compiled.loc[node]
    vehicle.carried = tuple(carried)


def _bound_ride(compiled: Compiled, vehicle: VehicleState, shipment: int, *, picked_s: int) -> None:
    """The ride limit of what is on board, as a bound on the windows of its deliveries.

    Where every window opens too late for the ride, the delivery cannot be in time: its window is over already.
    """
    limit = compiled.max_ride[shipment]
    if limit is None:
        return
    latest = picked_s + limit
    for node in compiled.deliveries[shipment]:
        windows = compiled.several[node] or ((compiled.lo[node], compiled.hi[node]),)
        kept = tuple((opens, min(closes, latest)) for opens, closes in windows if opens <= latest)
        over = min(latest, vehicle.ready - 1)
        set_windows(compiled, node, kept or ((over, over),))


def _record_locked(compiled: Compiled, vehicle: int, task: Task) -> None:
    node = node_of(compiled, task)
    shipment = compiled.shipment_of[node]
    compiled.carrier[shipment] = vehicle
    if task.kind == "delivery":
        compiled.fixed.add(shipment)
        take_room(compiled, node)


def _settle_locked(compiled: Compiled, vehicle: VehicleState, day: DayUnderWay) -> None:
    for task in day.locked:
        _append(compiled, vehicle, node_of(compiled, task))
    if build(compiled, vehicle, vehicle.prefix) is None:
        _lift_limits(vehicle)


def _append(compiled: Compiled, vehicle: VehicleState, node: int) -> None:
    """One more step in the prefix; where it can no longer be in time, at its earliest."""
    close, duration = vehicle.close, vehicle.max_duration
    vehicle.close, vehicle.max_duration = NEVER, None
    order = (*vehicle.prefix, node)
    if schedule(compiled, vehicle, order, shortest=False) is None:
        at = _earliest_arrival(compiled, vehicle, node)
        if at > compiled.hi[node]:
            compiled.lo[node] = compiled.hi[node] = at
            compiled.several[node] = None
        if schedule(compiled, vehicle, order, shortest=False) is None:
            compiled.max_ride[compiled.shipment_of[node]] = None
    vehicle.prefix = order
    vehicle.close, vehicle.max_duration = close, duration


def _earliest_arrival(compiled: Compiled, vehicle: VehicleState, node: int) -> int:
    """When the service of one more step starts at the earliest: in a window still to come, else on arrival."""
    times = schedule(compiled, vehicle, vehicle.prefix, shortest=False)
    assert times is not None
    here, leaving = vehicle.start, times[0]
    if vehicle.prefix:
        here, leaving = compiled.loc[vehicle.prefix[-1]], times[-2] + compiled.service[vehicle.prefix[-1]]
    return opened(compiled, node, leaving + vehicle.edge[here][compiled.loc[node]])


def _lift_limits(vehicle: VehicleState) -> None:
    """What must be driven breaks a limit by itself: it is driven all the same, and nothing else with it."""
    vehicle.closed = True
    vehicle.close = NEVER
    vehicle.max_duration = vehicle.max_distance = vehicle.max_stops = None


def _settle_carried(compiled: Compiled, vehicle: VehicleState) -> None:
    """Leave the deliveries of what is on board to the search where all can be in time, else set their order."""
    carried = [
        shipment
        for shipment, number in compiled.carrier.items()
        if number == vehicle.number and shipment not in compiled.served_before | compiled.fixed
    ]
    for shipment in carried:
        compiled.must[shipment] = True
    if carried and (vehicle.closed or not _all_in_time(compiled, vehicle, carried)):
        _set_order(compiled, vehicle, carried)


def _all_in_time(compiled: Compiled, vehicle: VehicleState, carried: list[int]) -> bool:
    """Whether some order of insertions brings everything in time; what no receiver has room for is left out."""
    for order in list(permutations(carried)) if len(carried) <= 4 else [tuple(carried), tuple(carried[::-1])]:
        route: Route | None = build(compiled, vehicle, vehicle.prefix)
        taken: list[int] = []
        for shipment in order:
            assert route is not None
            found = [each for each in insertions(compiled, route, shipment) if has_room(compiled, each[1])]
            if found:
                route = inserted(compiled, route, shipment, found[0])
                take_room(compiled, found[0][1])
                taken.append(found[0][1])
            elif any(has_room(compiled, node) for node in compiled.deliveries[shipment]):
                break
        else:
            shipment = -1
        for node in taken:
            take_room(compiled, node, times=-1)
        if shipment < 0:
            return True
    return False


def _set_order(compiled: Compiled, vehicle: VehicleState, carried: list[int]) -> None:
    """Fix the order of `best_order`; all of it where a limit of the route is broken."""
    possible = [[node for node in compiled.deliveries[each] if has_room(compiled, node)] for each in carried]
    for node in best_order(compiled, vehicle, [nodes for nodes in possible if nodes]):
        if has_room(compiled, node):
            _append(compiled, vehicle, node)
            take_room(compiled, node)
            compiled.fixed.add(compiled.shipment_of[node])
    if vehicle.prefix and build(compiled, vehicle, vehicle.prefix) is None:
        _lift_limits(vehicle)
