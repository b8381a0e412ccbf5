"""Reading JSON strictly: UTF-8, each name once, not nested without end. What is no number (NaN) its field refuses."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from foodlink.domain.errors import Invalid

BODY = "body"
DEEPEST = 32


class _Twice:
    """Stands for the value of a name that was given twice."""


def read_json(raw: bytes) -> Any:
    """The value that `raw` spells. Raises Invalid, naming the field where there is one."""
    twice: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        read = dict(pairs)
        if len(read) < len(pairs):
            times = Counter(name for name, _value in pairs)
            read |= {name: _Twice() for name, given in times.items() if given > 1}
            twice.append("")
        return read

    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=members)
    except RecursionError as error:
        raise Invalid({BODY: ["Nested too deeply."]}) from error
    except ValueError as error:
        raise Invalid({BODY: [f"Not JSON in UTF-8: {error}."]}) from error
    if _depth_exceeds(value, DEEPEST):
        raise Invalid({BODY: ["Nested too deeply."]})
    if twice:
        raise Invalid({".".join(path): ["Given twice."] for path in _paths_of_twice(value, ())})
    return value


def _depth_exceeds(value: Any, deepest: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    children = value.values() if isinstance(value, dict) else value
    return deepest == 0 or any(_depth_exceeds(child, deepest - 1) for child in children)


def _paths_of_twice(value: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:
    if isinstance(value, _Twice):
        return [path]
    if isinstance(value, dict):
        return [found for name, child in value.items() for found in _paths_of_twice(child, (*path, name))]
    if isinstance(value, list):
        return [found for place, child in enumerate(value) for found in _paths_of_twice(child, (*path, str(place)))]
    return []
