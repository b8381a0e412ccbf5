"""Workers do what was asked for, and what a killed one had begun is done by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, undefer

from foodlink.clock import now
from foodlink.database import job_engine
from foodlink.database.engine import Sessions
from foodlink.domain.event import Event
from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import ReservationLine
from foodlink.local_time import local_day
from foodlink.services.request_plan import request_plan
from tests import builders
from tests.people import People, the_people
from tests.routing.osrm_server import an_osrm_server
from tests.server.processes import using
from tests.workers.processes import a_process, kill, wait_until


def _furnish(sessions: Sessions, *, offers: int = 1) -> People:
    """The cast, and bread for three days, so that tomorrow can be planned at whatever hour the test runs."""
    with sessions() as session:
        people = the_people(session)
        for _ in range(offers):
            builders.an_offer(session, people.bakery, by=people.alice, at=now(), lasts=timedelta(days=3))
        session.commit()
    return people


def _ask(sessions: Sessions, people: People, *, time_limit_s: int = 2) -> Plan:
    with job_engine.install(sessions)() as session:
        at = now()
        day = local_day(at + timedelta(days=1))
        return request_plan(session, "44", day, time_limit_s=time_limit_s, by=people.actor("dora"), at=at)


def _caught_solving(sessions: Sessions, plan: Plan, then: Callable[[], None]) -> bool:
    """Do `then` while the plan is being solved; its row is held meanwhile, so that nothing can be stored of it."""
    with sessions() as session:
        held = session.get_one(Plan, plan.id, with_for_update=True)
        if held.status is not PlanStatus.SOLVING:
            return False
        then()
        return True


def _status(sessions: Sessions, plan: Plan) -> PlanStatus:
    with sessions() as session:
        return session.get_one(Plan, plan.id).status


def _jobs(session: Session) -> list[str]:
    return list(session.scalars(text("select status::text from procrastinate_jobs order by id")))


def test_a_plan_that_was_asked_for_is_solved_by_a_worker(fresh_sessions: Sessions, fresh_url: str) -> None:
    people = _furnish(fresh_sessions)
    plan = _ask(fresh_sessions, people)

    with a_process("worker", fresh_url):
        wait_until(lambda: _status(fresh_sessions, plan) is PlanStatus.READY, "the plan is ready")


def test_a_worker_plans_with_the_travel_engine_of_its_settings(
    fresh_sessions: Sessions, fresh_url: str, tmp_path: Path
) -> None:
    plan = _ask(fresh_sessions, _furnish(fresh_sessions))
    with an_osrm_server() as osrm:
        engine = {"FOODLINK_TRAVEL": f"osrm:{osrm.address}", "FOODLINK_HOME": str(tmp_path / "home")}
        with a_process("worker", fresh_url, **engine):
            wait_until(lambda: _status(fresh_sessions, plan) is PlanStatus.READY, "the plan is ready")
        assert osrm.tables
    assert (tmp_path / "home" / "drives.sqlite3").is_file()
    with fresh_sessions() as session:
        proposal = session.get_one(Plan, plan.id, options=[undefer(Plan.proposal)]).proposal
    assert proposal is not None
    assert "travel" not in proposal["stats"]


def test_a_worker_compiles_the_search_ahead_and_that_ends_with_it(fresh_url: str, tmp_path: Path) -> None:
    with a_process("worker", fresh_url, NUMBA_CACHE_DIR=str(tmp_path)):
        wait_until(lambda: any(tmp_path.rglob("*.nbc")), "the first kernel is compiled")
    assert using(tmp_path) == set()


def test_a_plan_whose_worker_was_killed_while_it_solved_is_solved_by_the_next(
    fresh_sessions: Sessions, fresh_url: str
) -> None:
    people = _furnish(fresh_sessions)
    plan = _ask(fresh_sessions, people, time_limit_s=120)

    with a_process("worker", fresh_url) as worker:
        wait_until(lambda: _caught_solving(fresh_sessions, plan, lambda: kill(worker)), "it is killed while it solves")
    with fresh_sessions() as session:
        session.get_one(Plan, plan.id).time_limit_s = 2
        session.commit()
    with a_process("worker", fresh_url):
        wait_until(lambda: _status(fresh_sessions, plan) is PlanStatus.READY, "another worker solved it")

    with fresh_sessions() as session:
        assert session.get_one(Plan, plan.id).attempt == 2
        assert session.scalar(select(func.count()).select_from(ReservationLine)) == 0
        solved = session.scalars(select(Event.new).where(Event.subject_id == plan.id).order_by(Event.id)).all()
        assert solved == ["solving", "queued", "solving", "ready"]


def test_a_worker_that_is_told_to_end_gives_back_what_it_solves(fresh_sessions: Sessions, fresh_url: str) -> None:
    people = _furnish(fresh_sessions, offers=60)
    plan = _ask(fresh_sessions, people, time_limit_s=120)

    with a_process("worker", fresh_url) as worker:
        wait_until(lambda: _caught_solving(fresh_sessions, plan, worker.terminate), "it is told to end while it solves")
        assert worker.wait(60) == 0

    assert _status(fresh_sessions, plan) is PlanStatus.QUEUED
    with fresh_sessions() as session:
        assert _jobs(session) == ["todo"]
