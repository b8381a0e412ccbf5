"""A territory's day in a database of the test's own, and the few moves that planning tests make in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from foodlink.clients.solver import Solver, WarmSolver
from foodlink.database.engine import Sessions
from foodlink.domain.actor import Actor
from foodlink.domain.handover import ReportedEvent, ResultStatus
from foodlink.domain.plan import Plan
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.routes import whole_route
from foodlink.services.accept_route import accept_route
from foodlink.services.publish_plan import publish_plan
from foodlink.services.report_events import report_events
from foodlink.services.request_plan import request_plan
from foodlink.services.solve_plan import solve_plan
from tests.builders import MORNING
from tests.people import People, the_people

DAY: date = local_day(MORNING)


@dataclass
class TheDay:
    """Sessions, the cast, and Dora, who plans."""

    sessions: Sessions
    people: People
    solver: Solver

    @property
    def dora(self) -> Actor:
        return Actor.of(self.people.dora)

    def solve(self, *, at: datetime = MORNING, day: date = DAY) -> Plan:
        """A plan asked for by Dora, solved."""
        with self.sessions() as session:
            plan = request_plan(session, "44", day, time_limit_s=5, by=self.dora, at=at)
        return solve_plan(self.sessions, plan.id, solver=self.solver, now=lambda: at)

    def publish(self, plan_id: UUID, *, at: datetime = MORNING, partly: bool = False) -> Plan:
        with self.sessions() as session:
            return publish_plan(session, plan_id, by=self.dora, at=at, partly=partly)

    def plan(self, *, at: datetime = MORNING, day: date = DAY) -> Plan:
        """A plan asked for, solved and published."""
        return self.publish(self.solve(at=at, day=day).id, at=at)

    def accept(self, route: Route, *, at: datetime) -> None:
        """Charlie accepts a route."""
        with self.sessions() as session:
            accept_route(session, route.id, by=Actor.of(self.people.charlie), at=at)

    def report(self, route: Route, *events: ReportedEvent) -> None:
        """Charlie's phone reports, each event as it happens."""
        for event in events:
            with self.sessions() as session:
                by, at = Actor.of(self.people.charlie), event.at
                [result] = report_events(session, route.id, events=[event], by=by, at=at).results
            assert result.status is ResultStatus.ACCEPTED

    def routes(self) -> list[Route]:
        """All routes with their stops, the oldest first."""
        with self.sessions() as session:
            return list(session.scalars(select(Route).options(*whole_route()).order_by(Route.id)).unique())


def the_day(sessions: Sessions, furnish: Callable[..., None] | None = None, *, iterations: int = 60) -> TheDay:
    """The cast in a database, and what `furnish(session, people)` adds to it."""
    with sessions() as session:
        people = the_people(session)
        if furnish is not None:
            furnish(session, people)
        session.commit()
    return TheDay(sessions, people, WarmSolver(iterations=iterations))


def later(minutes: float) -> datetime:
    """So many minutes after the morning began."""
    return MORNING + timedelta(minutes=minutes)
