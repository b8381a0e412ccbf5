"""Offers and their lots, outside: weights in kg, days as written on the label."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from foodlink.domain.allergens import ALLERGENS
from foodlink.domain.draft import LOTS_AT_MOST, LotDraft, OfferDraft
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Category, Temperature
from foodlink.schemas.fields import (
    Day,
    DecimalInQuery,
    Identifier,
    Kilograms,
    Moment,
    PointInQuery,
    Text,
    Whole,
)
from foodlink.schemas.paging import PageQuerySchema, page_of
from foodlink.schemas.places import PlaceDraftSchema, PlaceSchema

NEAR_KM = 20.0


def _distinct(values: list[Any]) -> None:
    if len(set(values)) < len(values):
        raise ValidationError("Each only once.")


class LotDraftSchema(Schema):
    category = fields.Enum(Category, by_value=True, required=True)
    description = Text(300, required=True)
    quantity_kg = Kilograms(above=0, required=True, attribute="quantity_g")
    crates = Whole(1, 1000, allow_none=True)
    temperature = fields.Enum(Temperature, by_value=True, required=True)
    use_by = Day(allow_none=True)
    best_before = Day(allow_none=True)
    allergens = fields.List(fields.String(validate=validate.OneOf(ALLERGENS)), validate=_distinct)

    @post_load
    def _draft(self, lot: dict[str, Any], **_options: Any) -> LotDraft:
        return LotDraft(**lot)


class OfferDraftSchema(Schema):
    title = Text(120, required=True)
    available_from = Moment(required=True)
    available_until = Moment(required=True)
    pickup = fields.Nested(PlaceDraftSchema, allow_none=True)
    notes = Text(1000, shortest=0, lines=True, allow_none=True)
    lots = fields.List(fields.Nested(LotDraftSchema), required=True, validate=validate.Length(1, LOTS_AT_MOST))

    @post_load
    def _draft(self, offer: dict[str, Any], **_options: Any) -> OfferDraft:
        return OfferDraft(**offer)


class LotChangeSchema(Schema):
    """With `id` the fields to change; without it a whole lot to add."""

    id = Identifier()
    category = fields.Enum(Category, by_value=True)
    description = Text(300)
    quantity_kg = Kilograms(above=0, attribute="quantity_g")
    crates = Whole(1, 1000, allow_none=True)
    temperature = fields.Enum(Temperature, by_value=True)
    use_by = Day(allow_none=True)
    best_before = Day(allow_none=True)
    allergens = fields.List(fields.String(validate=validate.OneOf(ALLERGENS)), validate=_distinct)

    @validates_schema
    def _whole_where_new(self, lot: dict[str, Any], **_options: Any) -> None:
        if "id" in lot:
            return
        needed = {"category": "category", "description": "description", "quantity_kg": "quantity_g"}
        missing = [name for name, inside in {**needed, "temperature": "temperature"}.items() if inside not in lot]
        if missing:
            raise ValidationError({name: ["Missing data for required field."] for name in missing})


class OfferChangesSchema(Schema):
    title = Text(120)
    available_from = Moment()
    available_until = Moment()
    pickup = fields.Nested(PlaceDraftSchema, allow_none=True)
    notes = Text(1000, shortest=0, lines=True, allow_none=True)
    lots = fields.List(fields.Nested(LotChangeSchema), validate=validate.Length(0, LOTS_AT_MOST))


class WithdrawalSchema(Schema):
    reason = Text(500, allow_none=True, load_default=None)


class ProducerSchema(Schema):
    id = Identifier(required=True)
    name = fields.String(required=True)


class LotSchema(Schema):
    id = Identifier(required=True)
    category = fields.Enum(Category, by_value=True, required=True)
    description = fields.String(required=True)
    quantity_kg = Kilograms(attribute="quantity_g", required=True)
    left_kg = Kilograms(attribute="left_g", required=True)
    crates = fields.Integer(required=True)
    temperature = fields.Enum(Temperature, by_value=True, required=True)
    use_by = Day(allow_none=True, required=True)
    best_before = Day(allow_none=True, required=True)
    allergens = fields.List(fields.String(), required=True)


class OfferSchema(Schema):
    id = Identifier(required=True)
    producer = fields.Nested(ProducerSchema, required=True)
    territory = fields.String(required=True)
    title = fields.String(required=True)
    notes = fields.String(allow_none=True, required=True)
    status = fields.Enum(OfferStatus, by_value=True, required=True)
    created_at = Moment(required=True)
    available_from = Moment(required=True)
    available_until = Moment(required=True)
    pickup = fields.Nested(PlaceSchema, required=True, dump_only=True)
    distance_m = fields.Integer(allow_none=True, required=True, dump_only=True)
    lots = fields.List(fields.Nested(LotSchema), required=True)

    def get_attribute(self, obj: Any, attr: str, *_default: Any) -> Any:
        """An offer holds its own place; its distance is known to a list alone, which writes it."""
        if attr == "pickup":
            return obj
        return None if attr == "distance_m" else getattr(obj, attr)


class OfferQuerySchema(PageQuerySchema):
    """Which offers; `status` and `category` may be repeated."""

    status = fields.List(fields.Enum(OfferStatus, by_value=True), load_default=())
    category = fields.List(fields.Enum(Category, by_value=True), load_default=())
    near = PointInQuery(load_default=None)
    radius_km = DecimalInQuery(0, 100, load_default=None)

    @validates_schema
    def _radius_of_something(self, query: dict[str, Any], **_options: Any) -> None:
        if query.get("radius_km") is not None and query.get("near") is None:
            raise ValidationError("Needs near=LAT,LON.", "radius_km")


OfferPageSchema = page_of(OfferSchema, "OfferPage")
