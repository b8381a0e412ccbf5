"""Asking for a plan and solving it: one at a time for a day, taken again wherever it was left, never half kept."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.clients.solver import Report, SolverFailed, SolverStopped, WarmSolver
from foodlink.database.engine import Sessions
from foodlink.domain.errors import Invalid
from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.plan import Plan
from foodlink.planning.snapshot import place_key
from foodlink.queries.plans import plan_view
from foodlink.services.request_plan import request_plan
from foodlink.services.solve_plan import solve_plan
from tests import builders
from tests.people import People
from tests.planning.a_day import DAY, TheDay, later, the_day


def _bread(session: Session, people: People) -> None:
    builders.an_offer(session, people.bakery, by=people.alice, lots=[builders.a_lot(kg=20)])


class _Interrupted:
    """A solver during whose work something happens; then it solves as ever, or raises."""

    def __init__(self, happens: Any) -> None:
        self._happens = happens

    def solve(self, problem: dict[str, Any], *, time_limit_s: float, report: Report | None = None) -> dict[str, Any]:
        self._happens()
        return WarmSolver(iterations=10).solve(problem, time_limit_s=time_limit_s, report=report)


def _ask(day: TheDay, *, local: date = DAY) -> Plan:
    with day.sessions() as session:
        return request_plan(session, "44", local, time_limit_s=5, by=day.dora, at=later(0))


def _plan(day: TheDay, plan: Plan) -> Plan:
    with day.sessions() as session:
        return session.get_one(Plan, plan.id)


def test_two_who_ask_at_once_for_one_day_get_the_same_plan(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)
    plans: list[Plan] = []

    askers = [Thread(target=lambda: plans.append(_ask(day))) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert len({plan.id for plan in plans}) == 1
    with fresh_sessions() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 1


def test_a_day_that_is_over_cannot_be_planned(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)

    with pytest.raises(Invalid) as refusal:
        _ask(day, local=DAY - timedelta(days=1))
    assert list(refusal.value.errors) == ["date"]


def test_while_it_is_solved_its_standing_is_told(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)
    plan = _ask(day)
    seen: list[dict[str, Any] | None] = []

    solve_plan(
        fresh_sessions,
        plan.id,
        solver=_Interrupted(lambda: seen.append(_plan(day, plan).progress)),
        now=lambda: later(0),
    )

    assert seen == [{"elapsed_s": 0.0, "served_kg": 0.0, "unserved_kg": 20.0}]
    assert (_plan(day, plan).progress or {})["served_kg"] == 20.0


def test_what_a_road_engine_did_not_tell_is_kept_with_the_plan_and_its_places_are_named(
    fresh_sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    day = the_day(fresh_sessions, _bread)
    people, plan = day.people, _ask(day)
    told = [
        {
            "kind": "off_map",
            "engine": "osrm:http://roads.example",
            "drives": 4,
            "asked": 6,
            "places": [place_key(people.bakery.id, 47.2, -1.5), f"start:{people.charlie.id}", f"start:{uuid4()}"],
            "detail": "",
            "said": "osrm:http://roads.example has no map",
        }
    ]

    class Short(WarmSolver):
        def solve(
            self, problem: dict[str, Any], *, time_limit_s: float, report: Report | None = None
        ) -> dict[str, Any]:
            answer = super().solve(problem, time_limit_s=time_limit_s, report=report)
            return answer | {"stats": answer["stats"] | {"travel": told}}

    solve_plan(fresh_sessions, plan.id, solver=Short(iterations=5), now=lambda: later(0))

    with fresh_sessions() as session:
        (shown,) = plan_view(session, session.get_one(Plan, plan.id)).shortfalls
    assert (shown.kind, shown.drives, shown.asked) == ("off_map", 4, 6)
    assert shown.places == sorted([people.bakery.name, people.charlie.name])
    assert "has no map" in caplog.text


def test_a_plan_whose_solver_fails_fails_with_the_reason_and_the_day_can_be_planned_again(
    fresh_sessions: Sessions,
) -> None:
    day = the_day(fresh_sessions, _bread)
    plan = _ask(day)

    def fails() -> None:
        raise SolverFailed("The solver's process ended without a plan.")

    failed = solve_plan(fresh_sessions, plan.id, solver=_Interrupted(fails), now=lambda: later(0))

    assert (failed.status, failed.error) == (PlanStatus.FAILED, "The solver's process ended without a plan.")
    assert day.solve().status is PlanStatus.READY


def test_a_plan_whose_worker_is_told_to_end_is_queued_again(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)
    plan = _ask(day)

    def stops() -> None:
        raise SolverStopped()

    with pytest.raises(SolverStopped):
        solve_plan(fresh_sessions, plan.id, solver=_Interrupted(stops), now=lambda: later(0))

    assert _plan(day, plan).status is PlanStatus.QUEUED
    assert solve_plan(fresh_sessions, plan.id, solver=day.solver, now=lambda: later(1)).status is PlanStatus.READY


def test_a_worker_that_was_given_up_for_dead_writes_nothing_more(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)
    plan = _ask(day)

    def another_takes_it() -> None:
        solve_plan(fresh_sessions, plan.id, solver=day.solver, now=lambda: later(1))

    solve_plan(fresh_sessions, plan.id, solver=_Interrupted(another_takes_it), now=lambda: later(0))

    kept = _plan(day, plan)
    assert (kept.status, kept.attempt, kept.solved_at) == (PlanStatus.READY, 2, later(1))


def test_a_plan_that_is_solved_is_not_solved_again(fresh_sessions: Sessions) -> None:
    day = the_day(fresh_sessions, _bread)
    plan = day.solve()

    again = solve_plan(fresh_sessions, plan.id, solver=day.solver, now=lambda: later(1))

    assert (again.status, again.attempt) == (PlanStatus.READY, 1)
