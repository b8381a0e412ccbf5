"""Routes on the map."""

from __future__ import annotations

from foodlink.pages.maps.drawing import Way
from foodlink.pages.maps.mercator import Point
from foodlink.queries.route_views import RouteView


def way_of(route: RouteView, *, start: Point | None = None) -> Way:
    """A route as the map draws it, from where its driver starts where that is to be shown."""
    stops = [((stop.place.lat, stop.place.lon), stop.place.name) for stop in route.stops]
    return Way(route.driver.name, start, stops)
