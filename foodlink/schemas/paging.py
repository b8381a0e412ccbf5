"""What every list takes and gives."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from foodlink.schemas.fields import Text, WholeInQuery

MOST_ITEMS = 200


class PageQuerySchema(Schema):
    """Which part of a list."""

    limit = WholeInQuery(1, MOST_ITEMS, load_default=50)
    cursor = Text(2000, load_default=None)


def page_of(item: type[Schema], name: str) -> type[Schema]:
    """The shape of a list of these: `items`, and a cursor to what comes `next`, null at the end."""
    shape: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next": fields.String(allow_none=True, required=True),
    }
    return Schema.from_dict(shape, name=name)
