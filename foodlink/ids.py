"""Identifiers: UUIDs of version 7 (RFC 9562, method 1: a counter inside the millisecond), so that they sort by age."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from uuid import UUID

_lock = threading.Lock()
_last = 0


def _random_bits(bits: int) -> int:
    return secrets.randbits(bits)


_draw: Callable[[int], int] = _random_bits


def new_id() -> UUID:
    """A new identifier, larger than all that this process made before."""
    global _last
    with _lock:
        stamp = max((time.time_ns() // 1_000_000) << 12, _last + 1)
        _last = stamp
        low = _draw(62)
    return UUID(int=((stamp >> 12) << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0b10 << 62) | low)


def draw_from(draw: Callable[[int], int] | None) -> None:
    """Take the random bits from `draw` (bits → number), so that a simulation repeats itself; None goes back to chance."""
    global _draw
    _draw = draw or _random_bits
