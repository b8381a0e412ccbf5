"""What a road engine may answer instead of drives. None of it leaves `routing.travel`: it becomes a `Shortfall`."""

from __future__ import annotations


class EngineAway(Exception):
    """The engine does not answer, or answers what cannot be understood; the message says how."""


class TooLarge(Exception):
    """The engine answers only smaller questions."""


class Refused(Exception):
    """The engine is there, but has no drive for one of the pairs at least.

    `no_road`: because no road joins them, as far as the engine tells; else it may be a limit of the engine's own.
    """

    def __init__(self, reason: str, *, no_road: bool) -> None:
        super().__init__(reason)
        self.no_road = no_road
