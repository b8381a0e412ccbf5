"""VROOM through pyvroom: exploration level 5, the most; it takes no limit and ends by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import vroom
from model import DEPOT, FIXED, Instance, Node, asked, write

EXPLORATION = 5
LARGEST_SUM = (1 << 32) - 1
"""What the dearest ways from all places may cost together: more is refused, for a cost is a number of 32 bits there."""


def main() -> None:
    """Solve, with as many threads as were asked for."""
    ask = asked()
    solution = problem_of(in_units_it_can_add(ask.instance)).solve(
        exploration_level=EXPLORATION, nb_threads=ask.threads
    )
    steps = solution.routes
    stops = steps[steps["type"].isin(["pickup", "delivery"])]
    write(ask.solution, [list(route["id"]) for _, route in stops.groupby("vehicle_id", sort=True)])


def in_units_it_can_add(instance: Instance) -> Instance:
    """The instance in units of as many decimals as VROOM can add up; all is rounded to the safe side, so plans hold."""
    unit, dearest = 1, sum(map(max, instance.times))
    while dearest // unit > LARGEST_SUM and instance.scale % (10 * unit) == 0:
        unit *= 10
    if unit == 1:
        return instance
    nodes = [
        Node(node.demand, -(-node.opens // unit), node.closes // unit, -(-node.service // unit), node.partner)
        for node in instance.nodes
    ]
    times = [[-(-cell // unit) for cell in row] for row in instance.times]
    return replace(instance, scale=instance.scale // unit, nodes=nodes, times=times)


def problem_of(instance: Instance) -> vroom.Input:
    """Shipments with amounts and windows, equal vehicles with a fixed cost, drive times as costs."""
    made = vroom.Input()
    table = np.array(instance.times, dtype=np.uint32)
    made.set_durations_matrix(profile="car", matrix_input=table)
    made.set_costs_matrix(profile="car", matrix_input=table)
    depot = instance.nodes[DEPOT]
    for number in range(instance.vehicles):
        made.add_vehicle(
            vroom.Vehicle(
                id=number,
                start=DEPOT,
                end=DEPOT,
                capacity=[instance.capacity],
                time_window=vroom.TimeWindow(depot.opens, depot.closes),
                costs=vroom.VehicleCosts(fixed=FIXED * instance.scale),
            )
        )
    for pickup, delivery in instance.pairs:
        stops = [_stop(instance, pickup), _stop(instance, delivery)]
        made.add_shipment(*stops, amount=vroom.Amount([instance.nodes[pickup].demand]))
    return made


def _stop(instance: Instance, number: int) -> vroom.ShipmentStep:
    node = instance.nodes[number]
    windows = [vroom.TimeWindow(node.opens, node.closes)]
    return vroom.ShipmentStep(id=number, location=number, default_service=node.service, time_windows=windows)


if __name__ == "__main__":
    main()
