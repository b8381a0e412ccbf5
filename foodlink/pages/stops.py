"""Stops as drivers and coordinators see them: each lot once, whoever it is for, and which stop comes next."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from foodlink.domain.lifecycle import PENDING_STOPS
from foodlink.queries.route_views import RouteView, StopLotView, StopView


def lots_at(stop: StopView) -> list[StopLotView]:
    """The lots of a stop, each once with all that is loaded or unloaded of it there: that is how it is weighed."""
    found: dict[UUID, StopLotView] = {}
    for lot in stop.lots:
        before = found.get(lot.lot_id)
        found[lot.lot_id] = (
            lot
            if before is None
            else replace(before, quantity_g=before.quantity_g + lot.quantity_g, crates=before.crates + lot.crates)
        )
    return list(found.values())


def next_stop_id(route: RouteView) -> UUID | None:
    """The first stop of a route that is still to be done."""
    return next((stop.id for stop in route.stops if stop.status in PENDING_STOPS), None)
