"""Identifiers: UUIDs of version 7 (RFC 9562, method 1: a counter inside the millisecond), so that they sort by age."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

_lock = threading.Lock()
_last = 0
_fixed_ms: int | None = None


def _random_bits(bits: int) -> int:
    return secrets.randbits(bits)


_draw: Callable[[int], int] = _random_bits


def new_id() -> UUID:
    """A new identifier, larger than all that this process made before."""
    global _last
    with _lock:
        now_ms = time.time_ns() // 1_000_000 if _fixed_ms is None else _fixed_ms
        stamp = max(now_ms << 12, _last + 1)
        _last = stamp
        low = _draw(62)
    return UUID(int=((stamp >> 12) << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0b10 << 62) | low)


def draw_from(draw: Callable[[int], int] | None, *, begin: datetime | None = None) -> None:
    """Take the random bits from `draw` (bits → number), so that a simulation repeats itself; None goes back to chance.

    With `begin` the ids are counted up from that moment instead of the machine's time.
    """
    global _draw, _fixed_ms, _last
    with _lock:
        _draw = draw or _random_bits
        _fixed_ms = None if begin is None else int(begin.timestamp() * 1000)
        _last = 0
