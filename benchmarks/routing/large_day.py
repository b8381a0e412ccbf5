"""The large day: 10,000 shipments and 1,500 vehicles over the region, by coordinates alone, and parts of it.

A part is what lies in one of ten pieces of the land with as many shipments each, and the vehicles that start there:
the same density, and together the same day, so that its cost a shipment can be laid beside the whole's.
"""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.routing.ground import HOUR, Ground, Json, kilos, lot, nearest, points
from benchmarks.routing.rich_day import OBJECTIVE, STOPPING_S
from foodlink.places.gazetteer import DEPARTMENTS

SHIPMENTS, ASSOCIATIONS, VEHICLES = 10_000, 1_200, 1_500
ALTERNATIVES = 3
SEED = 1
Piece = tuple[list[int], list[int]]
"""Numbers of shipments, and of vehicles."""


@cache
def large_day() -> Json:
    """The problem. No rooms of receivers, for those reach across the pieces."""
    random = Random(SEED)
    ground = Ground(random, DEPARTMENTS)
    for number in range(ASSOCIATIONS):
        ground.place(f"association-{number}", setup_s=STOPPING_S)
    doors = points(ground.locations)
    vehicles = [_vehicle(random, ground, number) for number in range(VEHICLES)]
    shipments = [_shipment(random, ground, number, doors=doors) for number in range(SHIPMENTS)]
    return {
        "version": 1,
        "locations": ground.locations,
        "vehicles": vehicles,
        "shipments": shipments,
        "objective": OBJECTIVE,
    }


def _vehicle(random: Random, ground: Ground, number: int) -> Json:
    begins = random.choice([8, 9, 10, 13, 14])
    kg, chilled = random.choice([150, 250, 300, 700]), random.choice([0, 4, 8])
    return {
        "id": f"driver-{number}",
        "start": ground.place(f"home-{number}"),
        "shift": [begins * HOUR, (begins + random.choice([2, 3, 4])) * HOUR],
        "capacity": {"kg": kg, "crates": kg // 10, "chilled_crates": chilled},
        "skills": ["chilled"] if chilled else [],
        "fixed_cost_s": 600,
    }


def _shipment(random: Random, ground: Ground, number: int, *, doors: NDArray[np.float64]) -> Json:
    kg, chilled = kilos(random, most=100), random.random() < 0.15
    place = ground.place(f"producer-{number}", setup_s=STOPPING_S)
    near = nearest(points(ground.locations[-1:])[0], doors, ALTERNATIVES)
    opens = random.choice([8, 9, 10, 13, 14]) * HOUR
    return lot(number, kg, chilled=chilled, place=place, opens=opens, takers=near, rank_cost_s=60)


def large_part(number: int, *, parts: int) -> Json:
    """One piece of the day, with the places that it names."""
    day = large_day()
    spots = dict(zip((place["id"] for place in day["locations"]), points(day["locations"]), strict=True))
    pickups = np.array([spots[shipment["pickup"]["location"]] for shipment in day["shipments"]])
    starts = np.array([spots[vehicle["start"]] for vehicle in day["vehicles"]])
    everything = list(range(len(pickups))), list(range(len(starts)))
    chosen, driven = _pieces(everything, parts, pickups=pickups, starts=starts)[number]
    shipments = [day["shipments"][each] for each in chosen]
    vehicles = [day["vehicles"][each] for each in driven]
    named = {vehicle["start"] for vehicle in vehicles} | {each["pickup"]["location"] for each in shipments}
    named |= {delivery["location"] for each in shipments for delivery in each["deliveries"]}
    locations = [place for place in day["locations"] if place["id"] in named]
    return day | {"locations": locations, "vehicles": vehicles, "shipments": shipments}


def _pieces(piece: Piece, parts: int, *, pickups: NDArray[np.float64], starts: NDArray[np.float64]) -> list[Piece]:
    """Cut across the longer side, so that both halves have their share of the shipments, until there are `parts`."""
    if parts == 1:
        return [piece]
    shipments, vehicles = piece
    axis = int(np.argmax(np.ptp(pickups[shipments], axis=0)))
    ordered = sorted(shipments, key=lambda each: pickups[each, axis])
    cut = len(ordered) * (parts // 2) // parts
    border = pickups[ordered[cut], axis]
    low = sorted(ordered[:cut]), [each for each in vehicles if starts[each, axis] < border]
    high = sorted(ordered[cut:]), [each for each in vehicles if starts[each, axis] >= border]
    return [
        *_pieces(low, parts // 2, pickups=pickups, starts=starts),
        *_pieces(high, parts - parts // 2, pickups=pickups, starts=starts),
    ]
