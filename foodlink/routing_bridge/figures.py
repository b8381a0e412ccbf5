"""The router's numbers: seconds of the Unix clock, kilos and crates, from moments and grams."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil, floor
from typing import Any

from config.tables import table
from foodlink.planning.snapshot import Food, Window

Seconds = tuple[int, int]


def figures(part: str) -> dict[str, Any]:
    """One table of `config/routing.toml`."""
    found: dict[str, Any] = table("routing")[part]
    return found


def not_before(moment: datetime) -> int:
    """The first whole second that is not before the moment."""
    return ceil(moment.timestamp())


def not_after(moment: datetime) -> int:
    """The last whole second that is not after the moment."""
    return floor(moment.timestamp())


def moment_of(second: int) -> datetime:
    """A second of the Unix clock as a moment."""
    return datetime.fromtimestamp(second, tz=UTC)


def within(window: Window, other: Window) -> list[int] | None:
    """What two stretches of time share, in seconds; None where that is nothing."""
    opens, closes = not_before(max(window[0], other[0])), not_after(min(window[1], other[1]))
    return [opens, closes] if opens <= closes else None


def kg(grams: int) -> float:
    """Kilos, with at most three decimals."""
    return grams / 1000


def load_of(food: Food, quantity_g: int) -> dict[str, float]:
    """What a part of a lot takes of a vehicle and of a store.

    Cold crates are some of the vehicle's crates, so cold food takes both; `ambient_kg`, `chilled_kg` and `frozen_kg` are
    there for the receivers' stores.
    """
    crates = food.crates_for(quantity_g)
    load: dict[str, float] = {"kg": kg(quantity_g), "crates": crates, f"{food.temperature}_kg": kg(quantity_g)}
    if food.temperature != "ambient":
        load[f"{food.temperature}_crates"] = crates
    return load


def service_s(quantity_g: int) -> int:
    """Seconds of loading or unloading a part of a lot."""
    stopping = figures("stopping")
    return min(int(stopping["lot_max_s"]), int(stopping["lot_s"]) + int(stopping["kg_s"]) * ceil(quantity_g / 1000))
