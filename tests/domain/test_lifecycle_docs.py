"""The page that says why each arrow is there names each arrow, and no other."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from foodlink.domain import lifecycle

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"

SECTIONS: list[tuple[str, Mapping[enum.StrEnum, set[enum.StrEnum]]]] = [
    ("Offer", lifecycle.OFFER_MOVES),  # type: ignore[list-item] # a mapping is invariant in its keys
    ("Reservation", lifecycle.RESERVATION_MOVES),  # type: ignore[list-item]
    ("Plan", lifecycle.PLAN_MOVES),  # type: ignore[list-item]
    ("Route", lifecycle.ROUTE_MOVES),  # type: ignore[list-item]
    ("Stop", lifecycle.STOP_MOVES),  # type: ignore[list-item]
    ("Carry", lifecycle.CARRY_MOVES),  # type: ignore[list-item]
]


@pytest.mark.parametrize(("title", "moves"), SECTIONS, ids=[title for title, _ in SECTIONS])
def test_each_move_has_its_reason(title: str, moves: Mapping[enum.StrEnum, set[enum.StrEnum]]) -> None:
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    section = next(text for text in sections if text.startswith(title))
    rows = re.findall(r"^\| ([a-z_, ]+) \| ([a-z_, ]+) \| (\S.*) \|$", section, flags=re.MULTILINE)
    told = {(old, new) for olds, news, _ in rows for old in olds.split(", ") for new in news.split(", ")}
    assert told - {("from", "to")} == {(old.value, new.value) for old, targets in moves.items() for new in targets}
