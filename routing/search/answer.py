"""The state of a search as a plan: exact times, loads, lateness and cost."""

from __future__ import annotations

from routing.plan import Cost, Late, Plan, Stats, Step, StepKind, TaskKind, Unassigned
from routing.plan import Route as PlanRoute
from routing.search.compiled import Amounts, Compiled
from routing.search.route import Route
from routing.search.state import State
from routing.search.timing import schedule


def plan_of(state: State, unassigned: tuple[Unassigned, ...], stats: Stats) -> Plan:
    """The plan of a state."""
    compiled = state.compiled
    used = [route for route in state.routes if route.nodes]
    routes = tuple(plan_route(compiled, route) for route in used)
    drive = sum(route.cost for route in used)
    if not compiled.by_distance:
        assert drive >= sum(route.duration_s for route in routes)
    shipments = compiled.problem.shipments
    cost = Cost(
        unserved_required=sum(shipments[each].required for each in state.absent),
        unserved_value=round(sum(shipments[each].value for each in sorted(state.absent)), 6),
        vehicles=len(routes),
        duration_s=sum(route.duration_s for route in routes),
        distance_m=sum(route.distance_m for route in routes),
        total_s=drive + sum(compiled.drop_cost[each] for each in state.absent),
    )
    return Plan(cost=cost, routes=routes, unassigned=unassigned, stats=stats)


def plan_route(compiled: Compiled, route: Route) -> PlanRoute:
    """A route with its times."""
    vehicle, problem = route.vehicle, compiled.problem
    times = schedule(compiled, vehicle, route.nodes)
    assert times is not None
    load = route.loads[0]
    steps = [_step(compiled, "start", vehicle.start, (times[0], times[0], times[0]), load)]
    for place, node in enumerate(route.nodes):
        arrival = steps[-1].departure_s + vehicle.drive[route.places[place]][compiled.loc[node]]
        start = times[place + 1]
        clock = (arrival, start, start + compiled.service[node])
        kind: StepKind = "pickup" if compiled.choice_of[node] < 0 else "delivery"
        steps.append(_step(compiled, kind, compiled.loc[node], clock, route.loads[place + 1], node))
    if vehicle.end >= 0:
        arrival = steps[-1].departure_s + vehicle.drive[route.places[-1]][vehicle.end]
        steps.append(_step(compiled, "end", vehicle.end, (arrival, arrival, arrival), route.loads[-1]))
    return PlanRoute(
        vehicle=problem.vehicles[vehicle.number].id,
        steps=tuple(steps),
        duration_s=steps[-1].departure_s - steps[0].departure_s,
        distance_m=route.distance,
        late=_lateness(compiled, route, times),
    )


def _step(
    compiled: Compiled,
    kind: StepKind,
    place: int,
    clock: tuple[int, int, int],
    load: Amounts,
    node: int | None = None,
) -> Step:
    problem = compiled.problem
    shipment = None if node is None else problem.shipments[compiled.shipment_of[node]].id
    choice = None if node is None or compiled.choice_of[node] < 0 else compiled.choice_of[node]
    return Step(
        type=kind,
        location=problem.locations[place].id,
        arrival_s=clock[0],
        start_s=clock[1],
        departure_s=clock[2],
        load={name: held for name, held in zip(compiled.dimensions, load, strict=True) if held},
        shipment=shipment,
        delivery=choice,
    )


def _lateness(compiled: Compiled, route: Route, times: list[int]) -> tuple[Late, ...]:
    """What is after its last window, or has been on board too long; only obligations can be."""
    problem = compiled.problem
    if not problem.in_force:
        return ()
    picked = {
        task.shipment: (task.start_s or 0) + problem.shipments[problem.shipment_index[task.shipment]].pickup.service_s
        for day in problem.in_force
        for task in day.done
        if task.kind == "pickup"
    }
    late = []
    for node, start in zip(route.nodes, times[1:], strict=False):
        shipment = problem.shipments[compiled.shipment_of[node]]
        choice = compiled.choice_of[node]
        stop = shipment.pickup if choice < 0 else shipment.deliveries[choice]
        bounds = [max(closes for _, closes in stop.time_windows)] if stop.time_windows else []
        if choice < 0:
            picked[shipment.id] = start + shipment.pickup.service_s
        elif shipment.max_ride_s is not None:
            bounds.append(picked[shipment.id] + shipment.max_ride_s)
        if bounds and start > min(bounds):
            kind: TaskKind = "pickup" if choice < 0 else "delivery"
            late.append(Late(shipment=shipment.id, type=kind, late_s=start - min(bounds)))
    return tuple(late)
