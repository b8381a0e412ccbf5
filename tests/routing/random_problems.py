"""Random small problems with every rule of the contract in them, and days under way made from their plans."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from routing import Plan
from routing.plan import Step
from tests.routing.problems import Json

PLACES = 5


def random_problem(random: Random, *, shipments: int = 3) -> Json:
    """A problem of up to two vehicles, with or without the triangle inequality."""
    objective = {
        "unserved": random.choice(["value", "count"]),
        "cost": random.choice(["duration", "distance"]),
        "vehicles": random.choice(["first", "cost"]),
    }
    if random.random() < 0.4:
        objective |= {"value_s": random.choice([10, 50, 200.5]), "vehicles": "cost"}
    return {
        "version": 1,
        "locations": [{"id": f"L{n}", "setup_s": random.choice([0, 0, 15])} for n in range(PLACES)],
        "matrix": _matrix(random),
        "receivers": [
            {"id": "r0", "room": random.choice([{}, {"kg": 1.5}, {"kg": 3}, {"kg": 4, "crates": 1}])},
            {"id": "r1"},
        ],
        "vehicles": [_vehicle(random, n) for n in range(random.choice([1, 2, 2]))],
        "shipments": [a_random_shipment(random, n) for n in range(random.randint(1, shipments))],
        "objective": objective,
    }


def _matrix(random: Random) -> Json:
    spots = [(random.randrange(40), random.randrange(40)) for _ in range(PLACES)]
    if random.random() < 0.5:
        drive = [[abs(a[0] - b[0]) + abs(a[1] - b[1]) for b in spots] for a in spots]
    else:
        drive = [[0 if a == b else random.randrange(1, 60) for b in range(PLACES)] for a in range(PLACES)]
    metres = [[0 if a == b else random.randrange(1, 600) for b in range(PLACES)] for a in range(PLACES)]
    return {"durations_s": drive, "distances_m": metres}


def _place(random: Random) -> str:
    return f"L{random.randrange(PLACES)}"


def _windows(random: Random) -> Json:
    if random.random() < 0.4:
        return {}
    opens = [random.randrange(300) for _ in range(random.choice([1, 1, 2]))]
    return {"time_windows": [[at, at + random.randrange(120)] for at in opens]}


def _maybe(random: Random, chance: float, name: str, draw: Callable[[], Any]) -> Json:
    return {name: draw()} if random.random() < chance else {}


def _vehicle(random: Random, number: int) -> Json:
    opens = random.randrange(100)
    return {
        "id": f"v{number}",
        "start": _place(random),
        "end": random.choice([_place(random), None]),
        "shift": [opens, opens + random.randrange(100, 500)],
        "capacity": {"kg": random.choice([2, 4, 8]), "crates": random.choice([1, 3])},
        "skills": random.choice([[], ["chilled"]]),
        **_maybe(random, 0.3, "max_stops", lambda: random.randrange(1, 6)),
        **_maybe(random, 0.3, "max_duration_s", lambda: random.randrange(60, 300)),
        **_maybe(random, 0.2, "max_distance_m", lambda: random.randrange(400, 2500)),
        **_maybe(random, 0.3, "speed_factor", lambda: random.choice([0.5, 0.7, 1.3, 2.0])),
        **_maybe(random, 0.4, "fixed_cost_s", lambda: random.randrange(100)),
    }


def a_random_shipment(random: Random, number: int) -> Json:
    return {
        "id": f"s{number}",
        "load": {"kg": random.choice([0.5, 1, 2, 3.125]), "crates": random.choice([0, 1])},
        "skills": random.choice([[], [], ["chilled"]]),
        "value": random.choice([1, 2, 5.5]),
        "required": random.random() < 0.25,
        **_maybe(random, 0.3, "max_ride_s", lambda: random.randrange(10, 120)),
        "pickup": {"location": _place(random), "service_s": random.choice([0, 5]), **_windows(random)},
        "deliveries": [_delivery(random) for _ in range(random.choice([1, 2, 3]))],
    }


def _delivery(random: Random) -> Json:
    return {
        "location": _place(random),
        "receiver": random.choice([None, "r0", "r1"]),
        "service_s": random.choice([0, 7]),
        "cost_s": random.choice([0, 0, 30]),
        **_windows(random),
    }


def day_under_way(random: Random, problem: Json, plan: Plan) -> Json:
    """The same problem at some moment of its plan, not always as it was foreseen."""
    at = random.randrange(400)
    places = [place["id"] for place in problem["locations"]]
    days = [_day(random, route.vehicle, route.steps, at, places=places) for route in plan.routes]
    objective = problem["objective"] | {"change_s": random.choice([0, 20])}
    later = problem | {"in_force": days, "objective": objective}
    if random.random() < 0.4:
        later["receivers"] = [{"id": "r0", "room": {"kg": random.choice([0, 1])}}, {"id": "r1"}]
    return later


def _day(random: Random, vehicle: str, steps: tuple[Step, ...], at: int, *, places: list[str]) -> Json:
    tasks = [step for step in steps if step.shipment]
    done = [step for step in tasks if step.start_s <= at]
    ahead = tasks[len(done) :]
    locked = ahead[: random.randint(0, len(ahead))] if random.random() < 0.6 else []
    day = {"vehicle": vehicle, "position": steps[0].location, "time": at}
    if done or steps[0].departure_s <= at:
        seen = done and random.random() < 0.6
        day |= {
            "position": done[-1].location if seen else random.choice(places),
            "time": at + random.choice([0, 10, 200]),
            "started": min(steps[0].departure_s, at),
            "distance_m": random.randrange(500),
        }
    return day | {
        "done": [[*_task(step), step.start_s] for step in done],
        "locked": [_task(step) for step in locked],
        "planned": [_task(step) for step in ahead],
    }


def _task(step: Step) -> list[Any]:
    return [step.type, step.shipment, *([step.delivery] if step.type == "delivery" else [])]
