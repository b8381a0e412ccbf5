"""A worker process: procrastinate runs the jobs; what its own machinery does not do is done here.

A job whose worker was killed is taken up again once that worker's heartbeat is old; a worker that hears nothing of the
database any more ends itself, so that whoever looks after it starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from sqlalchemy import Engine

from config.settings import Settings
from foodlink.clients.solver import compiling_ahead
from foodlink.database import job_engine
from foodlink.database.connect import libpq_url, open_database
from foodlink.database.engine import make_sessions
from workers.jobs import SolverStopped, TerritoryBusy, Work

_log = logging.getLogger(__name__)

AT_ONCE = 2
HEARTBEAT_S = 5.0
DEAD_AFTER_S = 20.0
SWEEP_EVERY_S = 5.0
SWEEP_LIMIT_S = 15.0
DEAF_AFTER_S = 90.0
GIVEN_TO_END_S = 10.0
_SWEEP_LOCK = 4_407_012


def run(settings: Settings) -> None:
    """Do jobs until a signal ends this process."""
    engine = open_database(settings, pool_size=AT_ONCE * 2)
    try:
        sessions = job_engine.install(make_sessions(engine))
        work = Work(sessions, travel=(settings.travel, settings.travel_cache))
        with compiling_ahead():
            asyncio.run(_do_jobs(engine, work))
    finally:
        engine.dispose()


def app_of(engine: Engine, work: Work) -> App:
    """The job engine with our jobs by their names."""
    connector = PsycopgConnector(
        conninfo=libpq_url(engine),
        min_size=1,
        max_size=4,
        kwargs={
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 20_000,
            "application_name": "foodlink jobs",
        },
    )
    app = App(connector=connector)
    again = RetryStrategy(wait=2, retry_exceptions={TerritoryBusy, SolverStopped})
    for job in (work.tick_territory, work.replan_day, work.solve_plan, work.clean_up):
        app.task(name=job.__name__, queue=job_engine.QUEUE, retry=again)(job)
    return app


async def _do_jobs(engine: Engine, work: Work) -> None:
    app = app_of(engine, work)
    heard = [time.monotonic()]
    watchdog = threading.Thread(target=_end_when_deaf, args=(heard, work.stopping), daemon=True)
    async with app.open_async():
        running = asyncio.current_task()
        assert running is not None
        with _until_a_signal(running, work.stopping), contextlib.suppress(asyncio.CancelledError):
            watchdog.start()
            sweeping = asyncio.create_task(_sweep_for_ever(app, heard))
            try:
                await app.run_worker_async(
                    queues=[job_engine.QUEUE],
                    concurrency=AT_ONCE,
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_S,
                    stalled_worker_timeout=DEAD_AFTER_S,
                    fetch_job_polling_interval=1.0,
                    shutdown_graceful_timeout=GIVEN_TO_END_S,
                )
            finally:
                sweeping.cancel()


@contextlib.contextmanager
def _until_a_signal(running: asyncio.Task[None], stopping: threading.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def end() -> None:
        stopping.set()
        running.cancel()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


async def _sweep_for_ever(app: App, heard: list[float]) -> None:
    while True:
        try:
            await asyncio.wait_for(take_up_again(app), timeout=SWEEP_LIMIT_S)
            heard[0] = time.monotonic()
        except (ConnectorException, TimeoutError, OSError) as error:
            _log.warning("could not look for jobs of lost workers: %s", error)
        await asyncio.sleep(SWEEP_EVERY_S)


async def take_up_again(app: App) -> int:
    """Put the jobs of workers that are gone back into the queue; how many.

    One that waits there already under the same key is enough: the lost one then ends.
    """
    manager = app.job_manager
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_S))
    for job in stalled:
        _log.warning("taking up again %s: its worker is gone", job.call_string)
        await _retry(app, job)
    await manager.prune_stalled_workers(DEAD_AFTER_S)
    return len(stalled)


async def _retry(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
    except UniqueViolation:
        with contextlib.suppress(ConnectorException):
            await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    except ConnectorException as error:
        # Another worker was quicker: it is no longer being done.
        _log.info("not taken up again: %s (%s)", job.call_string, error)


def _end_when_deaf(heard: list[float], stopping: threading.Event) -> None:
    """A half-open connection can hold a worker for ever: better dead, and started again, than alive and deaf."""
    while not stopping.wait(SWEEP_EVERY_S):
        if time.monotonic() - heard[0] > DEAF_AFTER_S:
            _log.critical("no word of the database for %s s: this worker ends", DEAF_AFTER_S)
            os._exit(1)
