"""Random days under way that no plan foresaw: any history, any locked steps, anything told to anybody."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.routing.problems import Json

Steps = list[list[Any]]


def any_day(random: Random, problem: Json) -> Json:
    """The same problem at some moment of a day that went as it liked."""
    names = [shipment["id"] for shipment in problem["shipments"]]
    random.shuffle(names)
    days = []
    for vehicle in problem["vehicles"]:
        mine = [names.pop() for _ in range(random.randint(0, len(names)))]
        days.append(_day(random, problem, vehicle, mine))
    _tell(random, problem, days)
    objective = problem["objective"] | {"change_s": random.choice([0, 5, 20, 60])}
    return problem | {"in_force": [day for day in days if day], "objective": objective}


def _day(random: Random, problem: Json, vehicle: Json, names: list[str]) -> Json:
    """Some steps of these shipments are done and some locked; the others are anybody's."""
    steps = _steps(random, problem, names)
    done = steps[: random.randint(0, len(steps))] if random.random() < 0.7 else []
    locked = steps[len(done) :][: random.choice([0, 0, 1, 1, 2, 3])]
    place = f"L{random.randrange(len(problem['locations']))}"
    day = {"vehicle": vehicle["id"], "position": place, "locked": locked}
    opens = vehicle["shift"][0]
    if not done and random.random() < 0.5:
        return day | {"time": random.randrange(opens + 60)}
    started = opens + random.randrange(20)
    times = sorted(random.randrange(started, started + 120) for _ in done)
    return day | {
        "time": max([started, *times]) + random.choice([0, 5, 40]),
        "started": started,
        "distance_m": random.randrange(400),
        "done": [[*step, at] for step, at in zip(done, times, strict=True)],
    }


def _steps(random: Random, problem: Json, names: list[str]) -> Steps:
    """Each pickup before its delivery, else in any order."""
    ways = {shipment["id"]: len(shipment["deliveries"]) for shipment in problem["shipments"]}
    order = random.sample([*names, *names], 2 * len(names))
    steps: Steps = []
    for n, name in enumerate(order):
        is_second = name in order[:n]
        steps.append(["delivery", name, random.randrange(ways[name])] if is_second else ["pickup", name])
    return steps


def _tell(random: Random, problem: Json, days: list[Json]) -> None:
    """People were told a vehicle and an alternative of some shipments, or the vehicle alone."""
    for shipment in problem["shipments"]:
        if random.random() < 0.6:
            told: Steps = [["pickup", shipment["id"]]]
            if random.random() < 0.8:
                told.append(["delivery", shipment["id"], random.randrange(len(shipment["deliveries"]))])
            day = random.choice(days)
            day["planned"] = [*day.get("planned", []), *told]
