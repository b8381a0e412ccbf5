"""`Idempotency-Key`: a view that creates something is marked `@once`, beneath its arguments, and is answered once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, g, request

from foodlink.api.answers import answer
from foodlink.api.authentication import current_actor
from foodlink.api.request_session import IDEMPOTENCY_KEY, current_session
from foodlink.api.strict_json import read_json
from foodlink.clock import machine_now
from foodlink.domain.errors import Invalid
from foodlink.services.answer_once import Asked, first_answer, keep_answer

_LONGEST_KEY = 200
_KEPT_HEADERS = ("Location", "ETag")
_Arguments = ParamSpec("_Arguments")


def once(view: Callable[_Arguments, Response]) -> Callable[_Arguments, Response]:
    """Give the first answer again to the same key, path and body; refuse the key for another body, or while it runs.

    The view's services commit as ever: those commits become part of one transaction that also keeps the answer.
    """

    @wraps(view)
    def answered(*args: _Arguments.args, **options: _Arguments.kwargs) -> Response:
        key = request.headers.get(IDEMPOTENCY_KEY)
        if key is None:
            return view(*args, **options)
        if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
            raise Invalid({IDEMPOTENCY_KEY: [f"Must be 1 to {_LONGEST_KEY} printable characters."]})
        asked = Asked(current_actor().account_id, key, request.path, _body_digest())
        kept = first_answer(current_session(), asked, at=machine_now())
        if kept is not None:
            return answer(kept.body, kept.status, **kept.headers)
        given = view(*args, **options)
        if given.status_code < 300:
            headers = {name: given.headers[name] for name in _KEPT_HEADERS if name in given.headers}
            keep_answer(
                g.joined,
                asked,
                status=given.status_code,
                headers=headers,
                body=given.get_json(),
                at=machine_now(),
            )
        return given

    return answered


def _body_digest() -> bytes:
    raw = request.get_data(cache=True)
    read = read_json(raw) if raw.strip() else None
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).digest()
