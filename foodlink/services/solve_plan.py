"""Solving a plan: read the day, let everything go, solve, and keep the answer if the plan is still ours."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from foodlink.clients.solver import Report, Solver, SolverFailed, SolverStopped
from foodlink.database.engine import Sessions
from foodlink.domain.errors import NotFound
from foodlink.domain.lifecycle import PENDING_PLANS, PlanStatus
from foodlink.domain.plan import Plan
from foodlink.local_time import local_day
from foodlink.planning.cargo import Posed
from foodlink.planning.proposal import proposal_from, summary_of
from foodlink.planning.snapshot import Snapshot
from foodlink.queries.planning import snapshot
from foodlink.routing_bridge import plan_of
from foodlink.routing_bridge.reasons import SENTENCES

_log = logging.getLogger(__name__)

_TELL_EVERY_S = 1.0
_LEAST_S = 1.0


def solve_plan(sessions: Sessions, plan_id: UUID, *, solver: Solver, now: Callable[[], datetime]) -> Plan:
    """Solve a plan that is queued, or whose worker died while solving it; any other is left as it is.

    Nothing is open in the database while the solver runs. The attempt that began last is the one that counts: a worker
    that was given up for dead writes nothing more. Where the solver fails the plan fails, with the reason. Raises
    SolverStopped, with the plan queued again, where the worker is to end.
    """
    at, began = now(), time.monotonic()
    plan, ours = _claim(sessions, plan_id, at=at)
    if not ours:
        return plan
    attempt = plan.attempt
    if plan.day < local_day(at):
        return _fail(sessions, plan_id, attempt, "This day is over.", at=at)
    try:
        proposal = _propose(sessions, plan, solver, at=at, ends=began + plan.time_limit_s)
    except SolverStopped:
        _give_back(sessions, plan_id, attempt, at=now())
        raise
    except SolverFailed as failure:
        _log.warning("plan %s was not solved: %s", plan_id, failure)
        return _fail(sessions, plan_id, attempt, str(failure), at=now())
    except Exception:
        _log.exception("plan %s could not be made", plan_id)
        return _fail(sessions, plan_id, attempt, "The plan could not be made; the log says why.", at=now())
    return _keep(sessions, plan_id, attempt, proposal, at=now())


def _propose(sessions: Sessions, plan: Plan, solver: Solver, *, at: datetime, ends: float) -> dict[str, Any]:
    """What the solver makes of the day by `ends`, on the machine's steady clock."""

    def solve(posed: Posed) -> dict[str, Any]:
        report = _reporter(sessions, plan.id, plan.attempt, posed)
        report({"elapsed_s": 0.0, "served_share": 0.0})
        return solver.solve(posed.problem, time_limit_s=max(_LEAST_S, ends - time.monotonic()), report=report)

    posed, answer = plan_of(_read_day(sessions, plan, at=at), solve)
    for shortfall in answer["stats"].get("travel", []):
        _log.warning("plan %s: %s", plan.id, shortfall["said"])
    return proposal_from(posed, answer, SENTENCES)


def _claim(sessions: Sessions, plan_id: UUID, *, at: datetime) -> tuple[Plan, bool]:
    """Take the plan, whoever had it before; False where it is solved or has ended."""
    with sessions() as session:
        plan = _known(session, plan_id, locked=True)
        if plan.status not in PENDING_PLANS:
            return plan, False
        if plan.status is PlanStatus.SOLVING:
            plan.move_to(PlanStatus.QUEUED, at=at, by=None, reason="its worker was lost")
        plan.move_to(PlanStatus.SOLVING, at=at, by=None)
        plan.attempt += 1
        plan.started_at, plan.progress = at, None
        session.commit()
        return plan, True


def _read_day(sessions: Sessions, plan: Plan, *, at: datetime) -> Snapshot:
    """The day as one snapshot of the database; nothing stays open."""
    with sessions() as session:
        if isinstance(session.get_bind(), Engine):
            # A connection that is lent is in a transaction already, whose isolation is its owner's.
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return snapshot(session, plan.territory, plan.day, at=at)


def _reporter(sessions: Sessions, plan_id: UUID, attempt: int, posed: Posed) -> Report:
    """Writes how it stands about every second, each time in a short transaction of its own."""
    whole_kg = sum(cargo.quantity_g for cargo in posed.cargo) / 1000
    left_kg = sum(each.cargo.quantity_g for each in posed.left_out) / 1000
    told = [float("-inf")]

    def report(standing: dict[str, float]) -> None:
        if time.monotonic() - told[0] < _TELL_EVERY_S:
            return
        told[0] = time.monotonic()
        served_kg = round(whole_kg * standing["served_share"], 3)
        progress = {
            "elapsed_s": standing["elapsed_s"],
            "served_kg": served_kg,
            "unserved_kg": round(whole_kg - served_kg + left_kg, 3),
        }
        with sessions() as session:
            session.execute(update(Plan).where(*_ours(plan_id, attempt)).values(progress=progress))
            session.commit()

    return report


def _ours(plan_id: UUID, attempt: int) -> tuple[Any, ...]:
    return Plan.id == plan_id, Plan.attempt == attempt, Plan.status == PlanStatus.SOLVING


def _known(session: Session, plan_id: UUID, *, locked: bool = False) -> Plan:
    plan = session.get(Plan, plan_id, with_for_update=locked or None)
    if plan is None:
        raise NotFound()
    return plan


def _keep(sessions: Sessions, plan_id: UUID, attempt: int, proposal: dict[str, Any], *, at: datetime) -> Plan:
    with sessions() as session:
        plan = _known(session, plan_id, locked=True)
        if plan.attempt != attempt or plan.status is not PlanStatus.SOLVING:
            session.rollback()
            return plan
        plan.proposal, plan.summary = proposal, summary_of(proposal)
        plan.based_on, plan.solved_at = proposal["based_on"], at
        plan.progress = _end_of(plan.progress, proposal)
        plan.move_to(PlanStatus.READY, at=at, by=None)
        session.commit()
        return plan


def _end_of(progress: dict[str, Any] | None, proposal: dict[str, Any]) -> dict[str, Any]:
    """The last standing, with the kilos that the proposal truly has."""
    unserved = sum(each["quantity_g"] for each in proposal["unassigned"])
    return {
        "elapsed_s": proposal["stats"].get("solve_s") or (progress or {}).get("elapsed_s", 0.0),
        "served_kg": sum(cargo["quantity_g"] for cargo in proposal["cargo"].values()) / 1000,
        "unserved_kg": unserved / 1000,
    }


def _give_back(sessions: Sessions, plan_id: UUID, attempt: int, *, at: datetime) -> None:
    """Queue the plan again: its worker ends before it is solved."""
    with sessions() as session:
        plan = _known(session, plan_id, locked=True)
        if plan.attempt == attempt and plan.status is PlanStatus.SOLVING:
            plan.move_to(PlanStatus.QUEUED, at=at, by=None, reason="its worker ended")
            session.commit()


def _fail(sessions: Sessions, plan_id: UUID, attempt: int, error: str, *, at: datetime) -> Plan:
    with sessions() as session:
        plan = _known(session, plan_id, locked=True)
        if plan.attempt == attempt and plan.status is PlanStatus.SOLVING:
            plan.error = error[:500]
            plan.move_to(PlanStatus.FAILED, at=at, by=None, reason=plan.error)
            session.commit()
        return plan
