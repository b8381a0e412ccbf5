"""Small days under way for the tests, and what was made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from routing import LiveDay, Plan, Problem, insert, stop, violations
from routing.formats.contract import shipment_from_dict
from routing.problem import Shipment
from tests.routing.problems import a_problem, a_shipment, order, solved

TRIALS = stop.after_iterations(300)


def as_shipment(**changes: Any) -> Shipment:
    """One kilo of the line of places, called `new` unless told."""
    return shipment_from_dict(a_shipment(changes.pop("name", "new"), **changes))


def in_force(**changes: Any) -> tuple[Problem, Plan]:
    """A problem on the line of places and the plan that people know."""
    return solved(a_problem(**changes), iterations=300)


def a_live_day(*, change_s: int | None = None, **changes: Any) -> LiveDay:
    """The same, open for changes."""
    return LiveDay(*in_force(**changes), change_s=change_s)


def inserted(new: Shipment, **changes: Any) -> Plan:
    """The plan once a shipment came into such a day, checked."""
    problem, plan = in_force(**changes)
    found = insert(problem, plan, new, TRIALS)
    assert violations(with_shipment(problem, new), found) == []
    return found


def with_shipment(problem: Problem, new: Shipment) -> Problem:
    """The problem with one shipment more."""
    return replace(problem, shipments=(*problem.shipments, new))


def steps(day: LiveDay) -> dict[str, list[str]]:
    """The steps of each vehicle in short, of a plan that is checked."""
    plan = day.plan()
    assert violations(day.problem, plan) == []
    return {route.vehicle: order(plan, number) for number, route in enumerate(plan.routes)}
