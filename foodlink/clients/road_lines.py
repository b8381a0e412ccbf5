"""The road engine as maps use it: ways along the roads, for somebody who waits for a page."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foodlink.routing_bridge.lines import Draw

_log = logging.getLogger(__name__)

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class RoadLines:
    """Draws ways on the roads; one for a process, whose threads share it and what the engine has drawn already.

    The engine has `patience_s` for a way; after it has failed it is left in peace for `cooldown_s`, and ways are straight.
    """

    def __init__(self, travel: str, *, patience_s: float = 3.0, cooldown_s: float = 30.0) -> None:
        self.on_roads = travel != "great-circle"
        self._travel = travel
        self._patience_s, self._cooldown_s = patience_s, cooldown_s
        self._lock = threading.Lock()
        self._draw: Draw | None = None
        self._silent_until = 0.0

    def along(self, stops: Sequence[Point]) -> list[Point] | None:
        """The way through these stops along the roads; straight where no road joins two, None where nobody can tell."""
        if not self.on_roads or time.monotonic() < self._silent_until:
            return None
        return self._drawer()(stops)

    def _drawer(self) -> Draw:
        """Made when it is first asked: without a road engine the web process never loads the router."""
        with self._lock:
            if self._draw is None:
                from foodlink.routing_bridge.lines import line_drawer

                self._draw = line_drawer(self._travel, patience_s=self._patience_s, heard=self._fall_silent)
            return self._draw

    def _fall_silent(self, why: str) -> None:
        _log.warning("routes are drawn straight for %g s: %s tells no lines (%s)", self._cooldown_s, self._travel, why)
        self._silent_until = time.monotonic() + self._cooldown_s
