"""One route of the day: pinning it to a driver, answering for who was called, giving it up for who cannot go on."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from foodlink import clock
from foodlink.domain.errors import NotFound
from foodlink.domain.lifecycle import RouteStatus
from foodlink.domain.route import Route
from foodlink.pages.coordinator.day import route_word
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.coordinator.wishes import PinRouteSchema
from foodlink.pages.form import Form, load
from foodlink.pages.maps.drawing import Drawing, Mark, draw
from foodlink.pages.maps.routes import way_of
from foodlink.pages.reason import ReasonSchema
from foodlink.pages.stops import lots_at
from foodlink.pages.visitor import actor, db, settings
from foodlink.queries.oversight import drivers_in
from foodlink.queries.route_views import RouteView, route_view
from foodlink.queries.routes import route_of
from foodlink.services.accept_route import accept_route
from foodlink.services.decline_route import cancel_route, decline_route
from foodlink.services.pin import pin_route

_pin = PinRouteSchema()
_reason = ReasonSchema()


@coordinator.get("/<territory>/routes/<uuid:route_id>")
def show_route(route_id: UUID) -> Answer:
    """One route with its stops, on the map."""
    return _page(route_id, Form())


@coordinator.post("/<territory>/routes/<uuid:route_id>/pin")
def pin_a_route(route_id: UUID) -> Answer:
    """Fix a route, in the hands of the driver who has it or of another, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_pin, form.document())
        route = pin_route(
            db(), route_id, driver_id=wish["driver_id"], reason=wish["reason"], by=actor(), at=clock.now()
        )
    return _back(form, route_id if form.errors else route.id, done="pinned")


@coordinator.post("/<territory>/routes/<uuid:route_id>/accept")
def accept_for(route_id: UUID) -> Answer:
    """Accept a route for its driver, who said so on the phone."""
    form = Form.sent()
    with form.refusals():
        accept_route(db(), route_id, by=actor(), at=clock.now())
    return _back(form, route_id, done="answered")


@coordinator.post("/<territory>/routes/<uuid:route_id>/decline")
def decline_for(route_id: UUID) -> Answer:
    """Give a route back for a driver who cannot drive it, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reason, form.document())
        decline_route(db(), route_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(form, route_id, done="planned_again")


@coordinator.post("/<territory>/routes/<uuid:route_id>/cancel")
def cancel_for(route_id: UUID) -> Answer:
    """Give a route up for a driver who cannot go on, with a reason."""
    form = Form.sent()
    with form.refusals():
        wish = load(_reason, form.document())
        cancel_route(db(), route_id, reason=wish["reason"], by=actor(), at=clock.now())
    return _back(form, route_id, done="planned_again")


def _back(form: Form, route_id: UUID, *, done: str) -> Answer:
    if form.errors:
        return _page(route_id, form), 409
    code = territory_in_view().code
    return redirect(url_for("coordinator.show_route", territory=code, route_id=route_id, done=done), 303)


def _page(route_id: UUID, form: Form) -> str:
    territory, row = territory_in_view(), route_of(db(), route_id)
    if row is None or row.territory != territory.code or row.status is RouteStatus.DRAFT:
        raise NotFound()
    view = route_view(row, phones=False)
    return render_template(
        "coordinator/route.html",
        territory=territory,
        form=form,
        route=view,
        phone=row.driver.account.phone,
        pinned=row.pinned_at is not None,
        drivers=drivers_in(db(), territory.code),
        drawing=_drawing(row, view),
        route_word=route_word,
        lots_at=lots_at,
    )


def _drawing(row: Route, view: RouteView) -> Drawing:
    start = (row.driver.start_lat, row.driver.start_lon)
    return draw(
        _("The route on the map"),
        territory=row.territory,
        marks=[Mark("start", start, _("where the driver starts"))],
        ways=[way_of(view, start=start)],
        tiles_url=settings().tiles_url,
    )
