"""What a coordinator sees first and decides: alarms, rules, pins, the log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import answer, single, unchanged
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.errors import Invalid, NotFound
from foodlink.domain.event import Event
from foodlink.domain.route import Route
from foodlink.domain.territory import Territory
from foodlink.queries.alarms import alarms_of
from foodlink.queries.log import events_in
from foodlink.queries.route_views import route_view
from foodlink.schemas.coordination import (
    AlarmsSchema,
    EventsQuerySchema,
    LoggedSchema,
    LogPageSchema,
    LotPinSchema,
    ReasonSchema,
    RoutePinSchema,
    RulesSchema,
    TerritorySchema,
)
from foodlink.schemas.offers import OfferSchema
from foodlink.schemas.routes import RouteSchema
from foodlink.services.decline_route import cancel_route
from foodlink.services.pin import pin_lot, pin_route
from foodlink.services.set_rules import set_rules

blueprint = Blueprint("coordination", __name__, url_prefix="/api/v1", description="What coordinators see and decide")

territory_schema, alarms_schema, logged_schema = TerritorySchema(), AlarmsSchema(), LoggedSchema()
offer_schema, route_schema = OfferSchema(), RouteSchema()


@blueprint.get("/territories/<code>")
@allowed(Role.COORDINATOR)
@blueprint.response(200, TerritorySchema)
def show_territory(code: str) -> Response:
    """A territory and its rules."""
    return single(territory_schema, _territory(code))


@blueprint.patch("/territories/<code>")
@allowed(Role.COORDINATOR)
@blueprint.arguments(RulesSchema())
@blueprint.response(200, TerritorySchema)
def change_rules(rules: dict[str, Any], code: str) -> Response:
    """Set rules of a territory: automatic publication, how often it is planned, how long cold food may ride."""
    reason = rules.pop("reason")
    same = unchanged(territory_schema)
    territory = set_rules(
        current_session(), code, rules=rules, reason=reason, by=current_actor(), at=now(), unchanged=same
    )
    return single(territory_schema, territory)


@blueprint.get("/territories/<code>/alarms")
@allowed(Role.COORDINATOR)
@blueprint.response(200, AlarmsSchema)
def list_alarms(code: str) -> Response:
    """What will go wrong unless somebody acts, and what went wrong today; the most pressing first."""
    found = alarms_of(current_session(), _territory(code).code, at=now())
    return answer(alarms_schema.dump({"items": found, "next": None}))


@blueprint.post("/lots/<uuid:lot_id>/pin")
@allowed(Role.COORDINATOR)
@blueprint.arguments(LotPinSchema())
@blueprint.response(200, OfferSchema)
def pin_a_lot(pin: dict[str, Any], lot_id: UUID) -> Response:
    """Keep what is free of a lot for one association, or with null for nobody in particular; its offer."""
    return single(offer_schema, pin_lot(current_session(), lot_id, **pin, by=current_actor(), at=now()))


@blueprint.post("/routes/<uuid:route_id>/pin")
@allowed(Role.COORDINATOR)
@blueprint.arguments(RoutePinSchema())
@blueprint.response(200, RouteSchema)
def pin_a_route(pin: dict[str, Any], route_id: UUID) -> Response:
    """Fix a route; with `driver_id` it is handed to that driver first, as another route."""
    return _route(pin_route(current_session(), route_id, **pin, by=current_actor(), at=now()))


@blueprint.post("/routes/<uuid:route_id>/cancel")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.arguments(ReasonSchema())
@blueprint.response(200, RouteSchema)
def cancel(body: dict[str, Any], route_id: UUID) -> Response:
    """Give a route up, also on the way: what is not collected is planned again, what is on board is brought back."""
    return _route(cancel_route(current_session(), route_id, reason=body["reason"], by=current_actor(), at=now()))


@blueprint.get("/events")
@allowed(Role.COORDINATOR)
@blueprint.arguments(EventsQuerySchema(), location="query")
@blueprint.response(200, LogPageSchema)
def list_events(query: dict[str, Any]) -> Response:
    """The log of a territory, the newest first; it holds account ids, no names."""
    code = query["territory"] or current_actor().territory
    if code is None:
        raise Invalid({"territory": ["Name the territory."]})
    key = paging.after(query["cursor"], int)
    before = key[0] if key is not None else None
    found = events_in(current_session(), _territory(code).code, before=before, limit=query["limit"] + 1)
    return paging.page(found, query["limit"], key=lambda one: (one.id,), body=_logged)


def _territory(code: str) -> Territory:
    found = current_session().get(Territory, code)
    if found is None or not current_actor().coordinates_in(code):
        raise NotFound()
    return found


def _route(route: Route) -> Response:
    return single(route_schema, route_view(route, phones=False))


def _logged(event: Event) -> dict[str, Any]:
    body: dict[str, Any] = logged_schema.dump(event)
    return body
