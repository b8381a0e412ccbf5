"""All of the service on one machine: what `foodlink serve` prepares, starts, and says."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from config.settings import Settings
from foodlink import clock
from foodlink.database.connect import others_use_it
from foodlink.database.engine import Sessions, make_sessions
from foodlink.demo.sign_ins import PASSWORD, emails
from foodlink.local_time import PARIS
from foodlink.queries.demonstration import has_accounts, is_demonstration
from foodlink.server.listening import bind, guard_demonstration, listening_at
from foodlink.server.morning import prepare_morning
from foodlink.server.part import service
from foodlink.server.supervisor import Part, Supervisor, answers

Say = Callable[[str], object]
_PATIENCE_S = 10.0


def run_machine(settings: Settings, *, demonstration: bool, say: Say) -> None:
    """Run web, scheduler and one worker until a signal ends this process. `say` prints a line.

    `demonstration` prepares the morning of one (`morning.py`). Raises what keeps it from starting, before anything listens.
    """
    patience_s = _PATIENCE_S if others_use_it(settings) else 0.0  # parts of a killed service may still be ending
    with bind(settings, patience_s=patience_s) as listening:
        settings = listening_at(settings, host=None, port=listening.getsockname()[1])
        start = partial(prepare_morning, settings=settings, at=clock.machine_now()) if demonstration else None
        with service(settings, start=start) as engine:
            sessions = make_sessions(engine)
            with sessions() as session:
                guard_demonstration(session, settings)
            listening.listen(2048)
            engine.dispose()
            Supervisor(_parts(settings, listening.fileno())).run(
                ready=partial(answers, settings.host, settings.port),
                when_ready=partial(_say_where, settings, sessions, say),
            )


def _parts(settings: Settings, listening: int) -> list[Part]:
    where = [f"--host={settings.host}", f"--port={settings.port}", f"--listen-fd={listening}"]
    return [
        Part("web", _command("web", *where), files=(listening,)),
        Part("scheduler", _command("scheduler")),
        Part("worker", _command("worker")),
    ]


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "foodlink", *arguments]


def _say_where(settings: Settings, sessions: Sessions, say: Say) -> None:
    say(f"FoodLink: {settings.public_url}")
    with sessions() as session:
        if not has_accounts(session):
            say("Nobody can sign in yet: `foodlink account add EMAIL --role admin` makes the first account.")
        if not is_demonstration(session):
            return
    if clock.shift():
        say(f"A demonstration: its clock shows {clock.now().astimezone(PARIS):%A %d %B %Y, %H:%M}.")
    say(f"Sign in with the password {PASSWORD} as: {', '.join(emails())}")
    say("Ctrl-C stops all of it.")
