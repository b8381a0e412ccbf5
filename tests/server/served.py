"""A real server on loopback, in a thread of the test's own process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import httpx

from config.settings import Settings
from foodlink.app import create_app
from foodlink.clock import machine_now
from foodlink.database.connect import libpq_url
from foodlink.database.engine import Sessions
from foodlink.domain.account import AccessToken, Account, digest_of
from foodlink.server.listening import bind
from foodlink.server.web import Server, make_root, make_server


@dataclass(frozen=True)
class Served:
    """A server that answers at `url`, on the database of `sessions`."""

    url: str
    sessions: Sessions
    server: Server

    def client(self, token: str | None = None) -> httpx.Client:
        """A client that signs in by a token."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20, trust_env=False)


@contextmanager
def served(sessions: Sessions, **environment: str) -> Iterator[Served]:
    """Serve the whole application; it is ended cleanly, and the end is waited for."""
    env = {"PORT": "0", "FOODLINK_GEOCODER": "off", "FOODLINK_PASSWORD_PROFILE": "cheap", "FOODLINK_WEB_THREADS": "4"}
    settings = Settings.from_env(env | environment)
    engine = sessions.kw["bind"]
    assert libpq_url(engine)
    root = make_root(create_app(settings, sessions), settings, engine=engine, sessions=sessions)
    server = make_server(root, settings)
    with bind(settings) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.01)
            yield Served(url, sessions, server)
        finally:
            server.should_exit = True
            thread.join()


def a_token(sessions: Sessions, account: Account) -> str:
    """A token of that account, as signing in gives it."""
    token = f"token-of-{account.id}"
    lasts = timedelta(hours=1)
    with sessions() as session:
        row = AccessToken(
            digest=digest_of(token),
            account_id=account.id,
            created_at=machine_now(),
            expires_at=machine_now() + lasts,
        )
        session.add(row)
        session.commit()
    return token
