"""When to stop searching: small callables, asked with the number of iterations done so far."""

from __future__ import annotations

import time
from collections.abc import Callable

Stop = Callable[[int], bool]
"""True once the search should end; the argument is the number of iterations done."""


def after_seconds(seconds: float, *, since: float | None = None) -> Stop:
    """Stop `seconds` after `since` (a reading of `time.monotonic`), now unless told."""
    end = (time.monotonic() if since is None else since) + seconds
    return lambda _iterations: time.monotonic() >= end


def after_iterations(count: int) -> Stop:
    """Stop once `count` iterations are done; the same number gives the same plan."""
    return lambda iterations: iterations >= count


def on_request(is_requested: Callable[[], bool]) -> Stop:
    """Stop once somebody asked for it, such as `threading.Event().is_set`."""
    return lambda _iterations: is_requested()


def either(*stops: Stop) -> Stop:
    """Stop as soon as one of `stops` says so."""
    return lambda iterations: any(stop(iterations) for stop in stops)
