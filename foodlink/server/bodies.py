"""Request bodies, read whole and bounded on the event loop before a thread is taken: a slow sender holds up nobody."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from foodlink.server.asgi import Message, Receive, Scope, header

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 1 << 20
"""1 MiB: what the contract refuses is larger."""
PATIENCE_S = 30.0
_BODY = "foodlink.body"


class BodyTooLarge(Exception):
    """The body is larger than 1 MiB."""


class BodyTooSlow(Exception):
    """The body did not arrive within half a minute."""


class Disconnected(Exception):
    """The sender went away before the body was whole."""


async def whole_body(scope: Scope, receive: Receive) -> bytes:
    """Read the request's body. Raises BodyTooLarge, at once where its length is announced, BodyTooSlow, Disconnected."""
    length = header(scope, b"content-length")
    chunked = header(scope, b"transfer-encoding") is not None
    if not chunked and length in (None, "0"):
        return b""
    if length is not None and length.isdigit() and int(length) > LARGEST:
        raise BodyTooLarge
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _gathered(receive)
    except TimeoutError as error:
        raise BodyTooSlow from error


async def _gathered(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        body += message.get("body", b"")
        if len(body) > LARGEST:
            raise BodyTooLarge
        if not message.get("more_body", False):
            return bytes(body)


def with_body(scope: Scope, body: bytes) -> tuple[Scope, Receive]:
    """The request with its body at hand, its length told: WSGI knows no chunked bodies."""
    framing = (b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name not in framing]
    if body:
        headers.append((b"content-length", str(len(body)).encode()))

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    # WSGI knows ASCII addresses alone; what was sent raw is written as a client should have.
    query = b"".join(bytes([byte]) if byte < 128 else b"%%%02X" % byte for byte in scope["query_string"])
    return {**scope, "headers": headers, "query_string": query, _BODY: body}, receive


class BodyAtHand:
    """Hands the body to a WSGI application as it lies there; asking the event loop for it costs two turns of threads."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"] = io.BytesIO(environ["asgi.scope"][_BODY])
        return self._app(environ, start_response)
