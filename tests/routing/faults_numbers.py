"""Faults of numbers and names, each put into a valid problem, with the path where it must be named."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

Json = dict[str, Any]
NUMBERS = (
    *(("shipments", "value"), ("shipments", "max_ride_s"), ("vehicles", "speed_factor"), ("vehicles", "max_stops")),
    *(("locations", "setup_s"), ("locations", "lat"), ("in_force", "time")),
)


def some(random: Random, data: Json, name: str) -> tuple[str, Json] | None:
    """A random object of a list, and its path."""
    items = data.get(name) or []
    if not items:
        return None
    number = random.randrange(len(items))
    return f"{name}[{number}]", items[number]


def some_field(random: Random, data: Json, fields: Sequence[tuple[str, str]]) -> tuple[str, Json, str] | None:
    """One of `fields`, each a list and a field of its objects: the path of a random such object, that object, and the field."""
    name, field = random.choice(fields)
    found = some(random, data, name)
    return None if found is None else (*found, field)


def _negative(random: Random, data: Json) -> str | None:
    fields = [("vehicles", "capacity"), ("shipments", "load"), ("receivers", "room"), ("vehicles", "fixed_cost_s")]
    found = some_field(random, data, fields)
    if found is None:
        return None
    path, item, field = found
    if field == "fixed_cost_s":
        item[field] = -1
        return f"{path}.{field}"
    item[field] = {"kg": -0.5}
    return f"{path}.{field}.kg"


def _no_number(random: Random, data: Json) -> str | None:
    number = random.choice([float("nan"), float("inf"), float("-inf"), 2**63, -(2**64), 1e19, 10**400])
    found = some_field(random, data, NUMBERS)
    if found is None:
        return None
    path, item, field = found
    item[field] = number
    return f"{path}.{field}"


def _half_a_character(random: Random, data: Json) -> str | None:
    """A lone surrogate in a name, or in that of a dimension."""
    fields = [("vehicles", "id"), ("shipments", "id"), ("receivers", "id"), ("locations", "id"), ("shipments", "load")]
    found = some_field(random, data, fields)
    if found is None:
        return None
    path, item, field = found
    item[field] = {"\udc80": 1} if field == "load" else "half \ud83d"
    return f"{path}.{field}"


def _slow_beyond_64_bits(random: Random, data: Json) -> str | None:
    found = some(random, data, "vehicles")
    if found is None or ("matrix" in data and not any(map(any, data["matrix"]["durations_s"]))):
        return None
    found[1]["speed_factor"] = 1e-30
    return f"{found[0]}.speed_factor"


def _loads_beyond_decimals(random: Random, data: Json) -> str | None:
    """One alone is no fault, as long as it is in whole units."""
    if len(data["shipments"]) < 2:
        return None
    for shipment in data["shipments"]:
        shipment["load"] = {"kg": 0.001}
    heavy = random.randrange(len(data["shipments"]))
    data["shipments"][heavy]["load"] = {"kg": 10**13}
    return f"shipments[{max(heavy, 1)}].load.kg"


NUMBER_FAULTS = (_negative, _no_number, _half_a_character, _slow_beyond_64_bits, _loads_beyond_decimals)
