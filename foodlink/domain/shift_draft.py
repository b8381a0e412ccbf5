"""What a driver says of the vehicle, the start and the hours, before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from foodlink.domain.draft import Pickup
from foodlink.domain.driver import VehicleKind


@dataclass(frozen=True, slots=True)
class VehicleDraft:
    """A vehicle: what it carries in grams and crates, how many of them cold."""

    kind: VehicleKind
    capacity_g: int
    crates: int
    chilled_crates: int = 0
    frozen_crates: int = 0


@dataclass(frozen=True, slots=True)
class WeeklyDraft:
    """A shift of every week, in local hours; `weekday` 1 is Monday."""

    weekday: int
    starts: time
    ends: time
    max_stops: int | None = None
    max_duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class OneOffDraft:
    """A day that differs from the weekly rule."""

    day: date
    starts: time
    ends: time
    available: bool


@dataclass(frozen=True, slots=True)
class ShiftsDraft:
    """All that a driver sets at once."""

    vehicle: VehicleDraft
    start: Pickup
    weekly: Sequence[WeeklyDraft]
    one_off: Sequence[OneOffDraft]
