"""What Li & Lim and Sartori & Buriol files have in common: one depot, equal vehicles, pairs, and the SINTEF solution."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.errors import InvalidInstance
from routing.plan import Plan
from routing.problem import Delivery, Location, Matrix, Objective, Pickup, Problem, Shipment, Vehicle
from routing.units import PER_UNIT

DEPOT = 0
_ROUTE = re.compile(r"\s*route\s*(?:#\s*)?[0-9]+\s*:(.*)", re.IGNORECASE)
"""No two stretches of spaces beside each other: a line of 100,000 of them would be split in every way."""


@dataclass(frozen=True)
class Node:
    """One line of an instance: a demand above zero is a pickup, `partner` its delivery."""

    demand: int
    opens: float
    closes: float
    service: float
    partner: int


@dataclass(frozen=True)
class Instance:
    """An instance in its own unit; `scale` is how many solver units make one of it."""

    name: str
    nodes: tuple[Node, ...]
    times: Sequence[Sequence[float]]
    capacity: int
    vehicles: int
    route_time: float | None
    scale: int

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(pickup, delivery) of each request."""
        return [(number, node.partner) for number, node in enumerate(self.nodes) if node.demand > 0]


def check_pairs(nodes: Sequence[Node]) -> None:
    """Raises `InvalidInstance` where a pickup and its delivery do not name each other."""
    for number, node in enumerate(nodes):
        if node.closes < node.opens:
            raise InvalidInstance(f"node {number}", "closes before it opens")
        if node.service < 0:
            raise InvalidInstance(f"node {number}", "has a negative service")
        if number == DEPOT:
            if node.demand != 0:
                raise InvalidInstance(f"node {number}", "is the depot, and has a demand")
            continue
        if not 0 < node.partner < len(nodes) or nodes[node.partner].partner != number:
            raise InvalidInstance(f"node {number}", "and its partner do not name each other")
        if node.demand == 0 or node.demand != -nodes[node.partner].demand:
            raise InvalidInstance(f"node {number}", "has no demand, or not the opposite of its partner's")


def problem_of(instance: Instance) -> Problem:
    """The instance as a problem in whole solver units: all required, fewest vehicles, then distance.

    Times are rounded to the safe side: what is in time by them is so unscaled. More vehicles than requests are left out, for
    none of those could have one.
    """
    scaled = np.array(instance.times, dtype=np.float64) * instance.scale
    table = np.ceil(scaled).astype(np.int64).tolist()
    shift = _window(instance, instance.nodes[DEPOT])
    limit = None if instance.route_time is None else math.floor(instance.route_time * instance.scale)
    vehicles = tuple(
        Vehicle(
            id=f"v{number}",
            start="0",
            end="0",
            shift=shift,
            capacity={"load": instance.capacity * PER_UNIT},
            max_duration_s=limit,
        )
        for number in range(min(instance.vehicles, len(instance.pairs)))
    )
    return Problem(
        locations=tuple(Location(id=str(number)) for number in range(len(instance.nodes))),
        matrix=Matrix(durations_s=table, distances_m=table),
        vehicles=vehicles,
        shipments=tuple(_shipment(instance, pickup, delivery) for pickup, delivery in instance.pairs),
        objective=Objective(vehicles="first", cost="distance"),
    )


def _window(instance: Instance, node: Node) -> tuple[int, int]:
    """As wide as it is open in whole units; where it is open for less than one, its begin alone."""
    opens, closes = math.ceil(node.opens * instance.scale), math.floor(node.closes * instance.scale)
    return opens, max(opens, closes)


def _shipment(instance: Instance, pickup: int, delivery: int) -> Shipment:
    def stop(number: int) -> tuple[str, tuple[tuple[int, int], ...], int]:
        node = instance.nodes[number]
        return str(number), (_window(instance, node),), math.ceil(node.service * instance.scale)

    return Shipment(
        id=str(pickup),
        load={"load": instance.nodes[pickup].demand * PER_UNIT},
        required=True,
        pickup=Pickup(*stop(pickup)),
        deliveries=(Delivery(stop(delivery)[0], None, stop(delivery)[1], stop(delivery)[2]),),
    )


def solution_text(instance: Instance, plan: Plan) -> str:
    """The plan in the SINTEF form: one line a route, the numbers of its nodes."""
    lines = [f"Instance name : {instance.name}", "Solution"]
    for number, route in enumerate(plan.routes, start=1):
        nodes = [step.location for step in route.steps if step.shipment is not None]
        lines.append(f"Route {number} : {' '.join(nodes)}")
    return "\n".join(lines)


def routes_from_text(text: str) -> list[list[int]]:
    """The routes of a solution in the SINTEF form. Raises `InvalidInstance` where it has none of that form."""
    routes: list[list[int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = _ROUTE.fullmatch(line)
        if found is None:
            if routes and line.strip():
                raise InvalidInstance(f"line {number}", "is not a route")
            continue
        if not re.fullmatch(r"[\d\s]*", found[1], re.ASCII) or max(map(len, found[1].split()), default=0) > 9:
            raise InvalidInstance(f"line {number}", "is not a list of node numbers")
        routes.append([int(word) for word in found[1].split()])
    return routes
