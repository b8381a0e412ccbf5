"""How much a request may send, and what every answer tells browsers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_BODY = 1024 * 1024
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), payment=()"),
)
_NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_DATA_HEADERS = (*_HEADERS, ("Content-Security-Policy", _NOTHING_LOADS))
_API_HEADERS = (("Cache-Control", "private, no-cache"), ("Vary", "Authorization, Cookie"))


class ReadChunkedBodies:
    """Tells the framework that a body in chunks ends by itself, which the servers that we run under see to."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            environ["wsgi.input_terminated"] = True
        return self._app(environ, start_response)


def _protect(given: Response) -> Response:
    wanted = _HEADERS if given.mimetype == "text/html" else _DATA_HEADERS
    if request.path.startswith("/api/v1/"):
        wanted = (*wanted, *_API_HEADERS)
    said = {name.lower() for name, _value in given.headers}
    for name, value in wanted:
        if name.lower() not in said:
            given.headers.add(name, value)
    return given


def install(app: Flask) -> None:
    """Bound bodies and protect answers."""
    # One more than is allowed: of a body in chunks the framework reads no more than this, and does not tell.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.wsgi_app = ReadChunkedBodies(app.wsgi_app)  # type: ignore[method-assign] # Flask's documented way to wrap
    app.after_request(_protect)
