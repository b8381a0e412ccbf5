"""What the OR-Tools model is about: which steps may move, which alternatives are likely, where vehicles are free."""

from __future__ import annotations

from dataclasses import dataclass

from routing.search.compiled import NEVER, Compiled
from routing.search.state import State
from routing.search.timing import schedule

MOST_NODES = 1_100
MOST_CHOICES = 6
LARGEST = 1 << 31
"""Times or distances beyond this could overflow where the model adds them up."""
LARGEST_COST = 1 << 44
"""The same of what a vehicle, an alternative or a change costs, of which there are a thousand or two."""
LARGEST_SUM = 1 << 62
"""Of loads in all."""


@dataclass
class Sites:
    """The model's nodes: first the steps that may move, then a start and an end for each vehicle."""

    steps: list[int]
    starts: list[int]
    ends: list[int]
    ready: list[int]
    moved: list[int]
    choices: dict[int, list[int]]
    base: int


def sites_of(state: State) -> Sites | None:
    """What the model is about; None where there is nothing to do, or numbers are too large for it."""
    compiled = state.compiled
    settled = compiled.fixed | compiled.served_before
    moved = [each for each in range(len(compiled.pickup)) if each not in settled]
    if not moved or not compiled.vehicles:
        return None
    most = min(MOST_CHOICES, max(1, MOST_NODES // len(moved) - 1))
    chosen = _chosen(state)
    choices = {each: _likely(compiled, each, chosen.get(each), most) for each in moved}
    steps: list[int] = []
    for each in moved:
        if each not in compiled.carrier:
            steps.append(compiled.pickup[each])
        steps.extend(choices[each])
    ready = [_ready(compiled, number) for number in range(len(compiled.vehicles))]
    base, last = min(ready), max(vehicle.close for vehicle in compiled.vehicles)
    tables = [compiled.distance, *(vehicle.edge for vehicle in compiled.vehicles)]
    largest = max(max(map(max, table)) for table in {id(table): table for table in tables}.values())
    last = max(min(last, NEVER - 1), *ready)
    if largest > LARGEST or last - base > LARGEST or len(steps) > 2 * MOST_NODES or not _sums_fit(compiled, steps):
        return None
    count = len(compiled.vehicles)
    starts = list(range(len(steps), len(steps) + count))
    ends = list(range(len(steps) + count, len(steps) + 2 * count))
    return Sites(steps, starts, ends, ready, moved, choices, base)


def _sums_fit(compiled: Compiled, steps: list[int]) -> bool:
    """Whether what the model adds up besides drives fits in 64 bits: service, costs and loads."""
    costs = [compiled.change, *(vehicle.fixed_cost for vehicle in compiled.vehicles)]
    costs += [compiled.cost_of[node] for node in steps]
    loads = map(sum, zip(*compiled.load, strict=True))
    return (
        max(compiled.service[node] for node in steps) <= LARGEST
        and max(costs) <= LARGEST_COST
        and max(loads, default=0) <= LARGEST_SUM
    )


def _chosen(state: State) -> dict[int, int]:
    compiled = state.compiled
    return {
        compiled.shipment_of[node]: node
        for route in state.routes
        for node in route.nodes[route.free_from :]
        if compiled.choice_of[node] >= 0
    }


def _likely(compiled: Compiled, shipment: int, chosen: int | None, most: int) -> list[int]:
    """The alternative chosen now, and others near the pickup that cost little."""
    row = compiled.vehicles[0].edge[compiled.loc[compiled.pickup[shipment]]]
    nodes = sorted(
        compiled.deliveries[shipment],
        key=lambda node: (node != chosen, row[compiled.loc[node]] + compiled.cost_of[node], node),
    )
    return nodes[:most]


def _ready(compiled: Compiled, number: int) -> int:
    """When a vehicle is free of what it must do."""
    vehicle = compiled.vehicles[number]
    if not vehicle.prefix:
        return vehicle.ready
    times = schedule(compiled, vehicle, vehicle.prefix, shortest=False)
    assert times is not None
    return times[-2] + compiled.service[vehicle.prefix[-1]]
