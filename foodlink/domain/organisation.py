"""Organisations: producers that give, associations that receive; their hours, closures and storage."""

from __future__ import annotations

import enum
from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain.base import Base, Grams, Identifier, Moment, text, worded


class OrganisationKind(enum.StrEnum):
    ARTISAN = "artisan"
    SHOP = "shop"
    FARM = "farm"
    MARKET_GARDENER = "market_gardener"
    ASSOCIATION = "association"


PRODUCER_KINDS = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.ASSOCIATION)


class Organisation(Base):
    """A producer or an association, at one place of one territory.

    `accepts` lists the categories of food that an association takes; `storage_*_g` is what it can hold on one day at each
    temperature (0 means none); `use_by_lead_h` is how many hours before the end of the `use_by` day it must have the food:
    48 unless the coordinator has set that it serves sooner.
    """

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="place"),
        CheckConstraint("beneficiaries >= 0", name="beneficiaries"),
        CheckConstraint("storage_ambient_g >= 0 and storage_chilled_g >= 0 and storage_frozen_g >= 0", name="storage"),
        CheckConstraint("use_by_lead_h between 0 and 240", name="use_by_lead_h"),
        Index("ix_organisations_territory_kind", "territory", "kind"),
        UniqueConstraint("territory", "name"),
    )

    id: Mapped[Identifier]
    kind: Mapped[OrganisationKind] = mapped_column(worded(OrganisationKind, "organisation_kind"))
    name: Mapped[str] = mapped_column(text(120))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    lat: Mapped[float]
    lon: Mapped[float]
    address: Mapped[str] = mapped_column(text(300), default="")
    commune: Mapped[str | None] = mapped_column(text(5))
    phone: Mapped[str | None] = mapped_column(text(32))
    access_notes: Mapped[str] = mapped_column(text(500), default="")
    created_at: Mapped[Moment]
    # Associations alone
    beneficiaries: Mapped[int] = mapped_column(default=0)
    serves_students: Mapped[bool] = mapped_column(default=False)
    accepts: Mapped[list[str]] = mapped_column(ARRAY(text(24)), default=list)
    storage_ambient_g: Mapped[Grams] = mapped_column(default=0)
    storage_chilled_g: Mapped[Grams] = mapped_column(default=0)
    storage_frozen_g: Mapped[Grams] = mapped_column(default=0)
    use_by_lead_h: Mapped[int] = mapped_column(SmallInteger, default=48)

    hours: Mapped[list[OpeningHours]] = relationship(
        cascade="all, delete-orphan", order_by="(OpeningHours.weekday, OpeningHours.opens)"
    )
    closures: Mapped[list[Closure]] = relationship(cascade="all, delete-orphan", order_by="Closure.day")

    @property
    def is_association(self) -> bool:
        return self.kind is OrganisationKind.ASSOCIATION

    def storage_g(self, temperature: str) -> int:
        """What it can hold at `temperature` (ambient, chilled or frozen), in grams."""
        return int(getattr(self, f"storage_{temperature}_g"))

    def closed_on(self, day: date) -> bool:
        """Whether the coordinator has closed it on that day."""
        return any(closure.day == day for closure in self.closures)

    def open_hours_on(self, day: date) -> list[tuple[time, time]]:
        """Its local opening hours on that day, none where it is closed. Without any hours it is open all day."""
        if self.closed_on(day):
            return []
        if not self.hours:
            return [(time(0), time(23, 59, 59))]
        return [(slot.opens, slot.closes) for slot in self.hours if slot.weekday == day.isoweekday()]


class OpeningHours(Base):
    """One weekly stretch of local opening time; `weekday` 1 is Monday."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday between 1 and 7", name="weekday"),
        CheckConstraint("opens < closes", name="order"),
    )

    id: Mapped[Identifier]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    opens: Mapped[time]
    closes: Mapped[time]


class Closure(Base):
    """A day on which the coordinator closed an organisation: a holiday, a full store."""

    __tablename__ = "closures"
    __table_args__ = (UniqueConstraint("organisation_id", "day"),)

    id: Mapped[Identifier]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(text(500))
    by: Mapped[UUID | None]
    created_at: Mapped[Moment]
