"""Writing answers: JSON in UTF-8, an ETag on what stands alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, request
from marshmallow import Schema
from werkzeug.exceptions import PreconditionRequired
from werkzeug.http import unquote_etag

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def answer(body: Any, status: int = 200, **headers: str) -> Response:
    """An answer with a body that is plain data; underscores in header names stand for hyphens."""
    return _answer(_write(body).encode(), status, headers)


def nothing() -> Response:
    """Done, and there is nothing to say (204)."""
    given = Response(status=204)
    del given.headers["Content-Type"]
    return given


def single(schema: Schema, subject: object, status: int = 200, **headers: str) -> Response:
    """An answer with one resource and its ETag; 304 where the caller has it already."""
    raw = _write(schema.dump(subject)).encode()
    headers["ETag"] = f'"{_digest(raw)}"'
    given = _answer(raw, status, headers)
    if request.method == "GET" and request.headers.get("If-None-Match"):
        given.make_conditional(request)
    return given


def etag_of(schema: Schema, subject: object) -> str:
    """The ETag, without its quotes, that `single` gives to a resource as it is now."""
    return _digest(_write(schema.dump(subject)).encode())


def unchanged(schema: Schema) -> Callable[[object], bool]:
    """Whether a resource is still what `If-Match` names: a test for the service to apply under its lock.

    Raises PreconditionRequired (428) where the header is missing. `*` matches whatever is there.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired()
    wanted = {unquote_etag(part.strip())[0] for part in given.split(",")}
    return lambda subject: given.strip() == "*" or etag_of(schema, subject) in wanted


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:24]


def _answer(raw: bytes, status: int, headers: dict[str, str]) -> Response:
    given = Response(raw, status, mimetype="application/json")
    for name, value in headers.items():
        given.headers[name.replace("_", "-")] = value
    return given
