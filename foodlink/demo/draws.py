"""Chance by identity: each drawn thing has its own stream, so that what is drawn beside it never changes it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

_FOUNDED = date(2026, 1, 1)


def draws(seed: int, *identity: object) -> random.Random:
    """The stream of chance that belongs to `identity` under `seed`; the same on every machine."""
    return random.Random(int.from_bytes(_digest(seed, identity)[:16], "big"))


def identifier(seed: int, *identity: object, day: date = _FOUNDED) -> UUID:
    """The UUID (version 7, of midnight UTC of `day`) that belongs to `identity` under `seed`."""
    stamp_ms = int(datetime.combine(day, time(0), tzinfo=UTC).timestamp() * 1000)
    chance = int.from_bytes(_digest(seed, ("id", *identity))[:10], "big")
    high, low = (chance >> 62) & 0xFFF, chance & ((1 << 62) - 1)
    return UUID(int=(stamp_ms << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low)


def one_of(chance: random.Random, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """One row, by its `share`."""
    return chance.choices(rows, weights=[float(row["share"]) for row in rows])[0]


def split(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """`total` whole things shared out in proportion, by largest remainder; ties go to the first named."""
    whole = sum(shares.values())
    exact = {name: total * share / whole for name, share in shares.items()}
    given = {name: int(value) for name, value in exact.items()}
    by_rest = sorted(exact, key=lambda name: given[name] - exact[name])
    for name in by_rest[: total - sum(given.values())]:
        given[name] += 1
    return given


def _digest(seed: int, identity: tuple[object, ...]) -> bytes:
    return hashlib.sha256("\x1f".join(str(word) for word in (seed, *identity)).encode()).digest()
