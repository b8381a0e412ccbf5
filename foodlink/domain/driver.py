"""Volunteer drivers: their vehicle, where they start, and when they are on shift."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain.account import Account
from foodlink.domain.base import Base, Grams, Identifier, Moment, text, worded
from foodlink.local_time import local_moment


class VehicleKind(enum.StrEnum):
    CAR = "car"
    CARGO_BIKE = "cargo_bike"
    VAN = "van"


class Driver(Base):
    """What a driver drives and where from. Chilled and frozen crates are insulated or refrigerated places of the vehicle."""

    __tablename__ = "drivers"
    __table_args__ = (
        CheckConstraint("capacity_g between 1 and 3500000", name="capacity"),
        CheckConstraint("crates between 0 and 500", name="crates"),
        CheckConstraint("chilled_crates between 0 and 500 and frozen_crates between 0 and 500", name="cold_crates"),
        CheckConstraint("start_lat between -90 and 90 and start_lon between -180 and 180", name="start"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    vehicle_id: Mapped[UUID]
    vehicle_kind: Mapped[VehicleKind] = mapped_column(worded(VehicleKind, "vehicle_kind"))
    capacity_g: Mapped[Grams]
    crates: Mapped[int]
    chilled_crates: Mapped[int] = mapped_column(default=0)
    frozen_crates: Mapped[int] = mapped_column(default=0)
    start_lat: Mapped[float]
    start_lon: Mapped[float]
    start_address: Mapped[str] = mapped_column(text(300), default="")
    last_heard_at: Mapped[Moment | None]

    account: Mapped[Account] = relationship(lazy="joined")
    weekly: Mapped[list[WeeklyShift]] = relationship(
        cascade="all, delete-orphan", order_by="(WeeklyShift.weekday, WeeklyShift.starts)"
    )
    one_off: Mapped[list[OneOffShift]] = relationship(
        cascade="all, delete-orphan", order_by="(OneOffShift.day, OneOffShift.starts)"
    )

    def shifts_on(self, day: date) -> list[Shift]:
        """When the driver drives on that local day.

        One-off entries go before weekly ones: hours of the day that are offered replace the week's, and hours that
        are taken away are cut out of what is there.
        """
        entries = [entry for entry in self.one_off if entry.day == day]
        offered = [
            Shift(local_moment(day, entry.starts), local_moment(day, entry.ends))
            for entry in entries
            if entry.available
        ]
        shifts = offered or self._weekly_shifts_on(day)
        for entry in entries:
            if not entry.available:
                gone = local_moment(day, entry.starts), local_moment(day, entry.ends)
                shifts = [part for shift in shifts for part in shift.without(*gone)]
        return shifts

    def _weekly_shifts_on(self, day: date) -> list[Shift]:
        return [
            Shift(local_moment(day, entry.starts), local_moment(day, entry.ends), entry.max_stops, entry.max_duration_s)
            for entry in self.weekly
            if entry.weekday == day.isoweekday()
        ]


@dataclass(frozen=True)
class Shift:
    """One stretch of a day on which a driver drives."""

    starts_at: datetime
    ends_at: datetime
    max_stops: int | None = None
    max_duration_s: int | None = None

    def without(self, starts_at: datetime, ends_at: datetime) -> list[Shift]:
        """What is left of it when these hours are taken away: nothing, one part or two."""
        before = replace(self, ends_at=min(self.ends_at, starts_at))
        after = replace(self, starts_at=max(self.starts_at, ends_at))
        return [part for part in (before, after) if part.starts_at < part.ends_at]


class WeeklyShift(Base):
    """A shift of every week, in local time; `weekday` 1 is Monday."""

    __tablename__ = "weekly_shifts"
    __table_args__ = (
        CheckConstraint("weekday between 1 and 7", name="weekday"),
        CheckConstraint("starts < ends", name="order"),
        CheckConstraint("max_stops >= 1", name="max_stops"),
        CheckConstraint("max_duration_s >= 1", name="max_duration_s"),
    )

    id: Mapped[Identifier]
    driver_id: Mapped[UUID] = mapped_column(ForeignKey("drivers.account_id", ondelete="CASCADE"), index=True)
    weekday: Mapped[int] = mapped_column(SmallInteger)
    starts: Mapped[time]
    ends: Mapped[time]
    max_stops: Mapped[int | None]
    max_duration_s: Mapped[int | None]


class OneOffShift(Base):
    """A day that differs from the weekly rule: there, or not there."""

    __tablename__ = "one_off_shifts"
    __table_args__ = (CheckConstraint("starts < ends", name="order"),)

    id: Mapped[Identifier]
    driver_id: Mapped[UUID] = mapped_column(ForeignKey("drivers.account_id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    ends: Mapped[time]
    available: Mapped[bool]
