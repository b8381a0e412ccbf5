"""The orders of nodes that a plan in force means for a problem; refused where it is the plan of another one."""

from __future__ import annotations

from routing.errors import InvalidPlan
from routing.plan import Plan, Route, Step
from routing.search.compiled import Compiled, Orders


def orders_of(compiled: Compiled, plan: Plan) -> Orders:
    """The order of nodes of each vehicle: what is locked first, then the plan's, without what is over.

    Raises `InvalidPlan` with the path of the first fault: unknown names, other places, one shipment twice or not at all.
    Whether the plan can still be driven in time is not asked.
    """
    reading = _Reading(compiled)
    for number, route in enumerate(plan.routes):
        reading.route(f"routes[{number}]", route)
    for number, each in enumerate(plan.unassigned):
        reading.left_behind(f"unassigned[{number}]", each.shipment)
    return reading.orders()


class _Reading:
    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        problem = compiled.problem
        self._done = {(task.kind, task.shipment) for day in problem.in_force for task in day.done}
        self._told: dict[int, list[int]] = {}
        self._seen: set[int] = set()
        self._delivered: set[int] = set()
        self._left: set[int] = set()

    def route(self, path: str, route: Route) -> None:
        """One vehicle's steps."""
        vehicle = self._compiled.problem.vehicle_index.get(route.vehicle)
        if vehicle is None:
            raise InvalidPlan(f"{path}.vehicle", f"unknown vehicle {route.vehicle!r}")
        if vehicle in self._told:
            raise InvalidPlan(f"{path}.vehicle", f"{route.vehicle!r} is there twice")
        nodes = self._told[vehicle] = []
        for number, step in enumerate(route.steps):
            if step.shipment is not None:
                node = self._node(f"{path}.steps[{number}]", step, vehicle)
                if (step.type, step.shipment) not in self._done:
                    nodes.append(node)
        self._unfinished(path, route, vehicle)

    def left_behind(self, path: str, name: str) -> None:
        """One shipment that the plan leaves out."""
        ship = self._compiled.problem.shipment_index.get(name)
        if ship is None:
            raise InvalidPlan(f"{path}.shipment", f"unknown shipment {name!r}")
        if ship in self._left:
            raise InvalidPlan(f"{path}.shipment", f"{name!r} is there twice")
        if ship in self._delivered:
            raise InvalidPlan(f"{path}.shipment", f"{name!r} is delivered by a route")
        self._left.add(ship)

    def orders(self) -> Orders:
        """The orders of all vehicles. Raises `InvalidPlan` where a shipment is nowhere."""
        compiled = self._compiled
        named = self._delivered | self._left | compiled.served_before
        for ship, shipment in enumerate(compiled.problem.shipments):
            if ship not in named:
                raise InvalidPlan("unassigned", f"shipment {shipment.id!r} is neither here nor delivered by a route")
        settled = compiled.fixed | compiled.served_before

        def still_free(vehicle: int, locked: tuple[int, ...]) -> list[int]:
            told = self._told.get(vehicle, [])
            return [node for node in told if node not in locked and compiled.shipment_of[node] not in settled]

        return [(*each.prefix, *still_free(each.number, each.prefix)) for each in compiled.vehicles]

    def _node(self, path: str, step: Step, vehicle: int) -> int:
        compiled = self._compiled
        ship = compiled.problem.shipment_index.get(step.shipment or "")
        if ship is None:
            raise InvalidPlan(f"{path}.shipment", f"unknown shipment {step.shipment!r}")
        ways = compiled.deliveries[ship]
        if step.type == "delivery" and not 0 <= (step.delivery or 0) < len(ways):
            raise InvalidPlan(f"{path}.delivery", f"{step.shipment!r} has no delivery {step.delivery}")
        node = compiled.pickup[ship] if step.type == "pickup" else ways[step.delivery or 0]
        if compiled.problem.location_index.get(step.location) != compiled.loc[node]:
            raise InvalidPlan(f"{path}.location", f"the {step.type} of {step.shipment!r} is not at {step.location!r}")
        if compiled.carrier.get(ship, vehicle) != vehicle:
            raise InvalidPlan(path, f"{step.shipment!r} is in another vehicle")
        if node in self._seen or (step.type == "delivery" and ship in self._delivered):
            raise InvalidPlan(path, f"the {step.type} of {step.shipment!r} is there twice")
        self._seen.add(node)
        if step.type == "delivery":
            self._delivered.add(ship)
            if compiled.pickup[ship] not in self._told[vehicle] and ("pickup", step.shipment) not in self._done:
                raise InvalidPlan(path, f"{step.shipment!r} is delivered before it is picked up")
        return node

    def _unfinished(self, path: str, route: Route, vehicle: int) -> None:
        """What is picked up is delivered, but for what is locked and nobody can take."""
        for number, step in enumerate(route.steps):
            if step.type == "pickup":
                ship = self._compiled.problem.shipment_index[step.shipment or ""]
                if ship not in self._delivered and self._compiled.carrier.get(ship) != vehicle:
                    raise InvalidPlan(f"{path}.steps[{number}]", f"{step.shipment!r} is picked up and not delivered")
