"""What a report of a handover says: shares of what was weighed, and food that may not be taken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foodlink.domain.handover import misses_temperature, share_out, unfit_to_load
from foodlink.domain.offer import Temperature
from tests.builders import a_lot

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


@given(st.integers(0, 50_000), st.lists(st.integers(1, 10_000), min_size=1, max_size=6))
def test_shares_add_up_and_the_older_claim_is_served_first(total: int, planned: list[int]) -> None:
    shares = share_out(total, planned)
    assert sum(shares) == total
    for older, share, wanted in zip(range(len(planned)), shares, planned, strict=True):
        if share < wanted:
            assert shares[older + 1 :] == [0] * (len(planned) - older - 1)


@pytest.mark.parametrize(
    ("temperature", "measured", "unfit"),
    [("chilled", 4.0, None), ("chilled", 4.1, "too_warm"), ("frozen", -17.9, "too_warm"), ("ambient", 30.0, None)],
)
def test_cold_food_that_is_too_warm_is_not_loaded(temperature: str, measured: float, unfit: str | None) -> None:
    assert unfit_to_load(a_lot(temperature=Temperature(temperature)), measured, NOON) == unfit


def test_food_past_its_use_by_day_is_not_loaded() -> None:
    assert unfit_to_load(a_lot(use_by=date(2026, 11, 24)), None, NOON) is None
    assert unfit_to_load(a_lot(use_by=date(2026, 11, 23)), None, NOON) == "past_use_by"


def test_a_temperature_is_needed_for_cold_food_that_changes_hands() -> None:
    chilled = a_lot(temperature=Temperature.CHILLED)
    assert misses_temperature(chilled, 1, None)
    assert not misses_temperature(chilled, 0, None)
    assert not misses_temperature(chilled, 1, 3.0)
    assert not misses_temperature(a_lot(), 1, None)
