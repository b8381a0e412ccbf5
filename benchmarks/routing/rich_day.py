"""A day with every rule of the contract in it: 200 lots, 60 associations, 40 drivers, the same for the same seed."""

from __future__ import annotations

from random import Random

from benchmarks.routing.ground import HOUR, Ground, Json, crates, kilos, loading_s, nearest, points

LOTS, ASSOCIATIONS, DRIVERS = 200, 60, 40
CLAIMED, CHILLED, REQUIRED = 0.33, 0.2, 0.02
"""Shares of lots: reserved by one association already, cold, and promised."""
NEAREST, NEEDIEST = 4, 2
"""Alternatives of a lot that is free: the nearest associations, and some that anywhere are short."""
STOPPING_S = 180
OBJECTIVE = {"unserved": "value", "value_s": 900, "vehicles": "cost", "cost": "duration"}
"""A kilo is worth a quarter of an hour, as in the service."""


def rich_day(*, seed: int, lots: int = LOTS, associations: int = ASSOCIATIONS, drivers: int = DRIVERS) -> Json:
    """The problem, without a matrix."""
    random = Random(seed)
    ground = Ground(random, ["44"])
    receivers = [_receiver(random, number) for number in range(associations)]
    hours = [_hours(random) for _ in receivers]
    for receiver in receivers:
        ground.place(receiver["id"], setup_s=STOPPING_S)
    doors = points(ground.locations)
    vehicles = [_vehicle(random, ground, number) for number in range(drivers)]
    shipments = []
    for number in range(lots):
        if number % 2 == 0:
            ground.place(f"producer-{number}", setup_s=STOPPING_S)
            spot = points(ground.locations[-1:])[0]
            near = nearest(spot, doors, NEAREST)
        shipments.append(_shipment(random, number, near=near, hours=hours))
    return {
        "version": 1,
        "locations": ground.locations,
        "receivers": receivers,
        "vehicles": vehicles,
        "shipments": shipments,
        "objective": OBJECTIVE,
    }


def _receiver(random: Random, number: int) -> Json:
    cold = random.random() < 0.63
    room = {"kg": round(random.lognormvariate(4.6, 0.7)), "chilled_crates": 0}
    if cold:
        room["chilled_crates"] = max(1, round(random.lognormvariate(1.4, 0.7)))
    return {"id": f"association-{number}", "room": room}


def _hours(random: Random) -> list[list[int]]:
    day = random.choice([[(9, 12), (14, 17)], [(9, 18)], [(13, 18)], [(8, 12)]])
    return [[opens * HOUR, closes * HOUR] for opens, closes in day]


def _vehicle(random: Random, ground: Ground, number: int) -> Json:
    begins, lasts = random.choice([8, 9, 10, 13, 14]), random.choice([2, 3, 5])
    kg, chilled = random.choice([80, 250, 300, 700]), random.choice([0, 2, 6])
    vehicle: Json = {
        "id": f"driver-{number}",
        "start": ground.place(f"home-{number}"),
        "shift": [begins * HOUR, (begins + lasts) * HOUR],
        "capacity": {"kg": kg, "crates": kg // 12, "chilled_crates": chilled},
        "skills": ["chilled"] if chilled else [],
        "max_stops": random.choice([8, 12, 16]),
        "speed_factor": random.choice([1.0, 1.0, 0.95, 0.9]),
        "fixed_cost_s": 600,
    }
    if random.random() < 0.3:
        vehicle |= {"max_distance_m": random.choice([60_000, 120_000])}
    if random.random() < 0.2:
        vehicle |= {"end": None}
    return vehicle


def _shipment(random: Random, number: int, *, near: list[int], hours: list[list[list[int]]]) -> Json:
    kg = kilos(random)
    chilled, claimed = random.random() < CHILLED, random.random() < CLAIMED
    opens = random.choice([8, 9, 10, 12, 14]) * HOUR
    load = {"kg": kg, "chilled_crates" if chilled else "crates": crates(kg)}
    takers = [random.choice(near)] if claimed else sorted({*near, *random.sample(range(len(hours)), NEEDIEST)})
    shipment: Json = {
        "id": f"lot-{number}",
        "load": load,
        "value": round(kg * (3.0 if claimed else random.choice([1.0, 1.0, 1.5, 2.0])), 1),
        "required": random.random() < REQUIRED,
        "pickup": {
            "location": f"producer-{number - number % 2}",
            "time_windows": [[opens, opens + random.choice([2, 3, 4]) * HOUR]],
            "service_s": loading_s(kg),
        },
        "deliveries": [
            {
                "location": f"association-{taker}",
                "receiver": f"association-{taker}",
                "time_windows": hours[taker],
                "service_s": loading_s(kg),
                "cost_s": 0 if claimed else random.randrange(0, 1800, 60),
            }
            for taker in takers
        ],
    }
    if chilled:
        shipment |= {"skills": ["chilled"], "max_ride_s": HOUR}
    return shipment
