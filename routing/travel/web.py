"""JSON from a road engine over HTTP: bounded in bytes and time, asked again where that may help."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from routing.travel.trouble import EngineAway, TooLarge

MOST_BYTES = 64 * 1024 * 1024
"""A question of 10,000 drives is answered by some 200 kB."""
AGENT = "foodlink-routing"
_TOO_LARGE = (413, 414, 431)


@dataclass(frozen=True)
class Web:
    """One engine's address.

    `timeout_s` bounds a request, first byte to last; one that fails by time, connection, 429 or an error of the server (5xx)
    is made up to `tries` times, with a pause of `backoff_s`, doubled each time, or of what `Retry-After` asks for.
    """

    address: str
    timeout_s: float = 10.0
    tries: int = 3
    backoff_s: float = 0.25

    def ask(self, path: str, *, deadline: float, body: dict[str, Any] | None = None) -> Any:
        """The document that is answered, also to a refusal (4xx); POST where there is a body.

        Raises TooLarge where the server says so of the request itself, and EngineAway where no document is to be had before
        the deadline (of the monotonic clock).
        """
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        request = Request(self.address + path, data, {"User-Agent": AGENT, "Content-Type": "application/json"})
        pause_s = self.backoff_s
        for left in range(self.tries - 1, -1, -1):
            try:
                return self._document(request, deadline)
            except _TryAgain as trouble:
                wait_s = pause_s if trouble.after_s is None else trouble.after_s
                if not left or time.monotonic() + wait_s >= deadline:
                    raise EngineAway(str(trouble)) from trouble
            time.sleep(wait_s)
            pause_s *= 2
        raise AssertionError("tries is at least 1")

    def _document(self, request: Request, deadline: float) -> Any:
        ends = min(time.monotonic() + self.timeout_s, deadline)
        status, headers, body = _fetched(request, ends)
        if status in _TOO_LARGE:
            raise TooLarge(f"HTTP {status}")
        if status == 429 or status >= 500:
            raise _TryAgain(f"HTTP {status}", after_s=_seconds(headers.get("Retry-After")))
        try:
            return json.loads(body, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise EngineAway(f"HTTP {status} without JSON") from error


class _TryAgain(Exception):
    def __init__(self, reason: str, *, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


def is_address(text: str) -> bool:
    """Whether this is where a service may be: http(s)://HOST[:PORT][/PATH], and nothing that would be a secret or a query."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and not any(mark in text for mark in " ?#@")
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


class _AsItIs(HTTPErrorProcessor):
    """Gives every answer as it came: a refusal has a document too, and an engine that moved is to be configured anew."""

    def http_response(self, request: Request, response: Any) -> Any:
        del request
        return response

    https_response = http_response


_opener = build_opener(_AsItIs)


def _fetched(request: Request, ends: float) -> tuple[int, Message, bytes]:
    """Status, headers and body; urllib's own time-out would start anew with every byte."""
    try:
        with _opener.open(request, timeout=max(0.001, ends - time.monotonic())) as answer:
            return answer.status, answer.headers, _read(answer, ends)
    except TimeoutError as error:
        raise _TryAgain("no answer in time") from error
    except (OSError, HTTPException, ValueError) as error:
        raise _TryAgain(_reason(error)) from error


def _reason(error: Exception) -> str:
    """In words: what urllib wraps says more than its wrapping."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    return str(getattr(cause, "strerror", None) or cause or type(cause).__name__)[:200]


def _read(answer: Any, ends: float) -> bytes:
    body = bytearray()
    while chunk := answer.read1(65_536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise EngineAway("its answer has no end")
        if time.monotonic() > ends:
            raise TimeoutError
    return bytes(body)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds; a date, which it may be too, is left to our own pause."""
    return float(retry_after) if retry_after is not None and retry_after.isdecimal() else None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")
