"""Jobs on PostgreSQL (procrastinate): put there by the transaction of the change that asks for them."""

from __future__ import annotations

from typing import Any

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.database.engine import Sessions

QUEUE = "default"
_TRIES = 5

# Only ever used on connections that are handed in, so its own pool is never opened.
_deferrer = App(connector=SyncPsycopgConnector())

_WAITING = text("select id from procrastinate_jobs where queueing_lock = :key and status = 'todo' for update")


def install(sessions: Sessions) -> Sessions:
    """Let the jobs that these sessions' services ask for be put into the database by their commits."""
    sessions.configure(info={**(sessions.kw.get("info") or {}), jobs.DEFER: defer})
    return sessions


def defer(session: Session, asked: list[jobs.Job]) -> None:
    """Put jobs into the session's transaction; one that waits already under the same key is left to wait for it.

    In the order of their keys, so that two transactions never wait for each other in a circle.
    """
    for job in sorted(asked, key=lambda one: one.unless_waiting or ""):
        _defer_one(session.connection(), job)


def _defer_one(connection: Connection, job: jobs.Job) -> None:
    for _ in range(_TRIES):
        if _enqueued(connection, job):
            return
        # Held until this transaction ends, the waiting job cannot start before it, and so will see what it changes.
        if connection.execute(_WAITING, {"key": job.unless_waiting}).first() is not None:
            return
    raise RuntimeError(f"the job {job.name} could neither be put into the queue nor found there")


def _enqueued(connection: Connection, job: jobs.Job) -> bool:
    """Whether the job is in the queue now; False where one waits under its key, which undoes nothing else."""
    driver: Any = connection.connection.driver_connection
    savepoint = connection.begin_nested()
    try:
        _deferrer.configure_task(
            job.name, queue=QUEUE, lock=job.lock, queueing_lock=job.unless_waiting, connection=driver
        ).defer(**job.arguments)
    except AlreadyEnqueued:
        savepoint.rollback()
        return False
    savepoint.commit()
    return True
