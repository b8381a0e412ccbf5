"""The service's clock: the only reader of the wall clock that decides what food may still do.

A demonstration may run on a shifted clock (`FOODLINK_CLOCK`); every process of one service then applies the same shift.
Time limits, rate limits, heartbeats and the expiry of sign-ins use `machine_now`, which is never shifted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_shift = timedelta(0)


def machine_now() -> datetime:
    """The machine's own time, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The service's time, aware, in UTC: the machine's, moved by the shift of a demonstration."""
    return machine_now() + _shift


def set_shift(shift: timedelta) -> None:
    """Move this process's service clock; only the start of a command calls it, on a demonstration."""
    global _shift
    _shift = shift


def shift() -> timedelta:
    """By how much this process's service clock is moved."""
    return _shift
