"""Routes, their stops, what is loaded and unloaded there, and what drivers report."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, literal_column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain import event
from foodlink.domain.base import Base, Grams, Identifier, Moment, text, worded
from foodlink.domain.driver import Driver, VehicleKind
from foodlink.domain.lifecycle import (
    ACTIVE_ROUTES,
    PENDING_STOPS,
    ROUTE_MOVES,
    STOP_MOVES,
    RouteStatus,
    StopStatus,
)
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import ReservationLine

_ACTIVE = "status in (" + ", ".join(f"'{status.value}'" for status in ACTIVE_ROUTES) + ")"
_PENDING = "status in (" + ", ".join(f"'{status.value}'" for status in PENDING_STOPS) + ")"


class StopKind(enum.StrEnum):
    PICKUP = "pickup"
    DELIVERY = "delivery"


class Route(Base):
    """One driver's way through one day. `version` grows with each change of its stops.

    The database holds two rules: a driver has at most one active route a day, and is never on two that overlap.
    """

    __tablename__ = "routes"
    __table_args__ = (
        CheckConstraint("starts_at <= ends_at", name="order"),
        CheckConstraint("distance_m >= 0 and duration_s >= 0", name="measures"),
        ExcludeConstraint(
            (literal_column("driver_id"), "="),
            (literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            where=_ACTIVE,
            using="gist",
            name="ex_routes_driver_on_two_routes_at_once",
        ),
        Index("uq_routes_active_driver_day", "driver_id", "day", unique=True, postgresql_where=_ACTIVE),
        Index("ix_routes_territory_day", "territory", "day", "id"),
        Index("ix_routes_driver_day", "driver_id", "day", "id"),
        Index("ix_routes_plan_id", "plan_id"),
    )

    id: Mapped[Identifier]
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    day: Mapped[date]
    driver_id: Mapped[UUID] = mapped_column(ForeignKey("drivers.account_id"))
    status: Mapped[RouteStatus] = mapped_column(worded(RouteStatus, "route_status"), default=RouteStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    vehicle_id: Mapped[UUID]
    vehicle_kind: Mapped[VehicleKind] = mapped_column(worded(VehicleKind, "route_vehicle_kind"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    distance_m: Mapped[int]
    duration_s: Mapped[int]
    pinned_at: Mapped[Moment | None]
    proposed_at: Mapped[Moment | None]
    accepted_at: Mapped[Moment | None]
    started_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    reason: Mapped[str | None] = mapped_column(text(500))

    driver: Mapped[Driver] = relationship()
    stops: Mapped[list[Stop]] = relationship(
        back_populates="route", order_by="Stop.position", cascade="all, delete-orphan"
    )

    def move_to(self, status: RouteStatus, *, at: datetime, by: UUID | None, reason: str | None = None) -> None:
        """Change the state, by the table of moves, and leave an event. Nothing happens where it is already so."""
        event.move(self, status, ROUTE_MOVES, at=at, by=by, territory=self.territory, reason=reason)

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE_ROUTES

    @property
    def begins_at(self) -> datetime:
        """When it begins, or began where its driver left before that."""
        return min(self.starts_at, self.started_at or self.starts_at)

    @property
    def lasts_s(self) -> int:
        """From its beginning to its end."""
        return self.duration_s + round((self.starts_at - self.begins_at).total_seconds())


class Stop(Base):
    """One visit of a route: at a producer's place to load, or at an association's to unload."""

    __tablename__ = "stops"
    __table_args__ = (
        CheckConstraint("window_from <= window_until", name="window"),
        CheckConstraint("service_s >= 0", name="service_s"),
        Index("ix_stops_route_id", "route_id", "position"),
    )

    id: Mapped[Identifier]
    route_id: Mapped[UUID] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[StopKind] = mapped_column(worded(StopKind, "stop_kind"))
    status: Mapped[StopStatus] = mapped_column(worded(StopStatus, "stop_status"), default=StopStatus.PLANNED)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(text(120))
    lat: Mapped[float]
    lon: Mapped[float]
    address: Mapped[str] = mapped_column(text(300), default="")
    access_notes: Mapped[str] = mapped_column(text(500), default="")
    window_from: Mapped[Moment]
    window_until: Mapped[Moment]
    eta: Mapped[Moment]
    service_s: Mapped[int]
    arrived_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]
    note: Mapped[str | None] = mapped_column(text(500))

    route: Mapped[Route] = relationship(back_populates="stops")
    organisation: Mapped[Organisation] = relationship()
    loads: Mapped[list[StopLoad]] = relationship(
        back_populates="stop", order_by="StopLoad.id", cascade="all, delete-orphan"
    )

    def move_to(self, status: StopStatus, *, at: datetime, by: UUID | None, reason: str | None = None) -> None:
        """Change the state, by the table of moves, and leave an event. Nothing happens where it is already so."""
        event.move(self, status, STOP_MOVES, at=at, by=by, territory=self.route.territory, reason=reason)


class StopLoad(Base):
    """What is loaded or unloaded at a stop of one reservation line.

    No two active stops of the same kind hold one line: the partial unique index says so.
    """

    __tablename__ = "stop_loads"
    __table_args__ = (
        CheckConstraint("quantity_g > 0", name="quantity"),
        CheckConstraint("actual_g >= 0", name="actual"),
        Index("uq_stop_loads_pending_line", "line_id", "kind", unique=True, postgresql_where=_PENDING),
        Index("ix_stop_loads_stop_id", "stop_id"),
        Index("ix_stop_loads_line_id", "line_id"),
    )

    id: Mapped[Identifier]
    stop_id: Mapped[UUID] = mapped_column(ForeignKey("stops.id", ondelete="CASCADE"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("reservation_lines.id"))
    kind: Mapped[StopKind] = mapped_column(worded(StopKind, "load_kind"))
    status: Mapped[StopStatus] = mapped_column(worded(StopStatus, "load_status"), default=StopStatus.PLANNED)
    quantity_g: Mapped[Grams]
    actual_g: Mapped[Grams | None]
    temperature_c: Mapped[float | None]

    stop: Mapped[Stop] = relationship(back_populates="loads")
    line: Mapped[ReservationLine] = relationship()


class Collection(Base):
    """A handover that happened, weighed: from a producer (`collected`) and later to an association (`delivered`).

    One row a reservation line; it is the record that article 18 of Regulation (EC) 178/2002 asks for.
    """

    __tablename__ = "collections"
    __table_args__ = (
        CheckConstraint("collected_g >= 0 and delivered_g >= 0", name="measured"),
        UniqueConstraint("line_id"),
        Index("ix_collections_route_id", "route_id"),
    )

    id: Mapped[Identifier]
    line_id: Mapped[UUID] = mapped_column(ForeignKey("reservation_lines.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), index=True)
    producer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    association_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    route_id: Mapped[UUID | None] = mapped_column(ForeignKey("routes.id"))
    collected_at: Mapped[Moment]
    collected_g: Mapped[Grams]
    collected_by: Mapped[UUID | None]
    collected_temperature_c: Mapped[float | None]
    delivered_at: Mapped[Moment | None]
    delivered_g: Mapped[Grams | None]
    delivered_by: Mapped[UUID | None]
    delivered_temperature_c: Mapped[float | None]
    flags: Mapped[dict[str, Any] | None]


class Report(Base):
    """An event that a phone sent, by the identifier that the phone gave it: it counts once, however often it comes."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_route_id", "route_id", "received_at"),)

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    route_id: Mapped[UUID | None] = mapped_column(ForeignKey("routes.id"))
    stop_id: Mapped[UUID | None] = mapped_column(ForeignKey("stops.id"))
    reservation_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservations.id"))
    kind: Mapped[str] = mapped_column(text(24))
    at: Mapped[Moment]
    received_at: Mapped[Moment]
    body: Mapped[dict[str, Any] | None]
    off_route: Mapped[bool] = mapped_column(default=False)
