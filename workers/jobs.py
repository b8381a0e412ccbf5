"""The jobs: each calls services, and can be run twice without harm."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event
from uuid import UUID

from foodlink.clients.solver import ChildSolver, Solver, SolverStopped
from foodlink.clock import machine_now, now
from foodlink.database.engine import Sessions
from foodlink.database.territory_lock import TerritoryBusy, territory_lock
from foodlink.services.clean_up import clean_up as tidy
from foodlink.services.replan_day import close_batch, solve_and_publish
from foodlink.services.replan_day import replan_day as plan_again

__all__ = ["SolverStopped", "TerritoryBusy", "Work"]


@dataclass(frozen=True)
class Work:
    """What the jobs work with: the database, the solver with its travel engine, and word that the worker is to stop."""

    sessions: Sessions
    stopping: Event = field(default_factory=Event)
    travel: tuple[str, Path] | None = None

    @property
    def solver(self) -> Solver:
        return ChildSolver(stop=self.stopping.is_set, travel=self.travel)

    def tick_territory(self, territory: str) -> None:
        """1. Expire what is past. 2. Finish plans that were left unfinished. 3. Where something waits: plan, publish."""
        with territory_lock(self.sessions, territory, stop=self.stopping.is_set):
            close_batch(self.sessions, territory, solver=self.solver, now=now)

    def replan_day(self, territory: str, day: str) -> None:
        """Plan the rest of a day again, because something in it changed."""
        with territory_lock(self.sessions, territory, stop=self.stopping.is_set):
            plan_again(self.sessions, territory, date.fromisoformat(day), solver=self.solver, now=now)

    def solve_plan(self, plan_id: str, territory: str) -> None:
        """Solve a plan that a coordinator asked for."""
        with territory_lock(self.sessions, territory, stop=self.stopping.is_set):
            solve_and_publish(self.sessions, UUID(plan_id), solver=self.solver, now=now)

    def clean_up(self) -> None:
        """Forget what was kept for a while."""
        with self.sessions() as session:
            tidy(session, machine_at=machine_now())
