"""Shipments of no value where value has no price: to serve one costs something and gains nothing, so none is searched for."""

from __future__ import annotations

from dataclasses import replace

from routing.plan import Code, Plan
from routing.problem import Problem, Shipment
from routing.search.compiled import PER_VALUE
from routing.search.growing import trusted
from routing.sentences import Sentences


def without_worthless(problem: Problem) -> tuple[Problem, list[Shipment]]:
    """The problem without them, and who they are; nobody that a day under way names is among them."""
    objective = problem.objective
    if objective.value_s is not None or objective.unserved == "count":
        return problem, []
    named = {task.shipment for day in problem.in_force for task in (*day.done, *day.locked, *day.planned)}
    left = [
        each
        for each in problem.shipments
        if not each.required and round(each.value * PER_VALUE) == 0 and each.id not in named
    ]
    if not left:
        return problem, []
    gone = {each.id for each in left}
    return trusted(problem, shipments=tuple(each for each in problem.shipments if each.id not in gone)), left


def with_worthless(plan: Plan, problem: Problem, left: list[Shipment]) -> Plan:
    """The plan of the problem with them, each left behind; in the problem's order."""
    if not left:
        return plan
    sentences, place = Sentences(problem), problem.shipment_index
    more = [sentences.told(each, Code.NOT_WORTH_IT) for each in left]
    unassigned = sorted((*plan.unassigned, *more), key=lambda each: place[each.shipment])
    unserved = round(plan.cost.unserved_value + sum(each.value for each in left), 6)
    return replace(plan, cost=replace(plan.cost, unserved_value=unserved), unassigned=tuple(unassigned))
