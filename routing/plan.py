"""A plan: routes with their times, what is left behind and why, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

StepKind = Literal["start", "pickup", "delivery", "end"]
TaskKind = Literal["pickup", "delivery"]


class Code(StrEnum):
    """Why a shipment is left behind. All but the last three hold for it alone in an empty day."""

    NO_VEHICLE_SKILL = "no_vehicle_skill"
    TOO_LARGE = "too_large"
    NO_SHIFT = "no_shift"
    WINDOWS_UNREACHABLE = "windows_unreachable"
    RIDE_TOO_LONG = "ride_too_long"
    NO_ROOM = "no_room"
    NOT_WORTH_IT = "not_worth_it"
    CROWDED_OUT = "crowded_out"
    ON_BOARD = "on_board"


@dataclass(frozen=True)
class Step:
    """One step of a route, its times in seconds on the problem's clock.

    `load` is what is on board on leaving it, in thousandths (35 kg are 35,000) by dimension; `start_s` is when service starts;
    `delivery` is the alternative's place in the shipment's `deliveries`.
    """

    type: StepKind
    location: str
    arrival_s: int
    start_s: int
    departure_s: int
    load: Mapping[str, int] = field(default_factory=dict)
    shipment: str | None = None
    delivery: int | None = None


@dataclass(frozen=True)
class Late:
    """A locked step, or the delivery of what was on board, that could no longer be in time."""

    shipment: str
    type: TaskKind
    late_s: int


@dataclass(frozen=True)
class Route:
    """What one vehicle does: `duration_s` from its first departure to its last."""

    vehicle: str
    steps: tuple[Step, ...]
    duration_s: int
    distance_m: int
    late: tuple[Late, ...] = ()


@dataclass(frozen=True)
class Unassigned:
    """A shipment that is left behind, and the reason."""

    shipment: str
    code: Code
    reason: str


@dataclass(frozen=True)
class Cost:
    """`total_s` is the cost in the objective's sense, without what is unserved."""

    unserved_required: int
    unserved_value: float
    vehicles: int
    duration_s: int
    distance_m: int
    total_s: int


@dataclass(frozen=True)
class Stats:
    """How the plan came about; `bound` is a proven lower bound on `total_s`, None where there is none."""

    solve_s: float = 0.0
    first_solution_s: float | None = None
    iterations: int = 0
    engine: str = ""
    bound: float | None = None


@dataclass(frozen=True)
class Plan:
    """The answer to a problem."""

    cost: Cost
    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    stats: Stats = field(default_factory=Stats)
    status: str = "solved"
