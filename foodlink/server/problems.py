"""Problems (RFC 9457) that are answered before Flask is asked: the API's own answers, sent through ASGI."""

from __future__ import annotations

import asyncio

from flask import Flask, Response
from werkzeug.test import EnvironBuilder

from foodlink.server.asgi import Scope, Send


async def refuse(app: Flask, scope: Scope, send: Send, *, answer: Response) -> None:
    """Refuse a request whose body was not read to its end, and end the connection: to a program as the problem that it
    is, to the reader of a page as a page, with the headers of all other answers."""
    await send_answer(send, await asyncio.to_thread(_finished, app, scope, answer), close=True)


async def send_answer(send: Send, answer: Response, *, close: bool = False) -> None:
    """Send a whole answer; `close` ends the connection, of which something unread is left."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.get_data(), "more_body": False})


def _finished(app: Flask, scope: Scope, answer: Response) -> Response:
    """The answer after all that the application does to its own, with the request's address and headers but no body."""
    of_body = (b"content-length", b"content-type", b"transfer-encoding", b"expect")
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"] if name not in of_body
    ]
    request = EnvironBuilder(scope["path"], method=scope["method"], headers=headers)
    try:
        with app.request_context(request.get_environ()):
            return app.process_response(answer)
    finally:
        request.close()
