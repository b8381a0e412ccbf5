"""Who reads the page: the session cookie carries an access token of the same kind as the API's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from config.settings import Settings
from foodlink import clock
from foodlink.domain.account import Account
from foodlink.domain.actor import Actor
from foodlink.queries.accounts import account_of_token
from foodlink.services.find_place import PlaceFinder
from foodlink.services.passwords import Passwords
from foodlink.services.sign_in import TOKEN_LASTS, SignedIn

SESSION_COOKIE = "foodlink_session"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in reader, with the account as it is in the request's session."""

    actor: Actor
    account: Account
    token: str


def settings() -> Settings:
    """The service's settings."""
    configured: Settings = current_app.extensions["foodlink"].settings
    return configured


def db() -> Session:
    """The request's session of the database, closed when the request is over."""
    if "pages_session" not in g:
        g.pages_session = current_app.extensions["foodlink"].sessions()
    session: Session = g.pages_session
    return session


def undo() -> None:
    """Take back what the request has not committed: what it was refused, and what broke, is neither shown nor kept."""
    session: Session | None = g.get("pages_session")
    if session is not None:
        session.rollback()


def passwords() -> Passwords:
    """How this service checks passwords."""
    checker: Passwords = current_app.extensions["foodlink_passwords"]
    return checker


def place_finder() -> PlaceFinder:
    """How this service finds places."""
    finder: PlaceFinder = current_app.extensions["foodlink_places"]
    return finder


def visitor() -> Visitor | None:
    """Who is signed in, None where nobody is or the sign-in is over."""
    if "pages_visitor" not in g:
        g.pages_visitor = _visitor_of(request.cookies.get(SESSION_COOKIE, ""))
    known: Visitor | None = g.pages_visitor
    return known


def actor() -> Actor:
    """Who is signed in, on a page that only signed-in people reach."""
    known = visitor()
    if known is None:
        raise RuntimeError("this page has let in somebody who is not signed in")
    return known.actor


def let_in(response: Response, signed_in: SignedIn) -> None:
    """Give the browser the session cookie: unreadable for scripts, and not sent along by other sites' forms."""
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        max_age=int(TOKEN_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def let_out(response: Response) -> None:
    """Take the session cookie back."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)


def add_visitors(app: Flask) -> None:
    """Close each request's session when it is over."""

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        session = g.pop("pages_session", None)
        if session is not None:
            session.close()


def _visitor_of(token: str) -> Visitor | None:
    if not token:
        return None
    account = account_of_token(db(), token, at=clock.machine_now())
    return None if account is None else Visitor(Actor.of(account), account, token)
