"""What an alarm is: one thing that a coordinator is to look at, and the kinds of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


class AlarmKind(enum.StrEnum):
    """The most pressing first."""

    DRIVER_SILENT = "driver_silent"
    ROUTE_UNACCEPTED = "route_unaccepted"
    LOT_UNCLAIMED = "lot_unclaimed"
    FOOD_ON_BOARD = "food_on_board"
    MEASURE_FLAGGED = "measure_flagged"
    REPORT_OFF_ROUTE = "report_off_route"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to look at: `since` is the moment that makes it one; `facts` are what its sentence needs, in grams."""

    kind: AlarmKind
    since: datetime
    offer_id: UUID | None = None
    lot_id: UUID | None = None
    route_id: UUID | None = None
    driver_id: UUID | None = None
    facts: dict[str, Any] = field(default_factory=dict)
