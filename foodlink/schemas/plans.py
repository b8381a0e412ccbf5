"""Plans, outside."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from foodlink.domain.lifecycle import PlanStatus
from foodlink.domain.territory import DEPARTMENTS
from foodlink.schemas.fields import Day, Identifier, Kilograms, Moment, Whole
from foodlink.schemas.paging import PageQuerySchema, page_of
from foodlink.schemas.routes import RouteSchema

_TERRITORIES = validate.OneOf(tuple(DEPARTMENTS))


class PlanDraftSchema(Schema):
    territory = fields.String(required=True, validate=_TERRITORIES)
    date = Day(required=True)
    time_limit_s = Whole(1, 120, load_default=20)


class ProgressSchema(Schema):
    elapsed_s = fields.Float(required=True)
    served_kg = fields.Float(required=True)
    unserved_kg = fields.Float(required=True)


class SummarySchema(Schema):
    lots = fields.Integer(required=True)
    kg = fields.Float(required=True)
    routes = fields.Integer(required=True)
    distance_m = fields.Integer(required=True)
    duration_s = fields.Integer(required=True)


class UnassignedSchema(Schema):
    offer_id = Identifier(required=True)
    lot_id = Identifier(required=True)
    quantity_kg = Kilograms(attribute="quantity_g", required=True)
    code = fields.String(required=True)
    reason = fields.String(required=True)
    reason_en = fields.String(required=True)


class ShortfallSchema(Schema):
    """Drives that the travel engine did not tell; what stands in for each kind is in `docs/routing.md`."""

    kind = fields.String(required=True, validate=validate.OneOf(("unanswered", "off_map", "no_road", "no_cache")))
    engine = fields.String(required=True)
    drives = fields.Integer(required=True)
    asked = fields.Integer(required=True)
    places = fields.List(fields.String(), required=True)
    detail = fields.String(required=True)


class PlanSchema(Schema):
    """Dumps a `foodlink.queries.plans.PlanView`."""

    id = Identifier(required=True)
    territory = fields.String(required=True)
    date = Day(attribute="day", required=True)
    status = fields.Enum(PlanStatus, by_value=True, required=True)
    created_at = Moment(required=True)
    published_at = Moment(allow_none=True, required=True)
    progress = fields.Nested(ProgressSchema, allow_none=True, required=True)
    summary = fields.Nested(SummarySchema, allow_none=True, required=True)
    error = fields.String(allow_none=True, required=True)
    routes = fields.List(fields.Nested(RouteSchema), required=True)
    unassigned = fields.List(fields.Nested(UnassignedSchema), required=True)
    shortfalls = fields.List(fields.Nested(ShortfallSchema), required=True)


class PlanQuerySchema(PageQuerySchema):
    """Which plans; filters may be repeated."""

    territory = fields.List(fields.String(validate=_TERRITORIES), load_default=())
    date = fields.List(Day(), load_default=())
    status = fields.List(fields.Enum(PlanStatus, by_value=True), load_default=())


PlanPageSchema = page_of(PlanSchema, "PlanPage")
