"""Routes: a driver's way through a day, its files, and what the phone reports of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import answer, single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session, road_lines
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.domain.route import Route
from foodlink.queries.route_views import RouteView, route_view
from foodlink.queries.routes import RouteFilter, list_routes, meets_people, visible_route
from foodlink.schemas import route_files
from foodlink.schemas.drivers import ME, RouteQuerySchema
from foodlink.schemas.nothing import NothingSchema
from foodlink.schemas.offers import WithdrawalSchema
from foodlink.schemas.reports import RouteEventsSchema, RouteReportSchema
from foodlink.schemas.routes import RoutePageSchema, RouteSchema
from foodlink.services.accept_route import accept_route
from foodlink.services.decline_route import decline_route
from foodlink.services.draw_route import line_of
from foodlink.services.report_events import report_events

blueprint = Blueprint("routes", __name__, url_prefix="/api/v1/routes", description="Drivers' ways through a day")

route_schema = RouteSchema()
report_schema = RouteReportSchema()


@blueprint.get("")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.arguments(RouteQuerySchema(), location="query")
@blueprint.response(200, RoutePageSchema)
def list_seen(query: dict[str, Any]) -> Response:
    """The routes that one sees, in the order in which they start: a driver's own, a coordinator's territory's."""
    by = current_actor()
    drivers = [by.account_id if driver == ME else driver for driver in query["driver"]]
    key = paging.after(query["cursor"], datetime.fromisoformat, UUID)
    routes = list_routes(
        current_session(),
        RouteFilter(drivers, query["date"]),
        by=by,
        after=(key[0], key[1]) if key is not None else None,
        limit=query["limit"] + 1,
    )
    return paging.page(routes, query["limit"], key=lambda route: (route.starts_at, route.id), body=_body)


@blueprint.get("/<uuid:route_id>")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.response(200, RouteSchema)
def show(route_id: UUID) -> Response:
    """One route, its stops in order; phones only for who drives it, until the end of its day."""
    return single(route_schema, _seen(route_id))


@blueprint.get("/<uuid:route_id>.geojson")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.response(200, content_type=route_files.GEOJSON)
def show_geojson(route_id: UUID) -> Response:
    """The route for a map, along the roads where the operator has a road engine."""
    route = _seen(route_id)
    way = line_of(current_session(), route, lines=road_lines())
    return _file(route_files.geojson(route, way), route_files.GEOJSON, f"{route_id}.geojson")


@blueprint.get("/<uuid:route_id>.gpx")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.response(200, content_type=route_files.GPX)
def show_gpx(route_id: UUID) -> Response:
    """The route for a navigator."""
    return _file(route_files.gpx(_seen(route_id)), route_files.GPX, f"{route_id}.gpx")


@blueprint.get("/<uuid:route_id>.ics")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.response(200, content_type=route_files.ICALENDAR)
def show_ics(route_id: UUID) -> Response:
    """The route for a calendar."""
    return _file(route_files.ics(_seen(route_id), at=now()), route_files.ICALENDAR, f"{route_id}.ics")


@blueprint.post("/<uuid:route_id>/accept")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.arguments(NothingSchema(), required=False)
@blueprint.response(200, RouteSchema)
def accept(_nothing: dict[str, Any], route_id: UUID) -> Response:
    """Accept a route that was proposed."""
    return single(route_schema, _view(accept_route(current_session(), route_id, by=current_actor(), at=now())))


@blueprint.post("/<uuid:route_id>/decline")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.arguments(WithdrawalSchema(), required=False)
@blueprint.response(200, RouteSchema)
def decline(body: dict[str, Any], route_id: UUID) -> Response:
    """Give a route back before it is begun: it is planned again."""
    route = decline_route(current_session(), route_id, reason=body["reason"], by=current_actor(), at=now())
    return single(route_schema, _view(route))


@blueprint.post("/<uuid:route_id>/events")
@allowed(Role.DRIVER, Role.COORDINATOR)
@blueprint.arguments(RouteEventsSchema())
@blueprint.response(200, RouteReportSchema)
@once
def report(body: dict[str, Any], route_id: UUID) -> Response:
    """Report what happened, also long after it did: each event counts once, a bad one does not stop the others."""
    done = report_events(current_session(), route_id, events=body["events"], by=current_actor(), at=now())
    return answer(report_schema.dump({"results": done.results, "route": _view(done.route)}))


def _seen(route_id: UUID) -> RouteView:
    route = visible_route(current_session(), route_id, by=current_actor())
    if route is None:
        raise NotFound()
    return _view(route)


def _view(route: Route) -> RouteView:
    return route_view(route, phones=meets_people(route, current_actor(), now()))


def _body(route: Route) -> dict[str, Any]:
    body: dict[str, Any] = route_schema.dump(_view(route))
    return body


def _file(written: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written.encode(), mimetype=media_type, headers=headers)
