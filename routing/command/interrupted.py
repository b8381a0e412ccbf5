"""A request to stop from outside the process: the first SIGINT or SIGTERM ends a search, and its best plan is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from routing import stop

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def by_signal() -> Iterator[stop.Stop]:
    """A rule that says stop once a signal came; a second one does what it did before. Only the main thread can hear of them."""
    asked = threading.Event()
    rule = stop.on_request(asked.is_set)
    if threading.current_thread() is not threading.main_thread():
        yield rule
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def put_back() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def ask(*_: object) -> None:
        asked.set()
        put_back()

    for number in SIGNALS:
        signal.signal(number, ask)
    try:
        yield rule
    finally:
        put_back()
