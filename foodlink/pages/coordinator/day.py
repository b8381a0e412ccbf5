"""The day of a territory: what needs somebody first, then all that is under way."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask_babel import gettext as _

from foodlink import clock
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import ACTIVE_ROUTES, RouteStatus
from foodlink.domain.offer import Offer
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.pages.coordinator.alarms import told_alarms
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.maps.drawing import Drawing, Mark, draw
from foodlink.pages.maps.routes import way_of
from foodlink.pages.show import kg
from foodlink.pages.visitor import db, settings
from foodlink.pages.words import WORDS, word
from foodlink.queries.oversight import offers_in, organisations_in
from foodlink.queries.route_views import route_view
from foodlink.queries.routes import routes_of_day

_SHOWN = (*ACTIVE_ROUTES, RouteStatus.DONE)


@coordinator.get("/<territory>/")
def show_day() -> Answer:
    """Alarms first, then the map, the routes and the offers of the day."""
    territory, at = territory_in_view().code, clock.now()
    offers = offers_in(db(), territory, live=True)
    routes = _routes(territory)
    return render_template(
        "coordinator/day.html",
        territory=territory_in_view(),
        alarms=told_alarms(db(), territory, at=at),
        offers=offers,
        routes=routes,
        figures=_figures(offers, routes),
        drawing=_drawing(territory, offers, routes),
        route_word=route_word,
    )


def route_word(status: RouteStatus) -> str:
    """The state of somebody else's route in words."""
    return word("route_of_another" if status.value in WORDS["route_of_another"] else "route", status)


def _routes(territory: str) -> Sequence[Route]:
    day = local_day(clock.now())
    found = db().scalars(routes_of_day(territory=territory, days=[day]).where(Route.status.in_(_SHOWN))).unique()
    order = {RouteStatus.PROPOSED: 0, RouteStatus.UNDER_WAY: 1, RouteStatus.ACCEPTED: 2, RouteStatus.DONE: 3}
    return sorted(found, key=lambda route: (order[route.status], route.starts_at, route.id))


def _figures(offers: Sequence[Offer], routes: Sequence[Route]) -> list[tuple[str, str]]:
    lots = [lot for offer in offers for lot in offer.lots]
    loads = [load for route in routes for stop in route.stops if stop.kind == "delivery" for load in stop.loads]
    answered = [route for route in routes if route.status is not RouteStatus.PROPOSED]
    return [
        (_("Offers under way"), str(len(offers))),
        (_("Offered in them"), kg(sum(lot.quantity_g for lot in lots))),
        (_("Not claimed yet"), kg(sum(lot.left_g for lot in lots))),
        (_("Routes answered"), f"{len(answered)} / {len(routes)}"),
        (
            _("To be delivered on them"),
            kg(sum(load.quantity_g for load in loads if load.status in ("planned", "arrived"))),
        ),
        (_("Delivered on them"), kg(sum(load.actual_g or 0 for load in loads))),
    ]


def _drawing(territory: str, offers: Sequence[Offer], routes: Sequence[Route]) -> Drawing:
    marks = [
        Mark("association", (one.lat, one.lon), one.name)
        for one in organisations_in(db(), territory)
        if one.is_association
    ]
    for offer in offers:
        left_g = sum(lot.left_g for lot in offer.lots)
        kind = "offer" if left_g else "taken"
        marks.append(Mark(kind, (offer.lat, offer.lon), f"{offer.producer.name} – {offer.title} ({kg(left_g)})"))
    ways = [way_of(route_view(route, phones=False), start=_start(route.driver)) for route in routes]
    return draw(
        _("Offers, associations and routes"),
        territory=territory,
        marks=marks,
        ways=ways,
        tiles_url=settings().tiles_url,
    )


def _start(driver: Driver) -> tuple[float, float]:
    return driver.start_lat, driver.start_lon
