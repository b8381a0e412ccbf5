"""A day under way with 500 shipments and 60 vehicles, and new shipments that come in: the same for the same seed."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.ground import HOUR, Ground, Json, kilos, lot, nearest, points
from benchmarks.routing.rich_day import OBJECTIVE, STOPPING_S
from routing import Plan
from routing.plan import Route, Step

SHIPMENTS, VEHICLES, ASSOCIATIONS = 500, 60, 80
NEW = 200
ALTERNATIVES = 3
NOW_S = 11 * HOUR
"""When the new shipments come: most vehicles are under way."""
LOCKED = 2
"""Steps of a vehicle under way that are no longer moved."""


def morning(*, seed: int) -> tuple[Json, list[Json]]:
    """The problem before the day, and the shipments that will come in; all places are known, for one matrix."""
    random = Random(seed)
    ground = Ground(random, ["44"])
    for number in range(ASSOCIATIONS):
        ground.place(f"association-{number}", setup_s=STOPPING_S)
    doors = points(ground.locations)
    vehicles = [_vehicle(random, ground, number) for number in range(VEHICLES)]
    lots = [_shipment(random, ground, number, doors=doors) for number in range(SHIPMENTS + NEW)]
    problem = {
        "version": 1,
        "locations": ground.locations,
        "vehicles": vehicles,
        "shipments": lots[:SHIPMENTS],
        "objective": OBJECTIVE | {"change_s": 300},
    }
    return problem, lots[SHIPMENTS:]


def _vehicle(random: Random, ground: Ground, number: int) -> Json:
    chilled, begins = random.choice([0, 6]), random.choice([9, 10, 11])
    return {
        "id": f"driver-{number}",
        "start": ground.place(f"home-{number}"),
        "shift": [begins * HOUR, (begins + random.choice([3, 4])) * HOUR],
        "capacity": {"kg": 400, "crates": 40, "chilled_crates": chilled},
        "skills": ["chilled"] if chilled else [],
        "fixed_cost_s": 600,
    }


def _shipment(random: Random, ground: Ground, number: int, *, doors: NDArray[np.float64]) -> Json:
    kg, chilled = kilos(random, most=100), random.random() < 0.15
    place = ground.place(f"producer-{number}", setup_s=STOPPING_S)
    opens = random.choice([8, 10, 11, 12]) * HOUR if number < SHIPMENTS else NOW_S
    takers = nearest(points(ground.locations[-1:])[0], doors, ALTERNATIVES)
    return lot(number, kg, chilled=chilled, place=place, opens=opens, takers=takers)


def under_way(problem: Json, plan: Plan, *, at: int = NOW_S) -> Json:
    """The problem at a moment of its plan: what is done, what comes next and is locked, and what people were told."""
    planned = {step.shipment for route in plan.routes for step in route.steps}
    days = [_day(route, at=at) for route in plan.routes]
    shipments = [each for each in problem["shipments"] if each["id"] in planned]
    return problem | {"shipments": shipments, "in_force": days}


def _day(route: Route, *, at: int) -> Json:
    """One vehicle: free once it has left the stop where it is, or is heading to."""
    steps = [step for step in route.steps if step.shipment is not None]
    done = [step for step in steps if step.start_s <= at]
    ahead = steps[len(done) :]
    day: Json = {"vehicle": route.vehicle, "position": route.steps[0].location, "time": at}
    if done or route.steps[0].departure_s <= at:
        last = done[-1] if done else route.steps[0]
        day |= {
            "position": last.location,
            "time": max(at, last.departure_s),
            "started": route.steps[0].departure_s,
            "done": [[*_task(step), step.start_s] for step in done],
            "locked": [_task(step) for step in ahead[:LOCKED]],
        }
    return day | {"planned": [_task(step) for step in ahead]}


def _task(step: Step) -> list[str | int]:
    assert step.shipment is not None
    if step.type == "pickup":
        return ["pickup", step.shipment]
    return ["delivery", step.shipment, step.delivery or 0]
