"""FoodLink's own policy: a batch every so many minutes, planned, solved and published by the services, driven as planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from config.tables import table
from foodlink.clients.solver import Solver
from foodlink.domain.errors import Conflict
from foodlink.domain.lifecycle import ACTIVE_ROUTES, CarryStatus, PlanStatus, RouteStatus
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Carry
from foodlink.domain.route import Route
from foodlink.local_time import local_moment
from foodlink.services.accept_route import accept_route
from foodlink.services.replan_day import close_batch, replan_day
from foodlink.simulate.day_off import take_day_off
from foodlink.simulate.driving import Driving
from foodlink.simulate.offers import note_offers
from foodlink.simulate.reports import Reports
from foodlink.simulate.stage import Stage, Volunteer

_REPLANNED_AFTER = timedelta(minutes=1)
"""A worker takes up what was asked for within a minute."""
_EVENING = time(21, 30)


@dataclass
class Batches:
    """The policy on one stage; `solver` is warm and bounded by iterations."""

    stage: Stage
    reports: Reports
    solver: Solver
    driving: Driving = field(init=False)
    replan_noted: bool = False

    def __post_init__(self) -> None:
        self.driving = Driving(
            self.stage,
            self.reports,
            freed=self._freed,
            missing=self._missing,
            broken=self._take_off,
            patience=timedelta(seconds=table("routing")["notice"]["aboard_s"]),
        )

    def note_day(self) -> None:
        """Put the day on the agenda."""
        self.replan_noted = False
        note_offers(self.stage, claimed=_nothing_claimed)
        for volunteer in self.stage.volunteers.values():
            if volunteer.fate.broken_at is not None:
                self.stage.agenda.note(volunteer.fate.broken_at, partial(self.driving.break_down, volunteer))

    def tick(self, at: datetime) -> None:
        """What the clock does: food that is past expires, and the day is planned where something waits."""
        if self._stays(close_batch(self.stage.sessions, self.stage.territory, solver=self.solver, now=lambda: at), at):
            self._tell_drivers(at)

    def asked(self, at: datetime) -> None:
        """A service has asked that the day be planned again."""
        if not self.replan_noted and at < local_moment(self.stage.day, _EVENING):
            self.replan_noted = True
            self.stage.agenda.note(at + _REPLANNED_AFTER, self._replan)

    def _replan(self, at: datetime) -> None:
        self.replan_noted = False
        stage = self.stage
        plan = replan_day(stage.sessions, stage.territory, stage.day, solver=self.solver, now=lambda: at)
        if self._stays(plan, at):
            self._tell_drivers(at)

    def _stays(self, plan: Plan | None, at: datetime) -> bool:
        """Whether there is a plan; one that could not be solved or published would make the figures mean nothing."""
        if plan is not None and plan.status is not PlanStatus.PUBLISHED:
            raise RuntimeError(f"the plan of {at.isoformat()} is {plan.status}: {plan.error}")
        return plan is not None

    def _tell_drivers(self, at: datetime) -> None:
        """Each driver of a route answers it at once, and sets out in time."""
        stage = self.stage
        with stage.sessions() as session:
            routes = session.execute(
                select(Route.id, Route.driver_id, Route.status)
                .where(Route.territory == stage.territory, Route.day == stage.day, Route.status.in_(ACTIVE_ROUTES))
                .order_by(Route.id)
            ).all()
        for route_id, driver_id, status in routes:
            volunteer = stage.volunteers[driver_id]
            volunteer.route_id = route_id
            if status is RouteStatus.PROPOSED:
                self._answer(volunteer, route_id, at)
            self.driving.consider(volunteer, at)

    def _answer(self, volunteer: Volunteer, route_id: UUID, at: datetime) -> None:
        stage = self.stage
        if volunteer.fate.declines:
            volunteer.out = True
            take_day_off(stage, volunteer, at=at)
            return
        with stage.sessions() as session:
            try:
                accept_route(session, route_id, by=stage.as_driver(volunteer), at=at)
            except Conflict:
                return  # it was taken back at the same moment

    def _freed(self, volunteer: Volunteer, _at: datetime) -> None:
        """Who is home again waits for the next plan, with what may still be handed on in the vehicle."""
        with self.stage.sessions() as session:
            aboard = (
                select(Carry.lot_id)
                .join(Route, Route.id == Carry.route_id)
                .where(
                    Carry.status == CarryStatus.ON_BOARD,
                    Route.driver_id == volunteer.id,
                    Route.day == self.stage.day,
                )
            )
            volunteer.aboard.keep(session.scalars(aboard))

    def _missing(self, volunteer: Volunteer, at: datetime) -> None:
        """Somebody who does not come is noticed, and taken off the day; the rest is planned again."""
        noticed = at + timedelta(minutes=float(table("demonstration")["volunteers"]["noticed_min"]))
        self.stage.agenda.note(noticed, partial(self._take_off, volunteer))

    def _take_off(self, volunteer: Volunteer, at: datetime) -> None:
        take_day_off(self.stage, volunteer, at=at)


def _nothing_claimed(_reservation_id: UUID, _at: datetime) -> None:
    """A claim waits for the next batch."""
