"""Routes and their stops, outside; the same whether they are rows or still part of a plan's proposal."""

from __future__ import annotations

from marshmallow import Schema, fields

from foodlink.domain.driver import VehicleKind
from foodlink.domain.lifecycle import CarryStatus, RouteStatus, StopStatus
from foodlink.domain.offer import Temperature
from foodlink.domain.route import StopKind
from foodlink.schemas.fields import Day, Identifier, Kilograms, Moment
from foodlink.schemas.paging import page_of


class StopPlaceSchema(Schema):
    name = fields.String(required=True)
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)
    address = fields.String(required=True)
    access_notes = fields.String(required=True)


class ContactSchema(Schema):
    name = fields.String(required=True)
    phone = fields.String(allow_none=True, required=True)


class StopLotSchema(Schema):
    lot_id = Identifier(required=True)
    offer_id = Identifier(required=True)
    reservation_id = Identifier(allow_none=True, required=True, metadata={"description": "null until it is published"})
    description = fields.String(required=True)
    quantity_kg = Kilograms(attribute="quantity_g", required=True)
    crates = fields.Integer(required=True)
    temperature = fields.Enum(Temperature, by_value=True, required=True)
    use_by = Day(allow_none=True, required=True)


class StopSchema(Schema):
    id = Identifier(required=True)
    kind = fields.Enum(StopKind, by_value=True, required=True)
    status = fields.Enum(StopStatus, by_value=True, required=True)
    place = fields.Nested(StopPlaceSchema, required=True)
    window = fields.List(Moment(), required=True, metadata={"minItems": 2, "maxItems": 2})
    eta = Moment(required=True)
    service_s = fields.Integer(required=True)
    contact = fields.Nested(ContactSchema, allow_none=True, required=True)
    lots = fields.List(fields.Nested(StopLotSchema), required=True)


class RouteDriverSchema(Schema):
    id = Identifier(required=True)
    name = fields.String(required=True)


class RouteVehicleSchema(Schema):
    id = Identifier(required=True)
    kind = fields.Enum(VehicleKind, by_value=True, required=True)


class LeftOnBoardSchema(Schema):
    """Food that a door did not take: `on_board` is planned again, `returned` is to be brought back."""

    lot_id = Identifier(required=True)
    description = fields.String(required=True)
    quantity_kg = Kilograms(attribute="quantity_g", required=True)
    use_by = Day(allow_none=True, required=True)
    status = fields.Enum(CarryStatus, by_value=True, required=True)


class RouteSchema(Schema):
    """Dumps a `foodlink.queries.route_views.RouteView`."""

    id = Identifier(required=True)
    plan_id = Identifier(required=True)
    territory = fields.String(required=True)
    date = Day(attribute="day", required=True)
    status = fields.Enum(RouteStatus, by_value=True, required=True)
    version = fields.Integer(required=True)
    driver = fields.Nested(RouteDriverSchema, required=True)
    vehicle = fields.Nested(RouteVehicleSchema, required=True)
    starts_at = Moment(required=True)
    ends_at = Moment(required=True)
    distance_m = fields.Integer(required=True)
    duration_s = fields.Integer(required=True)
    stops = fields.List(fields.Nested(StopSchema), required=True)
    left_on_board = fields.List(fields.Nested(LeftOnBoardSchema), required=True)


RoutePageSchema = page_of(RouteSchema, "RoutePage")
