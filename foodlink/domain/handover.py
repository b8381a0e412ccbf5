"""What a report of a handover says, and the rules that decide what it means: pure, so that they can be read and tested alone."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from foodlink.domain import food_rules

AHEAD = timedelta(minutes=5)
BACK = timedelta(days=7)


class ReportKind(enum.StrEnum):
    """What a driver's phone says happened at a stop, in the order in which it happens there."""

    ARRIVED = "arrived"
    COLLECTED = "collected"
    REFUSED = "refused"
    DELIVERED = "delivered"
    FAILED = "failed"


NEEDS_NOTE = (ReportKind.FAILED, ReportKind.REFUSED)
_IN_ORDER = list(ReportKind)


@dataclass(frozen=True, slots=True)
class ReportedLot:
    """What was weighed and measured of a lot. Without `quantity_g` (grams) the planned quantity is meant; 0 means none."""

    lot_id: UUID
    quantity_g: int | None = None
    temperature_c: float | None = None


@dataclass(frozen=True, slots=True)
class ReportedEvent:
    """One event of a phone, by the identifier that the phone gave it; `stop_id` is None where no stop was driven to."""

    event_id: UUID
    kind: ReportKind
    at: datetime
    stop_id: UUID | None = None
    lots: tuple[ReportedLot, ...] | None = None
    note: str | None = None

    @property
    def order(self) -> tuple[datetime, int, str]:
        """Where it belongs among the others: a phone may send its day in any order."""
        return self.at, _IN_ORDER.index(self.kind), str(self.event_id)

    def named(self) -> Mapping[UUID, ReportedLot]:
        """What it says of each lot that it names."""
        return {lot.lot_id: lot for lot in self.lots or ()}


class ResultStatus(enum.StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What became of one event; `detail` is a sentence for whoever reported."""

    event_id: UUID
    status: ResultStatus
    detail: str | None = None


def share_out(total_g: int, planned_g: Sequence[int]) -> list[int]:
    """Divide what was weighed of one lot among the lines that hold it, the older first; what is too much goes to the last.

    Arguments and result in grams; the shares' sum is `total_g`. The older claim is served first when there is too little.
    """
    shares = []
    for planned in planned_g:
        share = min(planned, total_g)
        total_g -= share
        shares.append(share)
    shares[-1] += total_g
    return shares


def unfit_to_load(lot: food_rules.Food, temperature_c: float | None, at: datetime) -> str | None:
    """Why food may not be taken on board: `past_use_by`, `too_warm`; None where it may."""
    if food_rules.expired(lot.use_by, at):
        return "past_use_by"
    if temperature_c is not None and food_rules.too_warm(lot.temperature, temperature_c):
        return "too_warm"
    return None


def misses_temperature(lot: food_rules.Food, quantity_g: int, temperature_c: float | None) -> bool:
    """Whether a measurement is needed that was not sent: chilled and frozen food is measured whenever it changes hands."""
    return lot.temperature in food_rules.COLD and quantity_g > 0 and temperature_c is None
