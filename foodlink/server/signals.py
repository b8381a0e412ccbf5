"""How a long-running process is told to end, and that the telling cannot disturb the end itself."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def end_on_signals() -> None:
    """SIGTERM, SIGINT and a terminal that closes end the process by the way of all its `finally`; that is exit 0."""
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, _end)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _end)


def end_in_peace() -> None:
    """From here on a signal changes nothing: the end is under way."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def end_afterwards() -> Iterator[None]:
    """A signal that comes meanwhile ends the process only once this is over.

    So that no module stays half loaded: the way to the end may need it, and loading it again fails.
    """
    held = [number for number in _ENDING if signal.getsignal(number) is _end]
    asked: list[int] = []
    for number in held:
        signal.signal(number, lambda came, _frame: asked.append(came))
    try:
        yield
    finally:
        for number in held:
            signal.signal(number, _end)
        if asked:
            raise SystemExit(0)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
