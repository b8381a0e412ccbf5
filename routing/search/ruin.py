"""Takes shipments out of a plan so that they can come back better: related ones, strings of them, whole routes."""

from __future__ import annotations

from random import Random

from routing.search.compiled import Compiled
from routing.search.state import State

MOST_REMOVED = 14
RELATED = 60
ROUTE_CHANCE = 0.12


def neighbours(compiled: Compiled) -> list[list[int]]:
    """For each shipment the others, nearest first by the drive between their places and their times."""
    if not compiled.vehicles:
        return [[] for _ in compiled.pickup]
    drive = compiled.vehicles[0].drive
    ways = [(compiled.loc[p], compiled.loc[d[0]]) for p, d in zip(compiled.pickup, compiled.deliveries, strict=True)]
    movable = [number for number in range(len(ways)) if number not in compiled.fixed | compiled.served_before]
    lists: list[list[int]] = []
    for number, (here, to) in enumerate(ways):
        row, goal = drive[here], drive[to]
        near = sorted((row[ways[other][0]] + goal[ways[other][1]] // 2, other) for other in movable if other != number)
        lists.append([other for _, other in near[:RELATED]])
    return lists


def ruin(state: State, near: list[list[int]], random: Random) -> None:
    """Take some shipments out: those near a seed, or all of a route, or absent ones' neighbours."""
    served = sorted(state.at)
    if not served:
        return
    gone = _a_route(state, served, random) if random.random() < ROUTE_CHANCE else _related(state, near, served, random)
    by_vehicle: dict[int, set[int]] = {}
    for shipment in gone:
        by_vehicle.setdefault(state.at[shipment], set()).add(shipment)
    for vehicle, shipments in by_vehicle.items():
        state.drop(vehicle, shipments)


def _a_route(state: State, served: list[int], random: Random) -> list[int]:
    vehicle = state.at[random.choice(served)]
    return [shipment for shipment in served if state.at[shipment] == vehicle][: 3 * MOST_REMOVED]


def _related(state: State, near: list[list[int]], served: list[int], random: Random) -> list[int]:
    count = random.randint(1, min(MOST_REMOVED, len(served)))
    if state.absent and random.random() < 0.5:
        seed = random.choice(sorted(state.absent))
        gone = []
    else:
        seed = random.choice(served)
        gone = [seed]
    for other in near[seed]:
        if len(gone) >= count:
            break
        if other in state.at and random.random() < 0.8:
            gone.append(other)
    return gone or [random.choice(served)]
