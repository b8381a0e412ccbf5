"""The plan of a day: asking for one, watching it being worked out, publishing it, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from foodlink import clock
from foodlink.domain.plan import Plan
from foodlink.local_time import local_day
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.form import Form, load
from foodlink.pages.language import language
from foodlink.pages.maps.drawing import Drawing, draw
from foodlink.pages.maps.routes import way_of
from foodlink.pages.show import day as day_in_words
from foodlink.pages.visitor import actor, db, settings
from foodlink.queries.oversight import latest_plan, lots_by_id
from foodlink.queries.plans import UnassignedView, plan_view
from foodlink.queries.route_views import RouteView
from foodlink.schemas.plans import PlanDraftSchema
from foodlink.services.publish_plan import publish_plan
from foodlink.services.request_plan import request_plan

_DAYS_AHEAD = 7
_request = PlanDraftSchema()


@coordinator.get("/<territory>/plan")
def show_plan() -> Answer:
    """The plan of a day, today's unless another is asked for."""
    try:
        on = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        on = local_day(clock.now())
    return _plan_page(on, Form())


@coordinator.post("/<territory>/plan")
def ask_for_plan() -> Answer:
    """Ask for a plan; while one is being worked out for that day, it is that one."""
    form, territory = Form.sent(), territory_in_view().code
    with form.refusals():
        wish = load(_request, form.document() | {"territory": territory})
        plan = request_plan(
            db(), territory, wish["date"], time_limit_s=wish["time_limit_s"], by=actor(), at=clock.now()
        )
    if form.errors:
        return _plan_page(local_day(clock.now()), form), 422
    return redirect(url_for("coordinator.show_plan", territory=territory, day=plan.day.isoformat()), 303)


@coordinator.post("/<territory>/plan/<uuid:plan_id>/publish")
def publish(plan_id: UUID) -> Answer:
    """Publish a plan: its routes become the drivers'."""
    form, territory = Form.sent(), territory_in_view().code
    with form.refusals():
        plan = publish_plan(db(), plan_id, by=actor(), at=clock.now())
    if form.errors:
        return _plan_page(_day_of(plan_id), form), 409
    return redirect(
        url_for("coordinator.show_plan", territory=territory, day=plan.day.isoformat(), done="published"), 303
    )


def _day_of(plan_id: UUID) -> date:
    plan = db().get(Plan, plan_id)
    return plan.day if plan is not None else local_day(clock.now())


def _plan_page(on: date, form: Form) -> str:
    territory = territory_in_view()
    plan = latest_plan(db(), territory.code, on)
    view = plan_view(db(), plan) if plan is not None else None
    return render_template(
        "coordinator/plan.html",
        territory=territory,
        on=on,
        plan=view,
        form=form,
        days=_days(),
        drawing=_drawing(territory.code, view.routes) if view is not None and view.routes else None,
        unassigned=_left_behind(view.unassigned) if view is not None else [],
    )


def _days() -> list[tuple[str, str]]:
    first = local_day(clock.now())
    return [(on.isoformat(), day_in_words(on)) for on in (first + timedelta(days=n) for n in range(_DAYS_AHEAD))]


def _drawing(territory: str, routes: Sequence[RouteView]) -> Drawing:
    ways = [way_of(route) for route in routes]
    return draw(_("Routes of the plan"), territory=territory, ways=ways, tiles_url=settings().tiles_url)


def _left_behind(unassigned: Sequence[UnassignedView]) -> list[dict[str, Any]]:
    lots = lots_by_id(db(), [left.lot_id for left in unassigned])
    return [
        {
            "offer_id": left.offer_id,
            "description": lots[left.lot_id].description if left.lot_id in lots else "",
            "quantity_g": left.quantity_g,
            "reason": left.reason if language() == "fr" else left.reason_en,
        }
        for left in unassigned
    ]
