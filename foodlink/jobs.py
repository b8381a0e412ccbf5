"""Asking for work: a job is put into the database by the transaction of the change that asks for it.

Services call `ask`; the session's commit hands the jobs to the engine (`foodlink.database.job_engine`), or, in a simulation,
to whoever plays the workers. A job that is already waiting under the same `unless_waiting` is not asked for twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

ASKED = "jobs_asked_for"
DEFER = "defer_jobs"


@dataclass(frozen=True)
class Job:
    """A job by its name in `workers/jobs.py`, with its arguments.

    `lock`: jobs with the same one never run at once. `unless_waiting`: at most one job with it waits.
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    lock: str | None = None
    unless_waiting: str | None = None


Defer = Callable[[Session, list[Job]], None]


def ask(session: Session, job: Job) -> None:
    """Ask for a job; it exists once the session's transaction is committed, and never otherwise."""
    asked: list[Job] = session.info.setdefault(ASKED, [])
    if job.unless_waiting is None or all(other.unless_waiting != job.unless_waiting for other in asked):
        asked.append(job)


def ask_for_replan(session: Session, territory: str, day: str) -> None:
    """Ask that the rest of a territory's day (`YYYY-MM-DD`) be planned again; what is done or under way stays."""
    key = f"{territory}:{day}"
    ask(
        session,
        Job(
            "replan_day",
            {"territory": territory, "day": day},
            lock=f"territory:{territory}",
            unless_waiting=f"replan:{key}",
        ),
    )


@event.listens_for(Session, "before_commit", insert=True)
def _hand_over(session: Session) -> None:
    """Give the jobs to whoever takes them, before the log's events are written, which come last of all."""
    asked = session.info.pop(ASKED, [])
    defer: Defer | None = session.info.get(DEFER)
    if asked and defer is not None:
        defer(session, asked)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    """What was asked for by a transaction that is rolled back is not asked for."""
    if not previous.nested:
        session.info.pop(ASKED, None)
