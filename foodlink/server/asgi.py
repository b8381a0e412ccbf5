"""The words of ASGI (version 3) that the root and the stream use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that name (lower case), None where there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1").strip()
    return None


def header_names(scope: Scope) -> set[bytes]:
    """The names of the request's headers, in lower case."""
    return {bytes(key) for key, _ in scope["headers"]}
