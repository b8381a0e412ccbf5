"""The food rules: what may be given, until when, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.domain import food_rules
from foodlink.local_time import PARIS, end_of_day

USE_BY = date(2026, 11, 26)


@dataclass
class Food:
    category: str = "dairy"
    temperature: str = "chilled"
    use_by: date | None = None


@dataclass
class Receiver:
    accepts: list[str] = field(default_factory=lambda: ["dairy", "bakery"])
    use_by_lead_h: int = 48
    storage: dict[str, int] = field(default_factory=lambda: {"ambient": 1000, "chilled": 1000, "frozen": 0})

    def storage_g(self, temperature: str) -> int:
        return self.storage[temperature]


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


def test_a_use_by_day_lasts_until_its_local_midnight() -> None:
    assert not food_rules.expired(USE_BY, local(USE_BY, 23, 59))
    assert food_rules.expired(USE_BY, local(USE_BY + timedelta(days=1), 0))


def test_food_without_a_use_by_does_not_expire() -> None:
    assert not food_rules.expired(None, local(USE_BY, 12))


def test_an_association_must_have_the_food_48_hours_before_the_end_of_its_use_by_day() -> None:
    last_moment = end_of_day(USE_BY) - timedelta(hours=48)
    food = Food(use_by=USE_BY)
    assert food_rules.may_not_go_to(food, Receiver(), last_moment - timedelta(seconds=1)) is None
    refusal = food_rules.may_not_go_to(food, Receiver(), last_moment)
    assert refusal is not None
    assert refusal.code == "use_by_too_near"


def test_an_association_that_serves_sooner_may_have_it_until_the_end_of_the_day() -> None:
    assert food_rules.may_not_go_to(Food(use_by=USE_BY), Receiver(use_by_lead_h=0), local(USE_BY, 23, 59)) is None
    assert food_rules.may_not_go_to(Food(use_by=USE_BY), Receiver(use_by_lead_h=0), end_of_day(USE_BY)) is not None


def test_food_goes_only_where_its_category_is_accepted_and_its_temperature_can_be_kept() -> None:
    at = local(USE_BY, 9)
    unaccepted = food_rules.may_not_go_to(Food(category="meat_fish"), Receiver(), at)
    unstored = food_rules.may_not_go_to(Food(temperature="frozen"), Receiver(), at)
    assert unaccepted is not None
    assert unaccepted.code == "not_accepted"
    assert unstored is not None
    assert unstored.code == "no_storage"


@pytest.mark.parametrize(
    ("category", "description", "temperature", "code"),
    [
        ("drinks", "Six bouteilles de Muscadet", "ambient", "alcohol"),
        ("grocery", "Vinaigre de vin rouge", "ambient", None),
        ("drinks", "Bière sans alcool", "ambient", None),
        ("drinks", "Jus de pomme", "ambient", None),
        ("meat_fish", "Steaks hachés frais", "chilled", "fresh_mince"),
        ("meat_fish", "Steaks hachés surgelés", "frozen", None),
        ("meat_fish", "Huîtres n° 3", "chilled", "raw_shellfish"),
        ("meat_fish", "Rôti de porc", "ambient", "not_cold"),
        ("meat_fish", "Rôti de porc", "chilled", None),
        ("dairy", "Œufs fêlés", "ambient", "raw_egg"),
        ("dairy", "Œufs frais", "ambient", None),
        ("prepared", "Lasagnes réchauffées", "chilled", None),
        ("prepared", "Plats déjà servis", "chilled", "served_before"),
        ("fruit_vegetables", "Tomates un peu pourries", "ambient", "unfit"),
        ("fruit_vegetables", "Pommes tachées, non pourries", "ambient", None),
        ("bakery", "Pain aux raisins", "ambient", None),
        ("hygiene", "Savon et shampooing", "ambient", None),
        ("other", "Boîtes de médicaments", "ambient", "medicine"),
    ],
)
def test_a_product_that_may_not_be_given_is_refused_with_its_reason(
    category: str, description: str, temperature: str, code: str | None
) -> None:
    refusal = food_rules.may_not_be_given(category, description, temperature)
    assert (refusal.code if refusal else None) == code
    if refusal is not None:
        assert refusal.fr.endswith(".")
        assert refusal.en.endswith(".")


@pytest.mark.parametrize(
    ("temperature", "measured_c", "warm"),
    [
        ("chilled", 4.0, False),
        ("chilled", 4.1, True),
        ("frozen", -18.0, False),
        ("frozen", -17.9, True),
        ("ambient", 30.0, False),
    ],
)
def test_chilled_food_is_at_most_4_degrees_and_frozen_at_most_minus_18(
    temperature: str, measured_c: float, warm: bool
) -> None:
    assert food_rules.too_warm(temperature, measured_c) is warm


@given(day=st.dates(date(2026, 1, 1), date(2030, 1, 1)), lead_h=st.integers(0, 240), minutes=st.integers(0, 20_000))
def test_whoever_may_still_receive_food_receives_it_before_it_expires(day: date, lead_h: int, minutes: int) -> None:
    at = end_of_day(day) - timedelta(minutes=minutes)
    allowed = food_rules.may_not_go_to(Food(use_by=day), Receiver(use_by_lead_h=lead_h), at) is None
    assert not (allowed and food_rules.expired(day, at))
    assert allowed == (at + timedelta(hours=lead_h) < end_of_day(day))
