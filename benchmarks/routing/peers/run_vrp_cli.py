"""vrp-cli's pragmatic format: its own order of goals (all served, fewest tours, least cost), all cores."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import vrp_cli
from model import DEPOT, FIXED, Instance, asked, write

Json = dict[str, Any]


def main() -> None:
    """Solve within the limit."""
    ask = asked()
    flat = [length for row in ask.instance.times for length in row]
    matrix = {"profile": "car", "travelTimes": flat, "distances": flat}
    config = {"termination": {"maxTime": ask.limit_s}}
    answer = json.loads(
        vrp_cli.solve_pragmatic(
            problem=json.dumps(problem_of(ask.instance)), matrices=[json.dumps(matrix)], config=json.dumps(config)
        )
    )
    write(ask.solution, [_nodes(tour) for tour in answer["tours"]])


def _nodes(tour: Json) -> list[int]:
    activities = [activity for stop in tour["stops"] for activity in stop["activities"]]
    return [int(each["jobTag"]) for each in activities if each["type"] in ("pickup", "delivery")]


def problem_of(instance: Instance) -> Json:
    """Jobs of one pickup and one delivery each; a node's number is its place's tag and its row of the matrix."""
    depot = instance.nodes[DEPOT]
    opens, closes = _moment(depot.opens), _moment(depot.closes)
    home = {"index": DEPOT}
    vehicle: Json = {
        "typeId": "vehicle",
        "vehicleIds": [f"vehicle-{number}" for number in range(instance.vehicles)],
        "profile": {"matrix": "car"},
        "costs": {"fixed": float(FIXED * instance.scale), "distance": 1.0, "time": 0.0},
        "shifts": [{"start": {"earliest": opens, "location": home}, "end": {"latest": closes, "location": home}}],
        "capacity": [instance.capacity],
    }
    if instance.route_time is not None:
        vehicle["limits"] = {"maxDuration": float(instance.route_time)}
    jobs = [
        {"id": str(pickup), "pickups": [_task(instance, pickup)], "deliveries": [_task(instance, delivery)]}
        for pickup, delivery in instance.pairs
    ]
    return {"plan": {"jobs": jobs}, "fleet": {"vehicles": [vehicle], "profiles": [{"name": "car"}]}}


def _task(instance: Instance, number: int) -> Json:
    node = instance.nodes[number]
    place = {
        "location": {"index": number},
        "duration": float(node.service),
        "times": [[_moment(node.opens), _moment(node.closes)]],
        "tag": str(number),
    }
    return {"places": [place], "demand": [abs(node.demand)]}


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


if __name__ == "__main__":
    main()
