"""Faults of every kind that a problem can have, each put into a valid one, with the place where it must be named."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from tests.routing.faults_numbers import NUMBER_FAULTS, some, some_field

Json = dict[str, Any]


def faulty(random: Random, data: Json) -> tuple[Json, str] | None:
    """The problem with one named fault, and the beginning of the path where it is; None where it has no such place."""
    data = copy.deepcopy(data)
    path = random.choice(FAULTS)(random, data)
    return None if path is None else (data, path)


def _unknown_place(random: Random, data: Json) -> str | None:
    fields = [("vehicles", "start"), ("vehicles", "end"), ("shipments", ""), ("in_force", "position")]
    found = some_field(random, data, fields)
    if found is None:
        return None
    path, item, field = found
    if field:
        item[field] = "nowhere"
        return f"{path}.{field}"
    if random.random() < 0.5:
        item["pickup"]["location"] = "nowhere"
        return f"{path}.pickup.location"
    item["deliveries"][-1]["location"] = "nowhere"
    return f"{path}.deliveries[{len(item['deliveries']) - 1}].location"


def _unknown_receiver(random: Random, data: Json) -> str | None:
    found = some(random, data, "shipments")
    if found is None:
        return None
    found[1]["deliveries"][0]["receiver"] = "nobody"
    return f"{found[0]}.deliveries[0].receiver"


def _broken_matrix(random: Random, data: Json) -> str | None:
    if "matrix" not in data:
        return None
    name = random.choice(["durations_s", "distances_m"])
    rows = data["matrix"][name]
    number = random.randrange(len(rows))
    fault = random.choice(["row", "column", "negative", "strange"])
    if fault == "row":
        rows.pop()
        return f"matrix.{name}"
    if fault == "column":
        rows[number] = rows[number][:-1]
        return f"matrix.{name}[{number}]"
    rows[number][0] = -1 if fault == "negative" else random.choice([float("nan"), 1.5, 2**64, "x", None])
    return f"matrix.{name}[{number}][0]"


def _closed_window(random: Random, data: Json) -> str | None:
    found = some(random, data, random.choice(["vehicles", "shipments"]))
    if found is None:
        return None
    path, item = found
    if "shift" in item:
        item["shift"] = [item["shift"][1] + 1, item["shift"][1]]
        return f"{path}.shift"
    item["pickup"]["time_windows"] = [[0, 5], [9, 8]]
    return f"{path}.pickup.time_windows[1]"


def _no_delivery(random: Random, data: Json) -> str | None:
    found = some(random, data, "shipments")
    if found is None:
        return None
    found[1]["deliveries"] = []
    return f"{found[0]}.deliveries"


def _twin(random: Random, data: Json) -> str | None:
    name = random.choice(["locations", "vehicles", "shipments", "receivers", "in_force"])
    if not data.get(name):
        return None
    data[name].append(copy.deepcopy(random.choice(data[name])))
    if name == "locations" and "matrix" in data:
        for rows in data["matrix"].values():
            rows.append(list(rows[0]))
            for row in rows:
                row.append(0)
    return f"{name}[{len(data[name]) - 1}]"


def _day_against_itself(random: Random, data: Json) -> str | None:
    found = some(random, data, "in_force")
    if found is None or not data["shipments"]:
        return None
    path, day = found
    shipment = random.choice(data["shipments"])["id"]
    day |= {"started": day["time"] - 9, "done": [], "locked": []}
    faults: list[tuple[Json, str]] = [
        ({"started": day["time"] + 1}, ".started"),
        ({"distance_m": -1}, ".distance_m"),
        ({"vehicle": "nobody"}, ".vehicle"),
        ({"done": [["pickup", shipment, day["time"] - 5]], "started": None}, ".started"),
        ({"done": [["pickup", shipment, day["time"] + 1]]}, ".done[0]"),
        ({"done": [["delivery", shipment, 0, day["time"] - 5]]}, ".done[0]"),
        ({"done": [["pickup", shipment, day["time"] - 1], ["delivery", shipment, 0, day["time"] - 2]]}, ".done[1]"),
        ({"locked": [["delivery", shipment, 0]]}, ".locked[0]"),
        ({"locked": [["pickup", shipment], ["pickup", shipment]]}, ".locked[1]"),
        ({"locked": [["pickup", shipment], ["delivery", shipment, 99]]}, ".locked[1]"),
        ({"done": [["pickup", shipment, day["time"] - 5]], "locked": [["pickup", shipment]]}, ".locked[0]"),
        ({"planned": [["pickup", "nothing"]]}, ".planned[0]"),
    ]
    change, where = random.choice(faults)
    day |= change
    if day["started"] is None:
        del day["started"]
    return path + where


FAULTS = (
    _unknown_place,
    _unknown_receiver,
    _broken_matrix,
    _closed_window,
    *NUMBER_FAULTS,
    _no_delivery,
    _twin,
    _day_against_itself,
)
