"""The food rules: what may be given, until when, at which temperature, and to whom (figures, sources: `config/food_rules.toml`).

- `use_by` (DLC) lasts until the end of its local day; after it food is unsafe (Regulation (EU) 1169/2011, article 24) and may be
  neither reserved, planned nor delivered. It is handed over `use_by_lead_h` hours earlier (decree 2016-1962: 48 h).
- `best_before` (DDM) is about quality: it may pass, and is shown (same regulation, annex X).
- Chilled food stays at 4 °C or less, frozen at -18 °C or less (arrêté of 21 December 2009, annex I).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Protocol

from config.tables import table
from foodlink.local_time import end_of_day

COLD = ("chilled", "frozen")


class Food(Protocol):
    """What the rules need to know of a lot."""

    @property
    def category(self) -> str: ...
    @property
    def temperature(self) -> str: ...
    @property
    def use_by(self) -> date | None: ...


class Receiver(Protocol):
    """What the rules need to know of an association."""

    @property
    def accepts(self) -> list[str]: ...
    @property
    def use_by_lead_h(self) -> int: ...
    def storage_g(self, temperature: str) -> int: ...


@dataclass(frozen=True)
class Refusal:
    """Why something may not be: a code for programs, a sentence for people in French and in English."""

    code: str
    fr: str
    en: str


def expired(use_by: date | None, at: datetime) -> bool:
    """Whether the `use_by` day is over at that moment."""
    return use_by is not None and at >= end_of_day(use_by)


def hand_over_before(use_by: date | None, lead_h: int) -> datetime | None:
    """Until when an association that needs `lead_h` hours must have the food; None where there is no `use_by`."""
    return None if use_by is None else end_of_day(use_by) - timedelta(hours=lead_h)


def may_not_be_given(category: str, description: str, temperature: str) -> Refusal | None:
    """Why this product may not be given at all, None where it may. Matched on what the producer wrote, accents apart."""
    if category == "meat_fish" and temperature == "ambient":
        return Refusal(
            "not_cold",
            "La viande et le poisson se donnent réfrigérés ou surgelés ; une conserve est de l'épicerie.",
            "Meat and fish are given chilled or frozen; a tin is grocery.",
        )
    written = _folded(description)
    for rule in _prohibited():
        if category in rule.categories and rule.pattern.search(written) and not rule.excepts(written):
            return Refusal(rule.name, rule.fr, rule.en)
    return None


def may_not_go_to(food: Food, receiver: Receiver, at: datetime) -> Refusal | None:
    """Why this food may not go to that association from that moment on; None where it may."""
    if food.category not in receiver.accepts:
        return Refusal(
            "not_accepted",
            "L'association n'accepte pas cette catégorie.",
            "The association does not take this category.",
        )
    if receiver.storage_g(food.temperature) <= 0:
        return Refusal(
            "no_storage", "L'association ne peut pas garder ce produit au froid.", "The association cannot store this."
        )
    deadline = hand_over_before(food.use_by, receiver.use_by_lead_h)
    if deadline is not None and at >= deadline:
        return Refusal(
            "use_by_too_near",
            f"La DLC est trop proche : il faut {receiver.use_by_lead_h} h avant la fin de ce jour.",
            f"The use-by date is too near: {receiver.use_by_lead_h} h before the end of that day are needed.",
        )
    return None


def too_warm(temperature: str, measured_c: float) -> bool:
    """Whether food of that kind was measured warmer than it may be."""
    limits = table("food_rules")["temperature"]
    return temperature in COLD and measured_c > float(limits[f"{temperature}_max_c"])


@dataclass(frozen=True)
class _Prohibited:
    name: str
    categories: frozenset[str]
    pattern: re.Pattern[str]
    exception: re.Pattern[str] | None
    fr: str
    en: str

    def excepts(self, written: str) -> bool:
        return self.exception is not None and self.exception.search(written) is not None


@cache
def _prohibited() -> tuple[_Prohibited, ...]:
    return tuple(
        _Prohibited(
            name=row["name"],
            categories=frozenset(row["categories"]),
            pattern=re.compile(row["pattern"]),
            exception=re.compile(row["except"]) if "except" in row else None,
            fr=row["fr"],
            en=row["en"],
        )
        for row in table("food_rules")["prohibited"]
    )


def _folded(written: str) -> str:
    plain = written.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))
