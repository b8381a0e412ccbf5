"""One session for each request, opened when it is first needed and closed at the end; what nobody committed is rolled back."""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.clients.road_lines import RoadLines
from foodlink.database.engine import Sessions
from foodlink.database.joined import JoinedTransaction
from foodlink.services.find_place import PlaceFinder
from foodlink.services.passwords import Passwords

IDEMPOTENCY_KEY = "Idempotency-Key"


class Wiring(NamedTuple):
    """What the application was made with: `app.extensions["foodlink"]`."""

    settings: Settings
    sessions: Sessions


def wiring() -> Wiring:
    """What this application was made with."""
    return cast(Wiring, current_app.extensions["foodlink"])


def passwords() -> Passwords:
    """How this application checks passwords."""
    return cast(Passwords, current_app.extensions["foodlink_passwords"])


def place_finder() -> PlaceFinder:
    """How this application finds places."""
    return cast(PlaceFinder, current_app.extensions["foodlink_places"])


def road_lines() -> RoadLines:
    """How this application draws routes along the roads."""
    return cast(RoadLines, current_app.extensions["foodlink_lines"])


def current_session() -> Session:
    """The request's session. Where an answer is to be kept, its commits stay within one outer transaction."""
    session: Session | None = g.get("session")
    if session is None:
        if request.method == "POST" and IDEMPOTENCY_KEY in request.headers:
            g.joined = JoinedTransaction(wiring().sessions)
            session = g.joined.session
        else:
            session = wiring().sessions()
        g.session = session
    return session


def close_session(_error: BaseException | None) -> None:
    """Give the request's connection back."""
    session: Session | None = g.pop("session", None)
    joined: JoinedTransaction | None = g.pop("joined", None)
    if session is not None:
        session.close()
    if joined is not None:
        joined.close()


def install(app: Flask) -> None:
    """Close the session of each request at its end."""
    app.teardown_request(close_session)
