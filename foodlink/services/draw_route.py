"""Drawing a route on the map: along the roads where a road engine is configured."""

from __future__ import annotations

from sqlalchemy.orm import Session

from foodlink.clients.road_lines import Point, RoadLines
from foodlink.queries.route_views import RouteView


def line_of(session: Session, route: RouteView, *, lines: RoadLines) -> list[Point] | None:
    """The route's way along the roads as (lat, lon); None where it is to be drawn straight from stop to stop.

    Ends the session's transaction before it asks the engine.
    """
    if not lines.on_roads or len(route.stops) < 2:
        return None
    session.commit()  # the engine may take seconds: no connection waits for it
    return lines.along([(stop.place.lat, stop.place.lon) for stop in route.stops])
