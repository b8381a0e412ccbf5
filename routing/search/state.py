"""A whole plan of the search: one route for each vehicle, who is absent, the room that is left."""

from __future__ import annotations

from fractions import Fraction

from routing.search.compiled import PER_VALUE, Compiled, Orders
from routing.search.route import Insertion, Route, build

Score = tuple[int, int, int, Fraction | int]
"""Worth comparing only with another of the same problem; less is better."""


class State:
    """Routes by vehicle, absent shipments, and room left; copied before it is changed."""

    __slots__ = ("absent", "at", "compiled", "room", "routes")

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.routes: list[Route] = []
        self.absent: set[int] = set()
        self.at: dict[int, int] = {}
        self.room: list[dict[int, int]] = [dict(room) for room in compiled.room]

    def copy(self) -> State:
        """A state of its own; routes are shared, for they never change."""
        twin = State.__new__(State)
        twin.compiled = self.compiled
        twin.routes = self.routes[:]
        twin.absent = set(self.absent)
        twin.at = dict(self.at)
        twin.room = [dict(room) for room in self.room]
        return twin

    def put(self, shipment: int, found: Insertion, route: Route) -> None:
        """Bring a shipment in by an insertion that made `route`."""
        self.routes[route.vehicle.number] = route
        self.at[shipment] = route.vehicle.number
        self.absent.discard(shipment)
        self._take(found[1], 1)

    def drop(self, vehicle: int, gone: set[int]) -> None:
        """Take shipments out of a route; all that is free in it, where it cannot be driven without them."""
        compiled, route = self.compiled, self.routes[vehicle]
        head, tail = route.nodes[: route.free_from], route.nodes[route.free_from :]
        kept = tuple(node for node in tail if compiled.shipment_of[node] not in gone)
        made = build(compiled, route.vehicle, head + kept)
        if made is None:
            kept = ()
            made = build(compiled, route.vehicle, head)
            assert made is not None
        stays = set(kept)
        for node in tail:
            if node not in stays and compiled.choice_of[node] >= 0:
                self._take(node, -1)
                self.absent.add(compiled.shipment_of[node])
                del self.at[compiled.shipment_of[node]]
        self.routes[vehicle] = made

    def _take(self, node: int, times: int) -> None:
        receiver = self.compiled.receiver_of[node]
        if receiver >= 0 and self.room[receiver]:
            room, load = self.room[receiver], self.compiled.load[self.compiled.shipment_of[node]]
            for dimension in room:
                room[dimension] -= times * load[dimension]

    def has_room(self, node: int) -> bool:
        """Whether the receiver of a delivery has room for it."""
        receiver = self.compiled.receiver_of[node]
        if receiver < 0 or not self.room[receiver]:
            return True
        load = self.compiled.load[self.compiled.shipment_of[node]]
        return all(not load[key] or load[key] <= left for key, left in self.room[receiver].items())

    def total(self) -> int:
        """The cost in the objective's sense, without what is unserved."""
        return sum(route.cost for route in self.routes) + sum(self.compiled.drop_cost[each] for each in self.absent)

    def score(self) -> Score:
        """The objective, in the order of the contract."""
        compiled = self.compiled
        cost = sum(route.cost for route in self.routes)
        missing = weight = 0
        for shipment in self.absent:
            missing += compiled.must[shipment]
            weight += compiled.weight[shipment]
            cost += compiled.drop_cost[shipment]
        if compiled.worth is not None:
            return missing, 0, 0, cost + compiled.worth * weight / PER_VALUE
        used = sum(bool(route.nodes) for route in self.routes) if compiled.vehicles_first else 0
        return missing, weight, used, cost


def first_state(compiled: Compiled) -> State:
    """Every vehicle with what it must do, everything else absent."""
    state = State(compiled)
    for vehicle in compiled.vehicles:
        route = build(compiled, vehicle, vehicle.prefix)
        assert route is not None
        state.routes.append(route)
    settled = compiled.served_before | compiled.fixed
    state.absent = {number for number in range(len(compiled.pickup)) if number not in settled}
    return state


def state_of_orders(compiled: Compiled, orders: Orders) -> State | None:
    """The state of whole orders of nodes, one for each vehicle; None where one breaks a rule."""
    state = first_state(compiled)
    for vehicle, nodes in zip(compiled.vehicles, orders, strict=True):
        if nodes == vehicle.prefix:
            continue
        if not set(nodes).isdisjoint(vehicle.prefix) and nodes[: len(vehicle.prefix)] != vehicle.prefix:
            return None
        route = build(compiled, vehicle, nodes)
        if route is None:
            return None
        state.routes[vehicle.number] = route
        for node in nodes[len(vehicle.prefix) :]:
            if compiled.choice_of[node] >= 0:
                if not state.has_room(node):
                    return None
                state._take(node, 1)
                state.absent.discard(compiled.shipment_of[node])
                state.at[compiled.shipment_of[node]] = vehicle.number
    return state
