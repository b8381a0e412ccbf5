"""Random changes of valid files, of every kind; what comes out may be valid or not."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

Json = dict[str, Any]
Path = tuple[Any, ...]
STRANGE: tuple[Any, ...] = (
    *(None, True, -1, 0, 7, 2**31, 2**53 + 1, 2**62, 2**63 - 1, 2**64, -(2**63), 10**30),
    *(1e300, 0.12345, 1e-9, -0.0, float("nan"), float("inf"), float("-inf")),
    *(1e-30, 5e-324, 0.8333333333333334, 10000000000000.001, 0.001, 10**13, 2**42, 2**61),
    *("", "L1", "s0", "v0", "r0", "pickup", "\x00", "é" * 70, [], {}, [[]], [0, 0], {"kg": 1}),
    *("--5", "²", "\ud800", "s0\udfff", {"\ud800": 1}, {"kg": 10**13}, {"kg": 0.001}, {"kg": (2**63 - 1) // 1000}),
)
EXTREME = {
    "speed_factor": (1e-30, 1e-18, 1e-9, 0.018, 0.8333333333333334, 1.0000000000000002, 1e15, 9e18),
    "fixed_cost_s": (2**42, 2**62, 2**63 - 1),
    "cost_s": (2**42, 2**62, 2**63 - 1),
    "change_s": (2**42, 2**62, 2**63 - 1, -1),
    "value_s": (1e-12, 1e18, 0.1234567890123456),
    "value": (0, 1e-12, 1e18, 0.1234567890123456),
    "service_s": (2**42, 2**62, 2**63 - 1),
    "setup_s": (2**31, 2**42, 2**63 - 1),
    "kg": (0.001, 10**13, 8796093022207.999, 10000000000000.001, (2**63 - 1) // 1000),
    "max_ride_s": (0, 2**42, 2**63 - 1),
    "max_duration_s": (0, 2**42, 2**63 - 1),
    "max_distance_m": (0, 2**42, 2**63 - 1),
    "max_stops": (0, 2**42, 2**63 - 1),
}
"""What a field may be, and hardly ever is: long decimals, and numbers at the edges of what it holds."""


def places_of(data: Any, path: Path = ()) -> list[Path]:
    """The path of every value in a JSON document."""
    found = [path] if path else []
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return found + [each for key, value in inner for each in places_of(value, (*path, key))]


def at(data: Any, path: Path) -> Any:
    """The value at a path."""
    for part in path:
        data = data[part]
    return data


def mutated(random: Random, data: Any) -> Any:
    """The document with one value replaced, bent, left out, doubled, moved or taken from elsewhere."""
    data = copy.deepcopy(data)
    places = places_of(data)
    if random.random() < 0.15:
        known = [path for path in places if path[-1] in EXTREME]
        return _replaced(data, *_an_extreme(random, known)) if known else data
    *way, last = random.choice(places)
    place = at(data, tuple(way))
    draw = random.random()
    if draw < 0.12:
        del place[last]
    elif draw < 0.22 and isinstance(place, list):
        place.insert(random.randint(0, len(place)), copy.deepcopy(place[last]))
    elif draw < 0.28 and isinstance(place, list):
        random.shuffle(place)
    elif draw < 0.32 and isinstance(place, dict):
        place["surprise"] = place[last]
    elif draw < 0.45:
        place[last] = copy.deepcopy(at(data, random.choice(places)))
    elif draw < 0.7 and type(place[last]) in (int, float):
        place[last] = _bent(random, place[last])
    else:
        place[last] = copy.deepcopy(random.choice(STRANGE))
    return data


def _an_extreme(random: Random, known: list[Path]) -> tuple[Path, Any]:
    path = random.choice(known)
    return path, random.choice(EXTREME[path[-1]])


def _replaced(data: Any, path: Path, value: Any) -> Any:
    at(data, path[:-1])[path[-1]] = value
    return data


def _bent(random: Random, number: int | float) -> int | float:
    return random.choice([number + 1, number - 1, -number, number * 1000, number / 2, number + 2**40, number - 0.0005])
