"""Drivers' vehicles and shifts, outside: local hours as HH:MM, which summer time does not move."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from foodlink.domain.driver import VehicleKind
from foodlink.domain.shift_draft import OneOffDraft, ShiftsDraft, VehicleDraft, WeeklyDraft
from foodlink.schemas.fields import Day, Identifier, Kilograms, Whole
from foodlink.schemas.paging import PageQuerySchema
from foodlink.schemas.places import PlaceDraftSchema, PlaceSchema

ME = "me"
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


class LocalHour(fields.Time):
    """A local time of day, HH:MM."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> time:
        if not isinstance(value, str) or not _HOUR.fullmatch(value):
            raise ValidationError("Must be a local time, as 08:30.")
        return time.fromisoformat(value)

    def _serialize(self, value: Any, *_where: Any, **_options: Any) -> str | None:
        return None if value is None else f"{value:%H:%M}"


class DriverInQuery(fields.String):
    """A driver's id, or `me`."""

    def _deserialize(self, value: Any, *_where: Any, **_options: Any) -> Any:
        if value == ME:
            return value
        return Identifier().deserialize(value)


class RouteQuerySchema(PageQuerySchema):
    """Which routes; both filters may be repeated."""

    driver = fields.List(DriverInQuery(), load_default=())
    date = fields.List(Day(), load_default=())


class VehicleSchema(Schema):
    kind = fields.Enum(VehicleKind, by_value=True, required=True)
    capacity_kg = Kilograms(least=1, most=3500, required=True, attribute="capacity_g")
    crates = Whole(0, 500, required=True)
    chilled_crates = Whole(0, 500, load_default=0)
    frozen_crates = Whole(0, 500, load_default=0)

    def get_attribute(self, obj: Any, attr: str, *_default: Any) -> Any:
        """A driver holds the vehicle; its kind has a longer name there."""
        return getattr(obj, "vehicle_kind" if attr == "kind" else attr)

    @post_load
    def _vehicle(self, vehicle: dict[str, Any], **_options: Any) -> VehicleDraft:
        return VehicleDraft(**vehicle)


class _HoursSchema(Schema):
    @validates_schema
    def _in_order(self, hours: dict[str, Any], **_options: Any) -> None:
        if hours["starts"] >= hours["ends"]:
            raise ValidationError("Must be after `from`.", "until")


_HOURS: dict[str, fields.Field[Any]] = {
    "from": LocalHour(required=True, attribute="starts"),
    "until": LocalHour(required=True, attribute="ends"),
}


class WeeklyShiftSchema(_HoursSchema.from_dict(_HOURS, name="Hours")):  # type: ignore[misc] # `from` is a word of Python's
    weekday = Whole(1, 7, required=True, metadata={"description": "1 is Monday"})
    max_stops = Whole(1, 200, allow_none=True, load_default=None)
    max_duration_s = Whole(60, 86_400, allow_none=True, load_default=None)

    @post_load
    def _shift(self, shift: dict[str, Any], **_options: Any) -> WeeklyDraft:
        return WeeklyDraft(**shift)


class OneOffShiftSchema(_HoursSchema.from_dict(_HOURS, name="Hours")):  # type: ignore[misc] # `from` is a word of Python's
    date = Day(required=True, attribute="day")
    available = fields.Boolean(required=True, truthy={True}, falsy={False})

    @post_load
    def _shift(self, shift: dict[str, Any], **_options: Any) -> OneOffDraft:
        return OneOffDraft(**shift)


class ShiftsDraftSchema(Schema):
    """Replaces all; `one_off` goes before `weekly`."""

    vehicle = fields.Nested(VehicleSchema, required=True)
    start = fields.Nested(PlaceDraftSchema, required=True)
    weekly = fields.List(fields.Nested(WeeklyShiftSchema), required=True, validate=validate.Length(0, 50))
    one_off = fields.List(fields.Nested(OneOffShiftSchema), required=True, validate=validate.Length(0, 400))

    @post_load
    def _draft(self, shifts: dict[str, Any], **_options: Any) -> ShiftsDraft:
        return ShiftsDraft(**shifts)


class ShiftsSchema(Schema):
    """`vehicle` and `start` are null until they are first set."""

    vehicle = fields.Nested(VehicleSchema, allow_none=True, required=True)
    start = fields.Nested(PlaceSchema, allow_none=True, required=True)
    weekly = fields.List(fields.Nested(WeeklyShiftSchema), required=True)
    one_off = fields.List(fields.Nested(OneOffShiftSchema), required=True)
