"""A form that asks why, and needs an answer."""

from __future__ import annotations

from marshmallow import Schema

from foodlink.schemas.fields import Text


class ReasonSchema(Schema):
    reason = Text(500, required=True)
