"""The scheduler process: APScheduler is the clock, and one process at a time is it; the others wait to take over.

A tick only asks for jobs (`foodlink.services.tick`), in one short transaction with the note of when it happened.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from foodlink.clock import machine_now
from foodlink.database import job_engine
from foodlink.database.connect import open_database
from foodlink.database.engine import Sessions, make_sessions
from foodlink.services.tick import tick
from workers.schedule import SCHEDULE, Scheduled

_log = logging.getLogger(__name__)

_LEADER = 4_407_013
LOOK_EVERY_S = 2.0
TICK_EVERY_S = 2.0


def run(settings: Settings) -> None:
    """Be the clock, or wait to become it, until a signal raises SystemExit in this thread."""
    engine = open_database(settings, pool_size=3)
    try:
        keep_time(engine, batch_minutes=settings.batch_minutes, stopping=threading.Event())
    finally:
        engine.dispose()


def keep_time(engine: Engine, *, batch_minutes: int, stopping: threading.Event) -> None:
    """Tick while this process is the leader; wait while another is; end once `stopping` is set."""
    sessions = job_engine.install(make_sessions(engine))
    while not stopping.is_set():
        with contextlib.suppress(SQLAlchemyError), _leadership(engine) as connection:
            if connection is not None:
                _lead(connection, sessions, batch_minutes=batch_minutes, stopping=stopping)
        stopping.wait(LOOK_EVERY_S)


@contextlib.contextmanager
def _leadership(engine: Engine) -> Iterator[Connection | None]:
    """The connection that holds the leader's lock, None where another process has it; it goes with the connection."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        leads = connection.scalar(text("select pg_try_advisory_lock(:lock)"), {"lock": _LEADER})
        try:
            yield connection if leads else None
        finally:
            # Not given back to the pool with the lock still on it.
            connection.invalidate()


def _lead(connection: Connection, sessions: Sessions, *, batch_minutes: int, stopping: threading.Event) -> None:
    clock = BackgroundScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for scheduled in SCHEDULE:
        clock.add_job(
            ask_for,
            "interval",
            args=(sessions, scheduled),
            kwargs={"batch_minutes": batch_minutes},
            seconds=TICK_EVERY_S,
            next_run_time=datetime.now(UTC),
        )
    _log.info("this process is the clock")
    clock.start()
    try:
        while not stopping.wait(LOOK_EVERY_S):
            connection.execute(text("select 1"))
    finally:
        clock.shutdown(wait=True)


def ask_for(sessions: Sessions, scheduled: Scheduled, *, batch_minutes: int) -> None:
    """Ask for one job of the table where it is due; a database that is away for a moment is asked again at the next tick."""
    try:
        with sessions() as session:
            asked = tick(
                session,
                scheduled.job,
                every=scheduled.every,
                batch_minutes=batch_minutes,
                machine_at=machine_now(),
            )
    except SQLAlchemyError as error:
        _log.warning("could not ask for %s: %s", scheduled.job, error)
        return
    for name in asked:
        _log.info("asked for %s", name)
