"""PyVRP: its own iterated local search on `Model.add_shipment`, one thread."""

from __future__ import annotations

from model import DEPOT, Instance, asked, write
from pyvrp import Model, Route
from pyvrp.stop import MaxRuntime

FIXED = 100_000
"""Of 1,000, 10,000, 100,000 and its own `minimise_fleet` the one that gave fewest vehicles on lr1_2_4 and bar-n200-2."""


def main() -> None:
    """Solve within the limit."""
    ask = asked()
    result = model_of(ask.instance).solve(MaxRuntime(ask.limit_s), seed=ask.seed, collect_stats=False, display=False)
    if not result.is_feasible():
        raise SystemExit("found no plan that keeps every rule")
    write(ask.solution, [_nodes(ask.instance, route) for route in result.best.routes()])


def _nodes(instance: Instance, route: Route) -> list[int]:
    """The nodes of a route: an activity names its shipment, in the order in which they were added."""
    pairs = instance.pairs
    return [pairs[stop.idx][0 if stop.is_pickup() else 1] for stop in route.schedule() if stop.is_shipment()]


def model_of(instance: Instance) -> Model:
    """A location a node, since `add_shipment` takes two of them."""
    model, depot = Model(), instance.nodes[DEPOT]
    places = [model.add_location(x=0, y=0) for _ in instance.nodes]
    home = model.add_depot(places[DEPOT], tw_early=depot.opens, tw_late=depot.closes)
    limits = {} if instance.route_time is None else {"shift_duration": instance.route_time}
    model.add_vehicle_type(
        num_available=instance.vehicles,
        capacity=instance.capacity,
        start_depot=home,
        end_depot=home,
        fixed_cost=FIXED * instance.scale,
        tw_early=depot.opens,
        tw_late=depot.closes,
        **limits,
    )
    for here, row in enumerate(instance.times):
        for there, length in enumerate(row):
            if here != there:
                model.add_edge(places[here], places[there], distance=length, duration=length)
    for pickup, delivery in instance.pairs:
        start, end = instance.nodes[pickup], instance.nodes[delivery]
        model.add_shipment(
            places[pickup],
            places[delivery],
            pickup_tw_early=start.opens,
            pickup_tw_late=start.closes,
            pickup_service_duration=start.service,
            delivery_tw_early=end.opens,
            delivery_tw_late=end.closes,
            delivery_service_duration=end.service,
            amount=start.demand,
        )
    return model


if __name__ == "__main__":
    main()
