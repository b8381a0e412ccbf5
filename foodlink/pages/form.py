"""What was typed into a form: read with the same shapes as the API, and shown again as it was where it is refused.

A field's name is the path by which an error names it (`lots.0.quantity_kg`), so that each error finds its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import MultiDict

from foodlink.domain.errors import Conflict, Invalid, NotFound
from foodlink.pages.csrf import FIELD
from foodlink.pages.told import told
from foodlink.pages.visitor import db

_NUMBERS = frozenset(
    [
        "quantity_kg",
        "crates",
        "lat",
        "lon",
        "capacity_kg",
        "chilled_crates",
        "frozen_crates",
        "max_stops",
        "max_duration_s",
        "temperature_c",
        "weekday",
        "time_limit_s",
        "batch_every_min",
        "solve_limit_s",
        "use_by_lead_h",
        "chilled_on_board_min",
        "frozen_on_board_min",
    ]
)
_DEEPEST = 6


class Form:
    """The values of a form and what is wrong with them, in the reader's language."""

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values: MultiDict[str, str] = MultiDict(values or {})
        self.errors: dict[str, list[str]] = {}

    @classmethod
    def sent(cls) -> Form:
        """The form that this request sends."""
        return cls(request.form)

    def text(self, name: str) -> str:
        """What was typed into a field, without the blanks around it."""
        return self.values.get(name, "").strip()

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with a field; an empty name means the form as a whole."""
        self.errors.setdefault(name, []).append(message)

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn what a schema or a service refuses into errors beside the fields; nothing of it stays in the database."""
        try:
            yield
        except ValidationError as error:
            self._refuse_all(_flat(error.messages))
        except Invalid as error:
            self._refuse_all(error.errors)
        except (Conflict, NotFound) as error:
            self._refuse_all({"": [error.message]})

    def document(self) -> dict[str, Any]:
        """What was typed as a document: dots nest, numbered parts make lists, blanks are left out, `12,5` is a number."""
        nested: dict[str, Any] = {}
        for name, values in self.values.lists():
            filled = [value.strip() for value in values if value.strip()]
            if name != FIELD and filled:
                _put(
                    nested,
                    name.removesuffix("[]").split("."),
                    filled if name.endswith("[]") else _typed(name, filled[0]),
                )
        listed: dict[str, Any] = _lists(nested)
        return listed

    def renumber(self, name: str, kept: Sequence[int]) -> None:
        """Name the errors of a list by the numbers in the form, of which the document `kept` these."""
        self.errors = {_renumbered(path, name, kept): messages for path, messages in self.errors.items()}

    def _refuse_all(self, errors: Mapping[str, list[str]]) -> None:
        db().rollback()
        for name, messages in errors.items():
            for message in messages:
                self.refuse(name, told(message))


def load(schema: Schema, document: Mapping[str, Any]) -> Any:
    """What the schema makes of a document; raises marshmallow's ValidationError."""
    return schema.load(document)


def number(typed: str) -> int | float | str:
    """A number as people type it, with a comma or a point; the text itself where it is none."""
    plain = typed.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError:
        return typed


def _renumbered(path: str, name: str, kept: Sequence[int]) -> str:
    first, *rest = path.split(".")
    if first != name or not rest or not rest[0].isdigit() or int(rest[0]) >= len(kept):
        return path
    return ".".join([first, str(kept[int(rest[0])]), *rest[1:]])


def _typed(name: str, value: str) -> int | float | str:
    return number(value) if name.rsplit(".", 1)[-1] in _NUMBERS else value


def _put(nested: dict[str, Any], path: list[str], value: Any) -> None:
    """Put a value where its path says; names that no form of ours has (too deep, both a value and a part) are passed over."""
    if len(path) > _DEEPEST:
        return
    for part in path[:-1]:
        below = nested.setdefault(part, {})
        if not isinstance(below, dict):
            return
        nested = below
    nested.setdefault(path[-1], value)


def _lists(node: Any) -> Any:
    """Dictionaries whose keys are all numbers become lists, in the order of the numbers."""
    if not isinstance(node, dict):
        return node
    if node and all(_is_number(key) for key in node):
        return [_lists(node[key]) for key in sorted(node, key=int)]
    return {key: _lists(value) for key, value in node.items()}


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) < 4


def _flat(messages: Any, path: str = "") -> dict[str, list[str]]:
    if isinstance(messages, list):
        return {"" if path == "_schema" else path.removesuffix("._schema"): [str(message) for message in messages]}
    flat: dict[str, list[str]] = {}
    for key, below in messages.items():
        flat |= _flat(below, f"{path}.{key}" if path else str(key))
    return flat
