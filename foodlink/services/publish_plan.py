"""A plan becomes what people do: its routes the drivers', its allocations reservations, all in one transaction or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Exists, exists, select, text
from sqlalchemy.orm import Session, undefer

from foodlink import jobs
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.plan import Plan
from foodlink.planning.validity import Verdict, judge
from foodlink.queries.dispatching import active_routes, offers_concerned
from foodlink.queries.planning import snapshot
from foodlink.queries.routes import lock_offers, lock_routes
from foodlink.services.dispatch import Dispatch

_PUBLISH_LOCK = 4_407_010


class PlanOutdated(Conflict):
    """What this plan plans has changed since; plan again."""


class PlanOvertaken(Conflict):
    """A newer plan of that day is published."""


def publish_plan(session: Session, plan_id: UUID, *, by: Actor | None, at: datetime, partly: bool = False) -> Plan:
    """Publish a plan that is ready; nothing happens where it is published already.

    `partly` (automatic publication) leaves out the routes whose ground has changed since, and asks for the day to be
    planned again. Raises NotFound, and Conflict where it is not ready, a newer one of the day is published, or, without
    `partly`, anything it plans has changed.
    """
    plan = _plan_of(session, plan_id, by)
    _lock_publication(session, plan.territory)
    session.refresh(plan)
    if plan.status is PlanStatus.PUBLISHED:
        session.commit()
        return plan
    _refuse_unready(session, plan)
    proposal: dict[str, Any] = plan.proposal or {}
    _lock_all(session, plan, proposal)
    now = snapshot(session, plan.territory, plan.day, at=at)
    verdict = judge(proposal, now, at=at)
    if not verdict.holds and not partly:
        raise PlanOutdated(f"{PlanOutdated.__doc__} ({'; '.join(verdict.reasons)})", reasons=verdict.reasons)
    Dispatch(session, plan, proposal, verdict, by=by.account_id if by else None, at=at).carry_out()
    again = not verdict.holds and not _was_partial(session, plan)
    _settle_plans(session, plan, verdict, by=by.account_id if by else None, at=at)
    if again:
        jobs.ask_for_replan(session, plan.territory, plan.day.isoformat())
    session.commit()
    return plan


def _plan_of(session: Session, plan_id: UUID, by: Actor | None) -> Plan:
    if by is not None:
        by.must_be(Role.COORDINATOR)
    plan = session.get(Plan, plan_id, options=[undefer(Plan.proposal)])
    if plan is None or (by is not None and not by.coordinates_in(plan.territory)):
        raise NotFound()
    return plan


def _lock_publication(session: Session, territory: str) -> None:
    """One publication of a territory at a time; released by the end of the transaction."""
    session.execute(
        text("select pg_advisory_xact_lock(:space, hashtext(:territory))"),
        {"space": _PUBLISH_LOCK, "territory": territory},
    )


def _refuse_unready(session: Session, plan: Plan) -> None:
    if plan.based_on is not None and session.scalar(select(_newer_published(plan))):
        raise PlanOvertaken(state=plan.status.value)
    if plan.status is not PlanStatus.READY:
        raise Conflict("This plan is not ready to be published.", state=plan.status.value)


def _newer_published(plan: Plan) -> Exists:
    """Newer is what saw more of the log, which numbers in order of commit: a clock may be turned back between two plans."""
    return exists().where(
        Plan.territory == plan.territory,
        Plan.day == plan.day,
        Plan.published_at.is_not(None),
        Plan.based_on > plan.based_on,
    )


def _lock_all(session: Session, plan: Plan, proposal: dict[str, Any]) -> None:
    """Offers by id first, with their lots and lines read anew, then routes: what is judged and changed is as it is now."""
    session.expire_all()
    named = {UUID(cargo["offer_id"]) for cargo in proposal["cargo"].values()}
    lock_offers(session, named | set(offers_concerned(session, plan.territory, plan.day)))
    lock_routes(session, [route.id for route in active_routes(session, plan.territory, plan.day)])


def _was_partial(session: Session, plan: Plan) -> bool:
    """Whether the plan published before this one was cut short as well: then the next batch is soon enough."""
    before = session.scalars(
        select(Plan).where(Plan.territory == plan.territory, Plan.day == plan.day, Plan.status == PlanStatus.PUBLISHED)
    ).first()
    return before is not None and bool((before.summary or {}).get("left_out"))


def _settle_plans(session: Session, plan: Plan, verdict: Verdict, *, by: UUID | None, at: datetime) -> None:
    """Publish it, and supersede what was published or ready before it was asked for."""
    older = session.scalars(
        select(Plan)
        .where(
            Plan.territory == plan.territory,
            Plan.day == plan.day,
            Plan.status.in_((PlanStatus.READY, PlanStatus.PUBLISHED)),
            Plan.based_on < plan.based_on,
        )
        .order_by(Plan.id)
        .with_for_update()
    ).all()
    for one in older:
        one.move_to(PlanStatus.SUPERSEDED, at=at, by=by)
    if not verdict.holds:
        plan.summary = {**(plan.summary or {}), "left_out": verdict.reasons}
    plan.published_at = at
    plan.move_to(PlanStatus.PUBLISHED, at=at, by=by)
