"""The routes of a plan: its drafts, made from the proposal, and once it is published the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from foodlink.domain.account import Account
from foodlink.domain.driver import VehicleKind
from foodlink.domain.lifecycle import RouteStatus, StopStatus
from foodlink.domain.offer import Lot
from foodlink.domain.plan import Plan
from foodlink.domain.route import Route, StopKind
from foodlink.queries.dispatching import lines_by_id
from foodlink.queries.route_views import (
    Named,
    PlaceView,
    RouteView,
    StopLotView,
    StopView,
    VehicleView,
    route_view,
)
from foodlink.queries.routes import whole_route


def routes_of_plan(session: Session, plan: Plan) -> list[RouteView]:
    """The routes of a plan: those in rows once it is published, else its draft, in the order of their ids."""
    rows = session.scalars(
        select(Route)
        .where(Route.plan_id == plan.id)
        .options(*whole_route())
        .order_by(Route.id)
        .execution_options(populate_existing=True)
    ).unique()
    shown = [route_view(route, phones=False) for route in rows]
    if plan.published_at is not None or plan.proposal is None:
        return shown
    return draft_routes(session, plan, plan.proposal)


def draft_routes(session: Session, plan: Plan, proposal: Mapping[str, Any]) -> list[RouteView]:
    """The routes of a proposal, as drafts; those in force begin with the stops that were made."""
    cargo = proposal["cargo"]
    lots = _lots(session, {UUID(one["lot_id"]) for one in cargo.values()})
    held = [one for one in cargo.values() if one["line_id"] and one["association_id"] == one["held_by"]]
    lines = lines_by_id(session, [UUID(one["line_id"]) for one in held])
    reservations = {one["line_id"]: lines[UUID(one["line_id"])].reservation_id for one in held}
    names = _driver_names(session, (UUID(route["driver_id"]) for route in proposal["routes"]))
    known = _known_routes(session, [UUID(route["id"]) for route in proposal["routes"] if route["known"]])
    views = []
    for route in proposal["routes"]:
        row = known.get(UUID(route["id"]))
        over = [stop for stop in route_view(row, phones=False).stops if _is_over(stop)] if row is not None else []
        stops = [_draft_stop(stop, cargo, lots, reservations) for stop in route["stops"]]
        views.append(_draft_route(plan, route, row, names, [*over, *stops]))
    return sorted(views, key=lambda view: view.id)


def _draft_route(
    plan: Plan, route: Mapping[str, Any], row: Route | None, names: Mapping[UUID, str], stops: list[StopView]
) -> RouteView:
    driver = UUID(route["driver_id"])
    return RouteView(
        id=UUID(route["id"]),
        plan_id=plan.id,
        territory=plan.territory,
        day=plan.day,
        status=RouteStatus.DRAFT,
        version=row.version if row is not None else 1,
        driver=Named(driver, names.get(driver, "")),
        vehicle=VehicleView(UUID(route["vehicle_id"]), VehicleKind(route["vehicle_kind"])),
        starts_at=datetime.fromisoformat(route["starts_at"]),
        ends_at=datetime.fromisoformat(route["ends_at"]),
        distance_m=route["distance_m"],
        duration_s=route["duration_s"],
        stops=stops,
    )


def _draft_stop(
    stop: Mapping[str, Any],
    cargo: Mapping[str, Any],
    lots: Mapping[UUID, Lot],
    reservations: Mapping[str, UUID],
) -> StopView:
    opens, closes = map(datetime.fromisoformat, stop["window"])
    return StopView(
        id=UUID(stop["id"]),
        kind=StopKind(stop["kind"]),
        status=StopStatus.PLANNED,
        place=PlaceView(stop["name"], stop["lat"], stop["lon"], stop["address"], stop["access_notes"]),
        window=(opens, closes),
        eta=datetime.fromisoformat(stop["eta"]),
        service_s=stop["service_s"],
        contact=None,
        lots=[_draft_lot(cargo[str(number)], lots, reservations) for number in stop["cargo"]],
    )


def _draft_lot(cargo: Mapping[str, Any], lots: Mapping[UUID, Lot], reservations: Mapping[str, UUID]) -> StopLotView:
    lot = lots[UUID(cargo["lot_id"])]
    return StopLotView(
        lot_id=lot.id,
        offer_id=lot.offer_id,
        reservation_id=reservations.get(cargo["line_id"]),
        description=lot.description,
        quantity_g=cargo["quantity_g"],
        crates=cargo["crates"],
        temperature=lot.temperature,
        use_by=lot.use_by,
    )


def _is_over(stop: StopView) -> bool:
    return stop.status in (StopStatus.DONE, StopStatus.FAILED, StopStatus.REFUSED)


def _lots(session: Session, lot_ids: Iterable[UUID]) -> dict[UUID, Lot]:
    found = session.scalars(select(Lot).where(Lot.id.in_(set(lot_ids))).options(joinedload(Lot.offer)))
    return {lot.id: lot for lot in found}


def _driver_names(session: Session, driver_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(set(driver_ids))))
    return dict(rows.all())


def _known_routes(session: Session, route_ids: Sequence[UUID]) -> dict[UUID, Route]:
    rows = session.scalars(select(Route).where(Route.id.in_(route_ids)).options(*whole_route())).unique()
    return {route.id: route for route in rows}
