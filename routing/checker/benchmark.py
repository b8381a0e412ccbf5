"""The check of a benchmark solution, unscaled: in the file's own unit, lilim with a tolerance of 1e-6."""

from __future__ import annotations

import itertools
from collections import Counter

from routing.formats.benchmark import DEPOT, Instance

TOLERANCE = 1e-6


def benchmark_violations(instance: Instance, routes: list[list[int]]) -> list[str]:
    """Each broken constraint in a line, requests that are not served included."""
    faults: list[str] = []
    if len(routes) > instance.vehicles:
        faults.append(f"{len(routes)} routes for {instance.vehicles} vehicles")
    visits = Counter(node for route in routes for node in route)
    for pickup, delivery in instance.pairs:
        if visits[pickup] != 1 or visits[delivery] != 1:
            faults.append(f"request {pickup}-{delivery}: visited {visits[pickup]} and {visits[delivery]} times")
    for number, route in enumerate(routes, start=1):
        faults.extend(f"Route {number}: {fault}" for fault in _route_faults(instance, route))
    return faults


def total_distance(instance: Instance, routes: list[list[int]]) -> float:
    """The distance of all routes, in the file's unit; unknown nodes count nothing."""
    known = range(len(instance.nodes))
    total = 0.0
    for route in routes:
        line = [DEPOT, *(node for node in route if node in known), DEPOT]
        total += sum(instance.times[here][there] for here, there in itertools.pairwise(line))
    return total


def _route_faults(instance: Instance, route: list[int]) -> list[str]:
    if not route:
        return ["is empty"]
    unknown = [node for node in route if not 0 < node < len(instance.nodes)]
    if unknown:
        return [f"there is no node {unknown[0]}"]
    return _order_faults(instance, route) + _time_faults(instance, route)


def _order_faults(instance: Instance, route: list[int]) -> list[str]:
    faults, load = [], 0
    aboard: set[int] = set()
    for node in route:
        load += instance.nodes[node].demand
        if instance.nodes[node].demand > 0:
            aboard.add(node)
        elif instance.nodes[node].partner not in aboard:
            faults.append(f"{node} is delivered before its pickup, or in another route")
        else:
            aboard.discard(instance.nodes[node].partner)
        if load > instance.capacity:
            faults.append(f"{load} on board after {node}, more than {instance.capacity}")
    return faults + [f"{node} is picked up and not delivered" for node in sorted(aboard)]


def _time_faults(instance: Instance, route: list[int]) -> list[str]:
    """Leaving as early as possible for windows, and as late as still reaches the same return for the route time."""
    depot = instance.nodes[DEPOT]
    faults = []
    early, slack, here = depot.opens, depot.closes - depot.opens, DEPOT
    waited = 0.0
    for node in [*route, DEPOT]:
        stop = instance.nodes[node]
        early += (instance.nodes[here].service if here != DEPOT else 0) + instance.times[here][node]
        if early > stop.closes + TOLERANCE:
            faults.append(f"reaches {node} {early - stop.closes:.6f} late")
            early = stop.closes
        if node != DEPOT:
            waited += max(stop.opens - early, 0)
            early = max(early, stop.opens)
        slack = min(slack, waited + stop.closes - early)
        here = node
    length = early - depot.opens - min(waited, max(slack, 0))
    if instance.route_time is not None and length > instance.route_time + TOLERANCE:
        faults.append(f"takes {length:g}, longer than {instance.route_time:g}")
    return faults
