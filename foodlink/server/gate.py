"""What holds up a part that was started early: it loads its code while the supervisor still prepares the database."""

from __future__ import annotations

import os
import select
from typing import Self


class Gate:
    """Closed until the supervisor opens it; nothing is served before."""

    def __init__(self) -> None:
        self.entrance, self._held = os.pipe()

    def open(self) -> None:
        """Let through whoever waits, and whoever comes later."""
        os.write(self._held, b"+")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._held)
        os.close(self.entrance)


def pass_gate(entrance: int) -> None:
    """Wait until the gate is open; end this process where the supervisor went without opening it.

    The word in the pipe is left there, so that a part that is started again finds the gate open too.
    """
    os.set_inheritable(entrance, False)
    waiting = select.poll()
    waiting.register(entrance, select.POLLIN)
    if not any(told & select.POLLIN for _, told in waiting.poll()):
        raise SystemExit(0)
    os.close(entrance)
