"""What one change makes of a day under way: the routes that are new, and who has to be told."""

from __future__ import annotations

from dataclasses import dataclass

from routing.plan import Route, Unassigned


@dataclass(frozen=True)
class Change:
    """The difference between the plan before a change and the one after it.

    Parameters
    ----------
    routes
        The routes that have changed, whole, with their new times.
    idle
        Vehicles that had something to do and have nothing any more.
    told
        Shipments that people counted on and that another vehicle brings now, or to somebody else, or nobody. A shipment that was
        cancelled is not among them, nor one that is new.
    unassigned
        Shipments that are new or that people counted on, and that nobody carries now, each with its reason.
    iterations
        How many trials of improvement were made.
    """

    routes: tuple[Route, ...]
    idle: tuple[str, ...]
    told: tuple[str, ...]
    unassigned: tuple[Unassigned, ...]
    iterations: int = 0
