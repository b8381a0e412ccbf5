"""Plans as the contract's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from routing.errors import InvalidPlan
from routing.formats.reader import Reader
from routing.plan import Code, Cost, Late, Plan, Route, Stats, Step, Unassigned
from routing.units import from_thousandths

COST_FIELDS = ("unserved_required", "unserved_value", "vehicles", "duration_s", "distance_m", "total_s")
STEP_FIELDS = (
    "type",
    "location",
    "shipment",
    "delivery",
    "arrival_s",
    "start_s",
    "departure_s",
    "load",
)
STATS_FIELDS = ("solve_s", "first_solution_s", "iterations", "engine", "bound")


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """The plan as the contract's JSON."""
    return {
        "version": 1,
        "status": plan.status,
        "cost": {name: getattr(plan.cost, name) for name in COST_FIELDS},
        "routes": [_write_route(route) for route in plan.routes],
        "unassigned": [
            {"shipment": each.shipment, "code": each.code.value, "reason": each.reason} for each in plan.unassigned
        ],
        "stats": {name: getattr(plan.stats, name) for name in STATS_FIELDS},
    }


def _write_route(route: Route) -> dict[str, Any]:
    return {
        "vehicle": route.vehicle,
        "duration_s": route.duration_s,
        "distance_m": route.distance_m,
        "late": [{"shipment": e.shipment, "type": e.type, "late_s": e.late_s} for e in route.late],
        "steps": [_write_step(step) for step in route.steps],
    }


def _write_step(step: Step) -> dict[str, Any]:
    written: dict[str, Any] = {"type": step.type}
    if step.shipment is not None:
        written["shipment"] = step.shipment
    if step.delivery is not None:
        written["delivery"] = step.delivery
    return written | {
        "location": step.location,
        "arrival_s": step.arrival_s,
        "start_s": step.start_s,
        "departure_s": step.departure_s,
        "load": _write_load(step.load),
    }


def _write_load(load: Mapping[str, int]) -> dict[str, int | float]:
    return {name: from_thousandths(amount) for name, amount in load.items() if amount}


def plan_from_dict(data: Any) -> Plan:
    """The plan in `data`. Raises `InvalidPlan` with the path of the first fault."""
    known = ("version", "status", "cost", "routes", "unassigned", "stats")
    root = Reader(data, error=InvalidPlan).fields(known, ("version", "cost", "routes", "unassigned"))
    if root.at("version").integer() != 1:
        root.at("version").fail("is not 1")
    return Plan(
        cost=_cost(root.at("cost")),
        routes=tuple(map(_route, root.at("routes").items())),
        unassigned=tuple(map(_unassigned, root.at("unassigned").items())),
        stats=root.optional("stats", _stats, Stats()),
        status=root.optional("status", Reader.text, "solved"),
    )


def _cost(item: Reader) -> Cost:
    item.fields(COST_FIELDS, COST_FIELDS)
    return Cost(
        unserved_required=item.at("unserved_required").whole_total(),
        unserved_value=float(item.at("unserved_value").total()),
        vehicles=item.at("vehicles").whole_total(),
        duration_s=item.at("duration_s").whole_total(),
        distance_m=item.at("distance_m").whole_total(),
        total_s=item.at("total_s").whole_total(),
    )


def _route(item: Reader) -> Route:
    known = ("vehicle", "duration_s", "distance_m", "late", "steps")
    item.fields(known, ("vehicle", "duration_s", "distance_m", "steps"))
    return Route(
        vehicle=item.at("vehicle").text(),
        duration_s=item.at("duration_s").whole_total(),
        distance_m=item.at("distance_m").whole_total(),
        late=tuple(map(_late, item.at("late").items())) if item.has("late") else (),
        steps=tuple(map(_step, item.at("steps").items())),
    )


def _late(item: Reader) -> Late:
    item.fields(("shipment", "type", "late_s"), ("shipment", "type", "late_s"))
    kind = item.at("type").one_of(("pickup", "delivery"))
    return Late(shipment=item.at("shipment").text(), type=cast(Any, kind), late_s=item.at("late_s").whole_total())


def _step(item: Reader) -> Step:
    item.fields(STEP_FIELDS, ("type", "location", "arrival_s", "start_s", "departure_s"))
    kind = item.at("type").one_of(("start", "pickup", "delivery", "end"))
    for name, kinds in (("shipment", ("pickup", "delivery")), ("delivery", ("delivery",))):
        if item.has(name) != (kind in kinds):
            item.fail(f"a step {kind} {'needs' if kind in kinds else 'has no'} field '{name}'")
    return Step(
        type=cast(Any, kind),
        location=item.at("location").text(),
        arrival_s=item.at("arrival_s").whole_total(),
        start_s=item.at("start_s").whole_total(),
        departure_s=item.at("departure_s").whole_total(),
        load=item.optional("load", Reader.total_amounts, {}),
        shipment=item.at("shipment").text() if item.has("shipment") else None,
        delivery=item.at("delivery").integer() if item.has("delivery") else None,
    )


def _unassigned(item: Reader) -> Unassigned:
    item.fields(("shipment", "code", "reason"), ("shipment", "code", "reason"))
    code = Code(item.at("code").one_of([each.value for each in Code]))
    return Unassigned(shipment=item.at("shipment").text(), code=code, reason=item.at("reason").text())


def _stats(item: Reader) -> Stats:
    item.fields(STATS_FIELDS)
    return Stats(
        solve_s=float(item.optional("solve_s", Reader.number, 0.0)),
        first_solution_s=float(item.at("first_solution_s").number()) if item.has("first_solution_s") else None,
        iterations=item.optional("iterations", Reader.integer, 0),
        engine=item.optional("engine", Reader.text, ""),
        bound=float(item.at("bound").number()) if item.has("bound") else None,
    )
