"""Problems (RFC 9457) that are answered before Flask is asked, in the shape of the API's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from foodlink.server.asgi import Send

Headers = Sequence[tuple[bytes, bytes]]


async def send_problem(
    send: Send, status: int, detail: str, *, errors: dict[str, list[str]] | None = None, headers: Headers = ()
) -> None:
    """Answer with a problem; `errors` names the faults of a 422 by their path."""
    problem: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    problem["detail"] = detail
    if errors is not None:
        problem["errors"] = errors
    body = json.dumps(problem, ensure_ascii=False).encode()
    own = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*own, *headers]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
