"""What phones report of a route or a reservation, and what became of each event."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from foodlink.domain.handover import ReportedEvent, ReportedLot, ReportKind, ResultStatus
from foodlink.schemas.fields import Identifier, Kilograms, Moment, Number, Text
from foodlink.schemas.reservations import ReservationSchema
from foodlink.schemas.routes import RouteSchema

MOST_EVENTS = 200
_MOST_LOTS = 500


class ReportedLotSchema(Schema):
    """What was weighed of a lot; `quantity_kg` null or absent: what was planned; 0: none."""

    lot_id = Identifier(required=True)
    quantity_kg = Kilograms(least=0, allow_none=True, load_default=None, attribute="quantity_g")
    temperature_c = Number(validate=validate.Range(-80, 100), allow_none=True, load_default=None)

    @post_load
    def _lot(self, lot: dict[str, Any], **_options: Any) -> ReportedLot:
        return ReportedLot(**lot)


class _ReportSchema(Schema):
    event_id = Identifier(required=True, metadata={"description": "A UUID made by the phone: it counts once"})
    at = Moment(required=True, metadata={"description": "At most 5 minutes ahead and 7 days old"})
    lots = fields.List(
        fields.Nested(ReportedLotSchema), allow_none=True, load_default=None, validate=validate.Length(0, _MOST_LOTS)
    )
    note = Text(500, shortest=0, lines=True, allow_none=True, load_default=None)

    @post_load
    def _event(self, event: dict[str, Any], **_options: Any) -> ReportedEvent:
        lots = event.pop("lots")
        return ReportedEvent(lots=None if lots is None else tuple(lots), **event)


class RouteEventSchema(_ReportSchema):
    stop_id = Identifier(required=True)
    type = fields.Enum(ReportKind, by_value=True, required=True, attribute="kind")


class SelfEventSchema(_ReportSchema):
    type = fields.Enum(
        ReportKind,
        by_value=True,
        required=True,
        attribute="kind",
        validate=validate.OneOf([ReportKind.COLLECTED, ReportKind.FAILED], error="Must be one of: collected, failed."),
    )


class RouteEventsSchema(Schema):
    events = fields.List(fields.Nested(RouteEventSchema), required=True, validate=validate.Length(0, MOST_EVENTS))


class SelfEventsSchema(Schema):
    events = fields.List(fields.Nested(SelfEventSchema), required=True, validate=validate.Length(0, MOST_EVENTS))


class ReportResultSchema(Schema):
    event_id = Identifier(required=True)
    status = fields.Enum(ResultStatus, by_value=True, required=True)
    detail = fields.String(allow_none=True, required=True)


class RouteReportSchema(Schema):
    results = fields.List(fields.Nested(ReportResultSchema), required=True)
    route = fields.Nested(RouteSchema, required=True)


class SelfReportSchema(Schema):
    results = fields.List(fields.Nested(ReportResultSchema), required=True)
    reservation = fields.Nested(ReservationSchema, required=True)
