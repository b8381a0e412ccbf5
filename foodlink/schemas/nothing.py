"""The body of a call that takes none: whatever is sent in it is refused by its name."""

from __future__ import annotations

from marshmallow import Schema


class NothingSchema(Schema):
    """No fields."""
