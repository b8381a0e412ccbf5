"""Days of many vehicles, small enough to be checked and large enough to be cut into neighbourhoods when told."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from routing import Plan, Problem, stop
from routing.formats.contract import problem_from_dict
from routing.large.solve import solve_large
from tests.routing.problems import Json
from tests.routing.random_problems import random_problem

TOWNS = 8
BETWEEN_S, BETWEEN_M = 40, 300
"""From a place of one town to one of the next."""


def random_towns(random: Random, *, towns: int = TOWNS) -> Json:
    """Random small problems in a row, as one: two receivers with little room serve them all."""
    parts = [random_problem(random, shipments=6) for _ in range(towns)]
    return parts[0] | {
        "locations": [
            place | {"id": f"{n}{place['id']}"} for n, part in enumerate(parts) for place in part["locations"]
        ],
        "matrix": {
            name: _matrix([part["matrix"][name] for part in parts], between)
            for name, between in (("durations_s", BETWEEN_S), ("distances_m", BETWEEN_M))
        },
        "vehicles": [_renamed(each, n) for n, part in enumerate(parts) for each in part["vehicles"]],
        "shipments": [_renamed(each, n) for n, part in enumerate(parts) for each in part["shipments"]],
    }


def _matrix(blocks: list[list[list[int]]], between: int) -> list[list[int]]:
    return [
        [
            cell + between * abs(here - there)
            for there, other in enumerate(blocks)
            for cell in (block[row] if here == there else other[0])
        ]
        for here, block in enumerate(blocks)
        for row in range(len(block))
    ]


def _renamed(thing: Any, town: int) -> Any:
    """The same with the names of a town's vehicles, shipments and places."""
    if isinstance(thing, list):
        return [_renamed(each, town) for each in thing]
    if not isinstance(thing, dict):
        return thing
    return {
        name: f"{town}{value}" if name in ("id", "start", "end", "location") and value else _renamed(value, town)
        for name, value in thing.items()
    }


def region(random: Random, *, shipments: int = 60, vehicles: int = 20, room_kg: float | None = None) -> Json:
    """Shipments of one kilo by coordinates alone: to one of two associations near by, which have `room_kg` each."""
    spots = {f"P{n}": (random.uniform(46.8, 47.6), random.uniform(-2.0, -0.6)) for n in range(shipments)}
    doors = {f"A{n}": (random.uniform(46.8, 47.6), random.uniform(-2.0, -0.6)) for n in range(8)}
    homes = {f"H{n}": (random.uniform(46.8, 47.6), random.uniform(-2.0, -0.6)) for n in range(vehicles)}
    return {
        "version": 1,
        "locations": [
            {"id": name, "lat": round(lat, 5), "lon": round(lon, 5), "setup_s": 60}
            for name, (lat, lon) in (spots | doors | homes).items()
        ],
        "receivers": [{"id": name, "room": {} if room_kg is None else {"kg": room_kg}} for name in doors],
        "vehicles": [
            {"id": f"v{n}", "start": f"H{n}", "shift": [0, 18_000], "capacity": {"kg": 8}, "fixed_cost_s": 600}
            for n in range(vehicles)
        ],
        "shipments": [
            {
                "id": f"s{n}",
                "load": {"kg": 1},
                "pickup": {"location": f"P{n}", "time_windows": [[0, 10_000]], "service_s": 60},
                "deliveries": [
                    {"location": door, "receiver": door, "service_s": 60} for door in _nearest(spots[f"P{n}"], doors)
                ],
            }
            for n in range(shipments)
        ],
        "objective": {"value_s": 20_000},
    }


def _nearest(spot: tuple[float, float], doors: dict[str, tuple[float, float]]) -> list[str]:
    return sorted(doors, key=lambda name: (doors[name][0] - spot[0]) ** 2 + (doors[name][1] - spot[1]) ** 2)[:2]


def solved_in_pieces(
    data: Json, *, iterations: int = 400, seed: int = 1, threads: int = 2, size: float = 12, **how: Any
) -> tuple[Problem, Plan]:
    """The problem, and its plan by neighbourhoods of so many shipments."""
    problem = problem_from_dict(data)
    plan = solve_large(
        problem,
        how.pop("stop", None) or stop.after_iterations(iterations),
        seed=seed,
        threads=threads,
        engine=how.pop("engine", None),
        progress=how.pop("progress", None),
        began=time.monotonic(),
        size=size,
    )
    assert plan is not None
    return problem, plan
