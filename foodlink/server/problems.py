"""Problems (RFC 9457) that are answered before Flask is asked: the API's own answers, sent through ASGI."""

from __future__ import annotations

from flask import Response

from foodlink.server.asgi import Send


async def send_answer(send: Send, answer: Response, *, close: bool = False) -> None:
    """Send a whole answer; `close` ends the connection, of which something unread is left."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if close:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": answer.get_data(), "more_body": False})
