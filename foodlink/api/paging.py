"""Lists by pages. A cursor holds the keys of the last item that was shown, and the digest of the query that it belongs to."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import Response, request

from foodlink.api.answers import answer
from foodlink.api.authentication import current_actor
from foodlink.domain.errors import Invalid

_Row = TypeVar("_Row")
Key = tuple[Any, ...]


def after(cursor: str | None, *kinds: Callable[[Any], Any]) -> Key | None:
    """The keys after which the page begins, each read by its kind (`datetime.fromisoformat`, `UUID`, `int`).

    Raises Invalid for a cursor that is broken or of another query.
    """
    if cursor is None:
        return None
    try:
        digest, keys = json.loads(b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
        if digest != _query_digest(keys) or len(keys) != len(kinds):
            raise ValueError(cursor)
        return tuple(kind(key) for kind, key in zip(kinds, keys, strict=True))
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise Invalid({"cursor": ["This cursor is broken, or of another query."]}) from error


def page(
    rows: Sequence[_Row], limit: int, *, key: Callable[[_Row], Key], body: Callable[[_Row], dict[str, Any]]
) -> Response:
    """The answer with at most `limit` rows of those, one more than asked for tells that there is a next page."""
    shown = rows[:limit]
    following = None
    if len(rows) > limit:
        keys = [_plain(part) for part in key(shown[-1])]
        following = urlsafe_b64encode(json.dumps([_query_digest(keys), keys]).encode()).decode()
    return answer({"items": [body(row) for row in shown], "next": following})


def _plain(part: Any) -> Any:
    if part is None or isinstance(part, int | str):
        return part
    return part.isoformat() if hasattr(part, "isoformat") else str(part)


def _query_digest(keys: Any) -> str:
    """Of who asks, the path, the filters and the keys themselves, so that none can be swapped by accident."""
    asker = str(current_actor().account_id)
    filters = sorted((name, value) for name, value in request.args.items(multi=True) if name not in ("cursor", "limit"))
    return hashlib.sha256(json.dumps([asker, request.path, filters, keys]).encode()).hexdigest()[:16]
