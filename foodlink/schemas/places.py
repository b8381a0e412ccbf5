"""Where something is, outside."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from foodlink.domain.draft import Pickup
from foodlink.schemas.fields import Text, latitude, longitude


class PlaceDraftSchema(Schema):
    """`lat` and `lon` (WGS 84), or an `address` alone, which is geocoded, or all three."""

    lat = latitude()
    lon = longitude()
    address = Text(300)

    @validates_schema
    def _complete(self, place: dict[str, Any], **_options: Any) -> None:
        if not place:
            raise ValidationError("Give lat and lon, or an address.")
        for one, other in (("lat", "lon"), ("lon", "lat")):
            if other in place and one not in place:
                raise ValidationError("Missing: lat and lon go together.", one)

    @post_load
    def _pickup(self, place: dict[str, Any], **_options: Any) -> Pickup:
        return Pickup(**place)


class PlaceSchema(Schema):
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)
    address = fields.String(required=True)
