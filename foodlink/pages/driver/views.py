"""Views of a volunteer driver."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError

from foodlink import clock
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import ACTIVE_ROUTES, RouteStatus
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.pages.driver.door import Answer, driver
from foodlink.pages.form import Form, load
from foodlink.pages.maps.drawing import Drawing, Mark, draw
from foodlink.pages.maps.routes import way_of
from foodlink.pages.reason import ReasonSchema
from foodlink.pages.stops import lots_at, next_stop_id
from foodlink.pages.visitor import actor, db, settings
from foodlink.queries.route_views import RouteView, route_view
from foodlink.queries.routes import routes_of_day
from foodlink.schemas.offers import WithdrawalSchema
from foodlink.schemas.reports import RouteEventsSchema
from foodlink.services.accept_route import accept_route
from foodlink.services.decline_route import cancel_route, decline_route
from foodlink.services.report_events import report_events

_SHOWN = (*ACTIVE_ROUTES, RouteStatus.DONE)
_events = RouteEventsSchema()
_reason = ReasonSchema()
_withdrawal = WithdrawalSchema()


@driver.get("/")
def show_today() -> Answer:
    """Today's route, and those of later days."""
    return _today(Form())


@driver.post("/routes/<uuid:route_id>/accept")
def accept(route_id: UUID) -> Answer:
    """Accept a route."""
    form = Form.sent()
    with form.refusals():
        accept_route(db(), route_id, by=actor(), at=clock.now())
    return _back(form, done="accepted")


@driver.post("/routes/<uuid:route_id>/decline")
def decline(route_id: UUID) -> Answer:
    """Decline a route, with a reason or without."""
    form = Form.sent()
    with form.refusals():
        wish = load(_withdrawal, form.document())
        decline_route(db(), route_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(form, done="declined")


@driver.post("/routes/<uuid:route_id>/give-up")
def give_up(route_id: UUID) -> Answer:
    """Give a route up on the way, with a reason: a breakdown, an accident."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reason, {"reason": form.text("reason")})
        cancel_route(db(), route_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(form, done="declined")


@driver.post("/routes/<uuid:route_id>/events")
def report(route_id: UUID) -> Answer:
    """Take reports: a form's one, or those that the page's script kept while there was no network."""
    if request.is_json:
        return _report_from_phone(route_id)
    form = Form.sent()
    document = form.document()
    event = {name: document[name] for name in ("event_id", "stop_id", "type", "note", "lots") if name in document}
    said: list[str] = []
    with form.refusals():
        events = load(_events, {"events": [event | {"at": clock.now().isoformat()}]})["events"]
        results = report_events(db(), route_id, events=events, by=actor(), at=clock.now()).results
        said = [result.detail for result in results if result.detail]
        for result in results:
            if result.status == "rejected":
                form.refuse("", result.detail or "")
    return _today(form, said=said) if said and not form.errors else _back(form, done="reported")


def _report_from_phone(route_id: UUID) -> Answer:
    try:
        events = load(_events, request.get_json())["events"]
    except ValidationError as error:
        return jsonify(detail=_("This report cannot be read."), errors=error.messages), 422
    outcome = report_events(db(), route_id, events=events, by=actor(), at=clock.now())
    return jsonify(
        results=[
            {"event_id": str(result.event_id), "status": result.status.value, "detail": result.detail}
            for result in outcome.results
        ]
    )


def _back(form: Form, *, done: str) -> Answer:
    if form.errors:
        return _today(form), 409
    return redirect(url_for("driver.show_today", done=done), 303)


def _today(form: Form, *, said: Sequence[str] = ()) -> str:
    today = local_day(clock.now())
    own = _own_routes(today)
    return render_template(
        "driver/today.html",
        form=form,
        said=said,
        routes=[route for route in own if route.day == today],
        later=[route for route in own if route.day > today],
        lots_at=lots_at,
        next_stop_id=next_stop_id,
        map_of=_map_of,
    )


def _own_routes(today: date) -> list[RouteView]:
    """One's own routes from today on: those in force by their hour, then those that are done."""
    found = db().scalars(
        routes_of_day(driver_id=actor().account_id).where(Route.day >= today, Route.status.in_(_SHOWN))
    )
    views = [route_view(route, phones=route.day == today) for route in found.unique()]
    return sorted(views, key=lambda view: (view.day, view.status is RouteStatus.DONE, view.starts_at))


def _map_of(route: RouteView) -> Drawing:
    own = db().get_one(Driver, actor().account_id)
    start = (own.start_lat, own.start_lon)
    return draw(
        _("The route on the map"),
        territory=route.territory,
        marks=[Mark("start", start, _("where the driver starts"))],
        ways=[way_of(route, start=start)],
        tiles_url=settings().tiles_url,
    )
