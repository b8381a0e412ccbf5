"""What people write down before it is an offer or a reservation, and what can be wrong with it at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from foodlink.domain.food_rules import expired, may_not_be_given
from foodlink.domain.offer import Category, Temperature

GRAMS_A_CRATE = 10_000
LOTS_AT_MOST = 50
LONGEST_NOTICE = timedelta(days=366)

Faults = dict[str, list[str]]


def crates_of(quantity_g: int) -> int:
    """How many crates so much fills unless told: one for each 10 kg begun."""
    return -(-quantity_g // GRAMS_A_CRATE)


@dataclass(frozen=True, slots=True)
class Pickup:
    """Where an offer is: a point, an address, or both. `lat` and `lon` in degrees (WGS 84), both or neither."""

    lat: float | None = None
    lon: float | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class LotDraft:
    """One kind of food. Without `crates` it fills what `crates_of` says."""

    category: Category
    description: str
    quantity_g: int
    temperature: Temperature
    crates: int | None = None
    use_by: date | None = None
    best_before: date | None = None
    allergens: Sequence[str] = ()

    @property
    def crates_filled(self) -> int:
        """How many crates it fills, at least one."""
        return self.crates if self.crates is not None else crates_of(self.quantity_g)


@dataclass(frozen=True, slots=True)
class LotQuantity:
    """So many grams of one lot, as somebody asks for them."""

    lot_id: UUID
    quantity_g: int


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What one producer wants to give. Without `pickup` it is at the producer's own place."""

    title: str
    available_from: datetime
    available_until: datetime
    lots: Sequence[LotDraft]
    pickup: Pickup | None = None
    notes: str | None = None


def window_faults(available_from: datetime, available_until: datetime, *, at: datetime) -> Faults:
    """Why an offer may not stand open from then until then, by field."""
    if available_until <= available_from:
        return {"available_until": ["The window closes before it opens."]}
    if available_until <= at:
        return {"available_until": ["The window is already over."]}
    if available_until > at + LONGEST_NOTICE:
        return {"available_until": ["The window ends more than a year from now."]}
    return {}


def lot_faults(lot: LotDraft, path: str, *, opens: datetime, at: datetime) -> Faults:
    """Why this lot may not be given by an offer that opens then; `path` is where it stands in what was sent, as `lots.0`."""
    faults: Faults = {}
    if expired(lot.use_by, at):
        faults[f"{path}.use_by"] = ["The use-by date is past."]
    elif expired(lot.use_by, opens):
        faults[f"{path}.use_by"] = ["The use-by date is past before the offer opens."]
    refusal = may_not_be_given(lot.category, lot.description, lot.temperature)
    if refusal is not None:
        faults[f"{path}.description"] = [refusal.en]
    return faults


def draft_faults(draft: OfferDraft, at: datetime) -> Faults:
    """All that is wrong with a draft at that moment, by field."""
    faults = window_faults(draft.available_from, draft.available_until, at=at)
    for position, lot in enumerate(draft.lots):
        faults |= lot_faults(lot, f"lots.{position}", opens=draft.available_from, at=at)
    return faults
