"""Plans as they are shown, to those who coordinate their territory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, undefer

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.lifecycle import PENDING_PLANS, PlanStatus
from foodlink.domain.plan import Plan
from foodlink.queries.draft_routes import routes_of_plan
from foodlink.queries.route_views import RouteView
from foodlink.queries.shortfalls import ShortfallView, shortfalls_of


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Which plans to list; nothing named means any."""

    territories: Sequence[str] = ()
    days: Sequence[date] = ()
    statuses: Sequence[PlanStatus] = ()


@dataclass(frozen=True, slots=True)
class UnassignedView:
    """What a plan leaves behind, and why."""

    offer_id: UUID
    lot_id: UUID
    quantity_g: int
    code: str
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its routes."""

    id: UUID
    territory: str
    day: date
    status: PlanStatus
    created_at: datetime
    published_at: datetime | None
    progress: dict[str, Any] | None
    summary: dict[str, Any] | None
    error: str | None
    routes: list[RouteView]
    unassigned: list[UnassignedView]
    shortfalls: list[ShortfallView]


def visible_plan(session: Session, plan_id: UUID, *, by: Actor) -> Plan | None:
    """The plan, as it is now, None where it is another territory's."""
    plan = session.get(Plan, plan_id, options=[undefer(Plan.proposal)], populate_existing=True)
    return plan if plan is not None and by.coordinates_in(plan.territory) else None


def unfinished_plans(session: Session, territory: str) -> Sequence[UUID]:
    """Plans of a territory that are queued, or whose solving was never ended, the oldest first."""
    pending = select(Plan.id).where(Plan.territory == territory, Plan.status.in_(PENDING_PLANS))
    return session.scalars(pending.order_by(Plan.id)).all()


def list_plans(
    session: Session, wanted: PlanFilter, *, by: Actor, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Plan]:
    """The plans of the territories that `by` coordinates, the newest first, ties by id."""
    statement = select(Plan).options(undefer(Plan.proposal))
    if by.role is not Role.ADMIN:
        statement = statement.where(Plan.territory == by.territory)
    if wanted.territories:
        statement = statement.where(Plan.territory.in_(wanted.territories))
    if wanted.days:
        statement = statement.where(Plan.day.in_(wanted.days))
    if wanted.statuses:
        statement = statement.where(Plan.status.in_(wanted.statuses))
    if after is not None:
        statement = statement.where(tuple_(Plan.created_at, Plan.id) < after)
    return session.scalars(statement.order_by(Plan.created_at.desc(), Plan.id.desc()).limit(limit)).all()


def plan_view(session: Session, plan: Plan) -> PlanView:
    """A plan with its routes: as drafts until it is published, then as they are."""
    unassigned = (plan.proposal or {}).get("unassigned", [])
    return PlanView(
        id=plan.id,
        territory=plan.territory,
        day=plan.day,
        status=plan.status,
        created_at=plan.created_at,
        published_at=plan.published_at,
        progress=plan.progress,
        summary=plan.summary,
        error=plan.error,
        routes=routes_of_plan(session, plan),
        unassigned=[
            UnassignedView(
                offer_id=UUID(one["offer_id"]),
                lot_id=UUID(one["lot_id"]),
                quantity_g=one["quantity_g"],
                code=one["code"],
                reason=one["reason"],
                reason_en=one["reason_en"],
            )
            for one in unassigned
        ],
        shortfalls=shortfalls_of(session, plan),
    )
