"""Routes as they are shown, whether they are rows or drafts of a plan (`draft_routes`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from foodlink.domain.driver import VehicleKind
from foodlink.domain.lifecycle import CarryStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Temperature
from foodlink.domain.route import Route, Stop, StopKind, StopLoad


@dataclass(frozen=True, slots=True)
class Named:
    """Who drives."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class VehicleView:
    """What is driven."""

    id: UUID
    kind: VehicleKind


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Where a stop is."""

    name: str
    lat: float
    lon: float
    address: str
    access_notes: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom one meets there."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class StopLotView:
    """What is loaded or unloaded of a lot; `reservation_id` is None until the plan is published."""

    lot_id: UUID
    offer_id: UUID
    reservation_id: UUID | None
    description: str
    quantity_g: int
    crates: int
    temperature: Temperature
    use_by: date | None


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop as it is shown."""

    id: UUID
    kind: StopKind
    status: StopStatus
    place: PlaceView
    window: tuple[datetime, datetime]
    eta: datetime
    service_s: int
    contact: Contact | None
    lots: list[StopLotView]


@dataclass(frozen=True, slots=True)
class LeftOnBoard:
    """Food that a door did not take: on board for another, or to be brought back (`returned`)."""

    lot_id: UUID
    description: str
    quantity_g: int
    use_by: date | None
    status: CarryStatus


@dataclass(frozen=True, slots=True)
class RouteView:
    """One route as it is shown; stops that were cancelled are no part of it."""

    id: UUID
    plan_id: UUID
    territory: str
    day: date
    status: RouteStatus
    version: int
    driver: Named
    vehicle: VehicleView
    starts_at: datetime
    ends_at: datetime
    distance_m: int
    duration_s: int
    stops: list[StopView]
    left_on_board: list[LeftOnBoard] = field(default_factory=list)


def route_view(route: Route, *, phones: bool) -> RouteView:
    """A route that is loaded with `whole_route`; `phones` where the reader meets these people that day."""
    return RouteView(
        id=route.id,
        plan_id=route.plan_id,
        territory=route.territory,
        day=route.day,
        status=route.status,
        version=route.version,
        driver=Named(route.driver_id, route.driver.account.name),
        vehicle=VehicleView(route.vehicle_id, route.vehicle_kind),
        starts_at=route.begins_at,
        ends_at=route.ends_at,
        distance_m=route.distance_m,
        duration_s=route.lasts_s,
        stops=[_stop_view(stop, phones=phones) for stop in route.stops if stop.status is not StopStatus.CANCELLED],
        left_on_board=_left_on_board(route),
    )


def _left_on_board(route: Route) -> list[LeftOnBoard]:
    """Carries are only looked up where a line says that there may be one."""
    lots = {
        load.line.lot_id: load.line.lot
        for stop in route.stops
        for load in stop.loads
        if load.line.collected_g is not None and not load.line.hands_over_all
    }
    return [
        LeftOnBoard(lot.id, lot.description, carry.quantity_g, lot.use_by, carry.status)
        for lot in lots.values()
        for carry in lot.carries
        if carry.route_id == route.id and carry.status is not CarryStatus.HANDED_ON
    ]


def _stop_view(stop: Stop, *, phones: bool) -> StopView:
    return StopView(
        id=stop.id,
        kind=stop.kind,
        status=stop.status,
        place=PlaceView(stop.name, stop.lat, stop.lon, stop.address, stop.access_notes),
        window=(stop.window_from, stop.window_until),
        # What has happened is shown as it happened: an estimate of it would contradict the stops that are still to come.
        eta=stop.arrived_at or stop.ended_at or stop.eta,
        service_s=stop.service_s,
        contact=Contact(stop.organisation.name, stop.organisation.phone) if phones else None,
        lots=[_lot_view(load) for load in stop.loads if load.status is not StopStatus.CANCELLED],
    )


def _lot_view(load: StopLoad) -> StopLotView:
    quantity_g = load.quantity_g if load.actual_g is None else load.actual_g
    return StopLotView(
        lot_id=load.line.lot_id,
        offer_id=load.line.lot.offer_id,
        reservation_id=load.line.reservation_id,
        description=load.line.lot.description,
        quantity_g=quantity_g,
        crates=load.line.lot.crates_for(quantity_g) if quantity_g else 0,
        temperature=load.line.lot.temperature,
        use_by=load.line.lot.use_by,
    )
