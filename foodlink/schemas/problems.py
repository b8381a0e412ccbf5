"""The one shape of errors: RFC 9457."""

from __future__ import annotations

from marshmallow import Schema, fields


class ProblemSchema(Schema):
    """What went wrong; a 422 names each field by its path, as `lots.0.quantity_kg`."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
