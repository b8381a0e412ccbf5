"""What `foodlink serve` does before anything is served, and says once it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from config.settings import Settings
from foodlink import clock
from foodlink.database.engine import Sessions, make_sessions
from foodlink.local_time import PARIS
from foodlink.queries.demonstration import has_accounts, has_public_sign_ins, is_demonstration
from foodlink.server.listening import guard_demonstration
from foodlink.server.morning import prepare_morning
from foodlink.server.part import service

Say = Callable[[str], object]

_NO_LONGER = (
    "Accounts were added to the demonstration, so its clock is the machine's. Its sign-ins still work; "
    "a fresh FOODLINK_HOME begins a new one."
)


@contextmanager
def prepared(settings: Settings, *, demonstration: bool) -> Iterator[Sessions]:
    """The database up, current, and with the morning of a demonstration where one is wanted; the service's clock set.

    Raises what forbids to serve it.
    """
    start = partial(prepare_morning, settings=settings, at=clock.machine_now()) if demonstration else None
    with service(settings, start=start) as engine:
        sessions = make_sessions(engine)
        with sessions() as session:
            guard_demonstration(session, settings)
        engine.dispose()
        yield sessions


def say_where(settings: Settings, sessions: Sessions, say: Say) -> None:
    """Tell the operator where it is served, and how to sign in."""
    from foodlink.demo.sign_ins import PASSWORD, emails  # long to load; by now it is served

    say(f"FoodLink: {settings.public_url}")
    with sessions() as session:
        if not has_accounts(session):
            say("Nobody can sign in yet: `foodlink account add EMAIL --role admin` makes the first account.")
        if not is_demonstration(session):
            if has_public_sign_ins(session):
                say(_NO_LONGER)
            return
    if clock.shift():
        say(f"A demonstration: its clock shows {clock.now().astimezone(PARIS):%A %d %B %Y, %H:%M}.")
    say(f"Sign in with the password {PASSWORD} as: {', '.join(emails())}")
    say("Ctrl-C stops all of it.")
