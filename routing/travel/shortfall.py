"""What a road engine did not give, and what stands in its place: told to whoever asked, never silent."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["unanswered", "off_map", "no_road", "no_cache"]

NAMED = 5
"""So many places are named in a sentence; how many there are is told by the figures."""


@dataclass(frozen=True)
class Shortfall:
    """Drives that the engine did not give.

    `unanswered`: the engine is away, or has a limit, and `detail` says which; the great circle stands in. `off_map`: the
    engine's map does not reach `places`; the great circle stands in. `no_road`: no road joins `places` with the others; no
    plan drives there. `no_cache`: what was known could not be read or kept. `drives` of `asked` drives are concerned;
    `places` are ids of locations.
    """

    kind: Kind
    engine: str
    drives: int = 0
    asked: int = 0
    places: tuple[str, ...] = ()
    detail: str = ""

    def __str__(self) -> str:
        some, among = f"{self.drives} of {self.asked} drives", _some(self.places)
        if self.kind == "unanswered":
            return f"{self.engine} does not answer ({self.detail}): {some} are by the great circle"
        if self.kind == "off_map":
            return f"{self.engine} has no map of {among}: {some} are by the great circle"
        if self.kind == "no_road":
            return f"{self.engine} knows no road for {some}, which no plan takes: to or from {among}"
        return f"{self.engine} is asked anew, its known answers cannot be used: {self.detail}"


Warn = Callable[[Shortfall], None]


class EachOnce:
    """Tells a shortfall the first time only: a large day asks for its drives part by part, and each part lacks the same."""

    def __init__(self, tell: Warn) -> None:
        self._tell = tell
        self._told: dict[tuple[Kind, str], set[str]] = {}
        self._one_at_a_time = threading.Lock()

    def __call__(self, shortfall: Shortfall) -> None:
        """Tell it if its kind, its detail or one of its places is new."""
        key = shortfall.kind, shortfall.detail
        with self._one_at_a_time:
            if key in self._told and self._told[key].issuperset(shortfall.places):
                return
            self._told.setdefault(key, set()).update(shortfall.places)
            self._tell(shortfall)


class TravelWarning(UserWarning):
    """A road engine fell short, and nobody had asked to be told."""


def warn_by_python(shortfall: Shortfall) -> None:
    """Tell by Python's own warnings: what a library does where nobody has said how to be told."""
    warnings.warn(str(shortfall), TravelWarning, stacklevel=4)


def _some(places: tuple[str, ...]) -> str:
    named = ", ".join(repr(place) for place in places[:NAMED])
    return named if len(places) <= NAMED else f"{named} and {len(places) - NAMED} more"
