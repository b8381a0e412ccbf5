"""What every long-running process does first: the database up and current, the service's clock adopted, its presence shown."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from config.settings import Settings
from foodlink import clock
from foodlink.database import running
from foodlink.database.connect import make_current, open_database
from foodlink.database.engine import Sessions, make_sessions
from foodlink.database.use import in_use
from foodlink.server.signals import end_in_peace, end_on_signals
from foodlink.services.keep_clock import adopted_clock, begin_clock

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
Start = Callable[[Sessions], datetime | None]


@contextmanager
def service(settings: Settings, *, start: Start | None = None, supervised: bool = False) -> Iterator[Engine]:
    """Run a part of the service, on an engine of its own, until it ends or is told to.

    The first process of a service decides the clock: it shows what `start` returns, FOODLINK_CLOCK unless told. Others adopt
    that, and so does, always, a part that a supervisor started.
    """
    _log_to_stderr(settings)
    end_on_signals()
    with in_use(settings):
        engine = open_database(settings)
        try:
            if not supervised:
                make_current(engine, settings)
            with running.starting(engine) as presence:
                sessions = make_sessions(engine)
                begins = presence.first and not supervised
                chosen = start(sessions) if begins and start is not None else settings.clock
                with sessions() as session:
                    shift = (
                        begin_clock(session, chosen, at=clock.machine_now())
                        if begins
                        else adopted_clock(session, settings.clock)
                    )
                clock.set_shift(shift)
                presence.started()
                yield engine
        finally:
            end_in_peace()
            engine.dispose()


def _log_to_stderr(settings: Settings) -> None:
    logging.basicConfig(level=settings.log_level.upper(), format=_FORMAT, stream=sys.stderr)
    for chatty in ("alembic", "apscheduler", "procrastinate", "uvicorn"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
