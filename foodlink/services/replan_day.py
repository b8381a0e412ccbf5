"""The batch: expire what is past, plan the rest of a territory's day again, publish where the coordinator chose so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from foodlink.clients.solver import Solver
from foodlink.database.engine import Sessions
from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.plan import Plan
from foodlink.local_time import local_day
from foodlink.queries.planning import anything_to_plan
from foodlink.queries.plans import unfinished_plans
from foodlink.queries.volunteers import has_routes
from foodlink.services.expire import expire_past
from foodlink.services.publish_plan import PlanOvertaken, publish_plan
from foodlink.services.request_plan import request_plan
from foodlink.services.solve_plan import solve_plan

_log = logging.getLogger(__name__)

Now = Callable[[], datetime]


def close_batch(sessions: Sessions, territory: str, *, solver: Solver, now: Now) -> Plan | None:
    """What is done every few minutes: expire what is past; where something waits for a plan, plan the day again.

    Plans that a worker left unfinished are finished first: whoever calls this is alone in the territory.
    """
    at = now()
    day = local_day(at)
    with sessions() as session:
        expire_past(session, territory, at=at)
        unfinished = unfinished_plans(session, territory)
    for plan_id in unfinished:
        solve_and_publish(sessions, plan_id, solver=solver, now=now)
    with sessions() as session:
        waits = anything_to_plan(session, territory, day, at=at)
    return _plan(sessions, territory, day, solver=solver, now=now) if waits else None


def replan_day(sessions: Sessions, territory: str, day: date, *, solver: Solver, now: Now) -> Plan | None:
    """Plan the rest of a day again because something in it has changed; None for a day that is over or has nothing in it."""
    at = now()
    with sessions() as session:
        expire_past(session, territory, at=at)
        if day < local_day(at):
            return None
        wanted = has_routes(session, territory, day) or anything_to_plan(session, territory, day, at=at)
    return _plan(sessions, territory, day, solver=solver, now=now) if wanted else None


def solve_and_publish(sessions: Sessions, plan_id: UUID, *, solver: Solver, now: Now) -> Plan:
    """Solve a plan that was asked for, and publish it where it is to be published by itself; taken up again, it goes on.

    Where a coordinator was quicker and has published a newer one, the day is planned: that is no fault.
    """
    plan = solve_plan(sessions, plan_id, solver=solver, now=now)
    if plan.status is PlanStatus.READY and plan.publish_when_ready:
        try:
            with sessions() as session:
                return publish_plan(session, plan.id, by=None, at=now(), partly=True)
        except PlanOvertaken:
            _log.info("plan %s is not published: a newer one of %s was", plan.id, plan.day)
    return plan


def _plan(sessions: Sessions, territory: str, day: date, *, solver: Solver, now: Now) -> Plan:
    with sessions() as session:
        plan = request_plan(session, territory, day, time_limit_s=None, by=None, at=now())
    return solve_and_publish(sessions, plan.id, solver=solver, now=now)
