"""Gini's coefficient, at its ends and between."""

from __future__ import annotations

import pytest

from foodlink.simulate.measure import gini


def test_equal_shares_have_a_gini_of_nought() -> None:
    assert gini([3.0, 3.0, 3.0]) == pytest.approx(0.0)


def test_all_to_one_comes_near_to_one() -> None:
    assert gini([0.0] * 9 + [5.0]) == pytest.approx(0.9)


def test_it_is_half_the_mean_difference_over_the_mean() -> None:
    values = [1.0, 2.0, 5.0, 8.0]
    mean_difference = sum(abs(one - other) for one in values for other in values) / len(values) ** 2
    assert gini(values) == pytest.approx(mean_difference / (2 * sum(values) / len(values)))


def test_nothing_given_is_not_unfair() -> None:
    assert gini([0.0, 0.0]) == 0.0
