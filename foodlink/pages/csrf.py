"""Forms that only our own pages can send: each carries a token bound to the browser's session.

The token is an HMAC of a fixed word under a secret that only the browser's cookies hold: the session's token or, before
anybody is signed in, a cookie drawn by chance. Another site can make the browser send the cookies, but cannot read them.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from flask import Flask, Response, g, request

from foodlink.pages.visitor import SESSION_COOKIE

FORM_COOKIE = "foodlink_form"
FIELD = "csrf"
HEADER = "X-CSRF-Token"


def csrf_token() -> str:
    """The token for the forms of this page."""
    return _token_of(_secret())


def is_ours() -> bool:
    """Whether the request was sent by a form, or a script, of our own pages."""
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    secret = request.cookies.get(SESSION_COOKIE) or request.cookies.get(FORM_COOKIE)
    return secret is not None and hmac.compare_digest(_token_of(secret).encode(), sent.encode())


def add_csrf(app: Flask) -> None:
    """Keep the cookie that a page without a session drew for its forms."""
    app.jinja_env.globals["csrf_token"] = csrf_token

    @app.after_request
    def _keep(response: Response) -> Response:
        drawn = g.get("pages_form_secret")
        if drawn is not None:
            response.set_cookie(FORM_COOKIE, drawn, httponly=True, samesite="Lax", secure=request.is_secure)
        return response


def _secret() -> str:
    known = request.cookies.get(SESSION_COOKIE) or request.cookies.get(FORM_COOKIE)
    if known:
        return known
    if "pages_form_secret" not in g:
        g.pages_form_secret = secrets.token_urlsafe(24)
    drawn: str = g.pages_form_secret
    return drawn


def _token_of(secret: str) -> str:
    return hmac.new(secret.encode(), b"foodlink forms", sha256).hexdigest()
