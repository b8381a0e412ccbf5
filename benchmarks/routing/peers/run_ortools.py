"""OR-Tools' routing search: parallel cheapest insertion, then guided local search, one thread."""

from __future__ import annotations

import numpy as np
from model import DEPOT, FIXED, Instance, asked, write
from ortools.constraint_solver import pywrapcp, routing_enums_pb2


def main() -> None:
    """Solve within the limit."""
    ask = asked()
    manager = pywrapcp.RoutingIndexManager(len(ask.instance.nodes), ask.instance.vehicles, DEPOT)
    model = model_of(ask.instance, manager)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.seconds = ask.limit_s
    plan = model.SolveWithParameters(parameters)
    if plan is None:
        raise SystemExit("found no plan within the limit")
    write(ask.solution, [_nodes(model, manager, plan, vehicle) for vehicle in range(ask.instance.vehicles)])


def model_of(instance: Instance, manager: pywrapcp.RoutingIndexManager) -> pywrapcp.RoutingModel:
    """Distance as cost, a fixed cost a vehicle, load and time as dimensions."""
    model, depot = pywrapcp.RoutingModel(manager), instance.nodes[DEPOT]
    times = np.array(instance.times, dtype=np.int64)
    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitMatrix(times.tolist()))
    model.SetFixedCostOfAllVehicles(FIXED * instance.scale)
    demands = model.RegisterUnaryTransitVector([node.demand for node in instance.nodes])
    model.AddDimension(demands, 0, instance.capacity, True, "load")
    stays = np.array([node.service if number != DEPOT else 0 for number, node in enumerate(instance.nodes)])
    between = model.RegisterTransitMatrix((times + stays[:, None]).tolist())
    model.AddDimension(between, depot.closes, depot.closes, False, "time")
    time = model.GetDimensionOrDie("time")
    for number, node in enumerate(instance.nodes):
        if number != DEPOT:
            time.CumulVar(manager.NodeToIndex(number)).SetRange(node.opens, node.closes)
    for vehicle in range(instance.vehicles):
        if instance.route_time is not None:
            time.SetSpanUpperBoundForVehicle(instance.route_time, vehicle)
        model.AddVariableMinimizedByFinalizer(time.CumulVar(model.End(vehicle)))
        time.CumulVar(model.Start(vehicle)).SetRange(depot.opens, depot.closes)
        time.CumulVar(model.End(vehicle)).SetRange(depot.opens, depot.closes)
    solver = model.solver()
    for pickup, delivery in instance.pairs:
        first, last = manager.NodeToIndex(pickup), manager.NodeToIndex(delivery)
        model.AddPickupAndDelivery(first, last)
        solver.Add(model.VehicleVar(first) == model.VehicleVar(last))
        solver.Add(time.CumulVar(first) <= time.CumulVar(last))
    return model


def _nodes(
    model: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, plan: pywrapcp.Assignment, vehicle: int
) -> list[int]:
    nodes, index = [], plan.Value(model.NextVar(model.Start(vehicle)))
    while not model.IsEnd(index):
        nodes.append(manager.IndexToNode(index))
        index = plan.Value(model.NextVar(index))
    return nodes


if __name__ == "__main__":
    main()
