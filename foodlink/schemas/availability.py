"""What one event of the stream tells."""

from __future__ import annotations

from marshmallow import Schema, fields

from foodlink.domain.lifecycle import OfferStatus
from foodlink.schemas.fields import Identifier, Kilograms, Moment
from foodlink.schemas.offers import OfferSchema


class LeftSchema(Schema):
    id = Identifier(required=True)
    left_kg = Kilograms(required=True)


class AvailabilitySchema(Schema):
    """The `data` of `offer.opened`, `offer.changed`, `offer.reserved` and `offer.closed`; `offer` in the first two alone."""

    offer_id = Identifier(required=True)
    status = fields.Enum(OfferStatus, by_value=True, required=True)
    at = Moment(required=True)
    lots = fields.List(fields.Nested(LeftSchema), required=True)
    offer = fields.Nested(OfferSchema, allow_none=True, required=True)
