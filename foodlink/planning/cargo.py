"""What a plan moves, piece by piece, beside the router's problem that names the pieces by number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foodlink.planning.snapshot import Food, Snapshot, Volunteer


@dataclass(frozen=True, slots=True)
class Cargo:
    """One shipment: a line, food refused at a door, or (neither `line_id` nor `carry_id`) a part of what is free.

    `associations` are its alternatives, in the order of the shipment's deliveries; `held_by` who holds it now.
    """

    food: Food
    quantity_g: int
    associations: tuple[UUID, ...]
    line_id: UUID | None = None
    carry_id: UUID | None = None
    held_by: UUID | None = None
    claimed: bool = False
    on_board_of: UUID | None = None
    collected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not even be asked of the router, and why."""

    cargo: Cargo
    code: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Posed:
    """The router's problem (`sN` is `cargo[N]`, `vN` is `volunteers[N]`) and what it leaves out."""

    snapshot: Snapshot
    problem: dict[str, Any]
    cargo: tuple[Cargo, ...]
    volunteers: tuple[Volunteer, ...]
    left_out: tuple[LeftOut, ...]
