"""Asking for a plan of a territory's day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Invalid
from foodlink.domain.lifecycle import PENDING_PLANS, PlanStatus
from foodlink.domain.plan import Plan
from foodlink.domain.territory import Territory
from foodlink.ids import new_id
from foodlink.local_time import local_day


def request_plan(
    session: Session, territory: str, day: date, *, time_limit_s: int | None, by: Actor | None, at: datetime
) -> Plan:
    """Ask for the territory's day to be planned; while one is queued or solving for that day, it is that one.

    `time_limit_s` 1–120, the territory's own where None. A plan that the clock asks for (`by` None) is published by itself
    where the coordinator chose so. Raises Invalid for a day in the past or a territory that is unknown or another's.
    """
    if by is not None:
        by.must_be(Role.COORDINATOR)
    rules = session.get(Territory, territory)
    if rules is None or (by is not None and not by.coordinates_in(territory)):
        raise Invalid({"territory": ["There is no such territory for you."]})
    if day < local_day(at):
        raise Invalid({"date": ["This day is over."]})
    plan = _pending(session, territory, day) or _queue(session, rules, day, time_limit_s=time_limit_s, by=by, at=at)
    if by is not None:
        ask_to_solve(session, plan)
    session.commit()
    return plan


def ask_to_solve(session: Session, plan: Plan) -> None:
    """Ask a worker to solve a plan, once; never beside another run of the same territory."""
    jobs.ask(
        session,
        jobs.Job(
            "solve_plan",
            {"plan_id": str(plan.id), "territory": plan.territory},
            lock=f"territory:{plan.territory}",
            unless_waiting=f"solve:{plan.id}",
        ),
    )


def _pending(session: Session, territory: str, day: date) -> Plan | None:
    return session.scalars(
        select(Plan).where(Plan.territory == territory, Plan.day == day, Plan.status.in_(PENDING_PLANS))
    ).first()


def _queue(
    session: Session, rules: Territory, day: date, *, time_limit_s: int | None, by: Actor | None, at: datetime
) -> Plan:
    plan = Plan(
        id=new_id(),
        territory=rules.code,
        day=day,
        status=PlanStatus.QUEUED,
        time_limit_s=time_limit_s or rules.solve_limit_s,
        requested_by=by.account_id if by is not None else None,
        publish_when_ready=by is None and rules.auto_publish,
        created_at=at,
        attempt=0,
    )
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:
        # Somebody else asked at the same moment; the database keeps one.
        pending = _pending(session, rules.code, day)
        if pending is None:
            raise
        return pending
    return plan
