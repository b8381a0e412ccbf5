"""Reservations, outside."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from foodlink.domain.draft import LOTS_AT_MOST, LotQuantity
from foodlink.domain.lifecycle import ReservationStatus
from foodlink.domain.reservation import Origin, Transport
from foodlink.schemas.fields import Identifier, Kilograms, Moment
from foodlink.schemas.paging import PageQuerySchema, page_of


class LotQuantitySchema(Schema):
    lot_id = Identifier(required=True)
    quantity_kg = Kilograms(above=0, required=True, attribute="quantity_g")

    @post_load
    def _quantity(self, lot: dict[str, Any], **_options: Any) -> LotQuantity:
        return LotQuantity(**lot)


class ReservationDraftSchema(Schema):
    """`association_id` is for coordinators, who reserve on behalf of one."""

    lots = fields.List(fields.Nested(LotQuantitySchema), required=True, validate=validate.Length(1, LOTS_AT_MOST))
    transport = fields.Enum(Transport, by_value=True, required=True)
    association_id = Identifier(load_default=None, allow_none=True)


class AssociationSchema(Schema):
    id = Identifier(required=True)
    name = fields.String(required=True)


class ReservedLotSchema(Schema):
    lot_id = Identifier(required=True)
    quantity_kg = Kilograms(attribute="quantity_g", required=True)
    collected_kg = Kilograms(attribute="collected_g", allow_none=True, required=True)
    delivered_kg = Kilograms(attribute="delivered_g", allow_none=True, required=True)


class ReservationSchema(Schema):
    id = Identifier(required=True)
    offer_id = Identifier(required=True)
    association = fields.Nested(AssociationSchema, required=True)
    status = fields.Enum(ReservationStatus, by_value=True, required=True)
    transport = fields.Enum(Transport, by_value=True, required=True)
    origin = fields.Enum(Origin, by_value=True, required=True)
    created_at = Moment(required=True)
    lots = fields.List(fields.Nested(ReservedLotSchema), attribute="lines", required=True)
    route_id = Identifier(allow_none=True, required=True)
    eta = Moment(allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True)

    def get_attribute(self, obj: Any, attr: str, *_default: Any) -> Any:
        """`obj` is a reservation and the ride that brings it, or None."""
        reservation, ride = obj
        if attr in ("route_id", "eta"):
            return getattr(ride, attr) if ride is not None else None
        return getattr(reservation, attr)


class ReservationQuerySchema(PageQuerySchema):
    """Which reservations; both filters may be repeated."""

    status = fields.List(fields.Enum(ReservationStatus, by_value=True), load_default=())
    offer_id = fields.List(Identifier(), load_default=())


ReservationPageSchema = page_of(ReservationSchema, "ReservationPage")
