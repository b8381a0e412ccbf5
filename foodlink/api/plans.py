"""Plans: a territory's whole day, asked for, solved, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.domain.plan import Plan
from foodlink.queries.plans import PlanFilter, list_plans, plan_view, visible_plan
from foodlink.schemas.nothing import NothingSchema
from foodlink.schemas.plans import PlanDraftSchema, PlanPageSchema, PlanQuerySchema, PlanSchema
from foodlink.services.publish_plan import publish_plan
from foodlink.services.request_plan import request_plan

blueprint = Blueprint("plans", __name__, url_prefix="/api/v1/plans", description="A territory's day, planned")

plan_schema = PlanSchema()


@blueprint.post("")
@allowed(Role.COORDINATOR)
@blueprint.arguments(PlanDraftSchema())
@blueprint.response(202, PlanSchema)
@once
def ask(draft: dict[str, Any]) -> Response:
    """Ask for a plan of a day; while one is queued or solving for that day, it is that one."""
    plan = request_plan(
        current_session(),
        draft["territory"],
        draft["date"],
        time_limit_s=draft["time_limit_s"],
        by=current_actor(),
        at=now(),
    )
    view = plan_view(current_session(), plan)
    return single(plan_schema, view, 202, Location=f"/api/v1/plans/{plan.id}")


@blueprint.get("")
@allowed(Role.COORDINATOR)
@blueprint.arguments(PlanQuerySchema(), location="query")
@blueprint.response(200, PlanPageSchema)
def list_seen(query: dict[str, Any]) -> Response:
    """The plans of one's territory, the newest first."""
    wanted = PlanFilter(query["territory"], query["date"], query["status"])
    key = paging.after(query["cursor"], datetime.fromisoformat, UUID)
    after = (key[0], key[1]) if key is not None else None
    plans = list_plans(current_session(), wanted, by=current_actor(), after=after, limit=query["limit"] + 1)
    return paging.page(plans, query["limit"], key=lambda plan: (plan.created_at, plan.id), body=_body)


@blueprint.get("/<uuid:plan_id>")
@allowed(Role.COORDINATOR)
@blueprint.response(200, PlanSchema)
def show(plan_id: UUID) -> Response:
    """One plan, with its progress, its routes (drafts until it is published) and what it leaves behind."""
    plan = visible_plan(current_session(), plan_id, by=current_actor())
    if plan is None:
        raise NotFound()
    return single(plan_schema, plan_view(current_session(), plan))


@blueprint.post("/<uuid:plan_id>/publish")
@allowed(Role.COORDINATOR)
@blueprint.arguments(NothingSchema(), required=False)
@blueprint.response(200, PlanSchema)
def publish(_nothing: dict[str, Any], plan_id: UUID) -> Response:
    """Make the plan's routes the drivers'."""
    plan = publish_plan(current_session(), plan_id, by=current_actor(), at=now())
    return single(plan_schema, plan_view(current_session(), plan))


def _body(plan: Plan) -> dict[str, Any]:
    body: dict[str, Any] = plan_schema.dump(plan_view(current_session(), plan))
    return body
