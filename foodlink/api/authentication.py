"""Who asks: by a bearer token, or by the session of the pages, which serves GET under /api/v1 from the same origin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, g, request

from foodlink.api.request_session import current_session
from foodlink.clock import machine_now
from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import NotSignedIn
from foodlink.queries.accounts import Asker, asker_of_token

SESSION_COOKIE = "foodlink_session"
"""The cookie of the pages: it carries an access token; HttpOnly, SameSite=Lax."""
_PREFIX = "/api/v1/"
_SAFE = ("GET", "HEAD")
_OWN_ORIGIN = ("same-origin", "none", None)

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


def public(view: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """Mark a view under /api/v1 that needs no token."""
    view.public = True  # type: ignore[attr-defined] # a mark on a function
    return view


def allowed(*roles: Role) -> Callable[[Callable[_Arguments, _Answer]], Callable[_Arguments, _Answer]]:
    """Refuse, before the body is read, whose role never has this call; an admin may what a coordinator may."""

    def decorate(view: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
        @wraps(view)
        def guarded(*args: _Arguments.args, **options: _Arguments.kwargs) -> _Answer:
            current_actor().must_be(*roles)
            return view(*args, **options)

        return guarded

    return decorate


def current_actor() -> Actor:
    """Who asks. Raises NotSignedIn."""
    asker: Asker | None = g.get("asker")
    if asker is None:
        token = _token()
        asker = asker_of_token(current_session(), token, at=machine_now()) if token else None
        if asker is None:
            raise NotSignedIn()
        g.asker = asker
    return asker.actor


def current_account() -> Account:
    """The account that is signed in, with its organisation. Raises NotSignedIn."""
    account = current_session().get(Account, current_actor().account_id)
    if account is None:
        raise NotSignedIn()
    return account


def cookie_token() -> str | None:
    """The token that the pages' session carries."""
    return request.cookies.get(SESSION_COOKIE) or None


def _token() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        return token.strip() if scheme.lower() == "bearer" else None
    own = request.headers.get("Sec-Fetch-Site") in _OWN_ORIGIN
    return cookie_token() if own and request.method in _SAFE else None


def _guard(app: Flask) -> None:
    if not request.path.startswith(_PREFIX) or request.endpoint is None or request.method == "OPTIONS":
        return
    view = app.view_functions[request.endpoint]
    if not getattr(view, "public", False):
        current_actor()


def install(app: Flask) -> None:
    """Ask for a token before each call under /api/v1 that is not marked public."""
    app.before_request(lambda: _guard(app))
