"""Organisations, as their coordinator sees and changes them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from foodlink.domain.offer import Category
from foodlink.domain.organisation import OrganisationKind
from foodlink.domain.territory import DEPARTMENTS
from foodlink.schemas.drivers import LocalHour
from foodlink.schemas.fields import Day, Identifier, Kilograms, Text, Whole
from foodlink.schemas.paging import PageQuerySchema, page_of

_MOST_STORED_KG = 100_000

_HOURS: dict[str, fields.Field[Any]] = {
    "weekday": Whole(1, 7, required=True, metadata={"description": "1 is Monday"}),
    "from": LocalHour(required=True, attribute="opens"),
    "until": LocalHour(required=True, attribute="closes"),
}
_OpenFields = Schema.from_dict(_HOURS, name="OpenFields")


class OpenHoursSchema(_OpenFields):  # type: ignore[valid-type, misc] # made at run time: `from` is a word of Python's
    @validates_schema
    def _in_order(self, hours: dict[str, Any], **_options: Any) -> None:
        if hours["opens"] >= hours["closes"]:
            raise ValidationError("Must be after `from`.", "until")


class ClosureSchema(Schema):
    date = Day(required=True, attribute="day")
    reason = Text(500, required=True)


class OrganisationDetailsSchema(Schema):
    id = Identifier(required=True)
    kind = fields.Enum(OrganisationKind, by_value=True, required=True)
    name = fields.String(required=True)
    territory = fields.String(required=True)
    lat = fields.Float(required=True)
    lon = fields.Float(required=True)
    address = fields.String(required=True)
    phone = fields.String(allow_none=True, required=True)
    access_notes = fields.String(required=True)
    beneficiaries = fields.Integer(required=True)
    serves_students = fields.Boolean(required=True)
    accepts = fields.List(fields.String(), required=True)
    storage_ambient_kg = Kilograms(attribute="storage_ambient_g", required=True)
    storage_chilled_kg = Kilograms(attribute="storage_chilled_g", required=True)
    storage_frozen_kg = Kilograms(attribute="storage_frozen_g", required=True)
    use_by_lead_h = fields.Integer(required=True)
    hours = fields.List(fields.Nested(OpenHoursSchema), required=True)
    closures = fields.List(fields.Nested(ClosureSchema), required=True)


class OrganisationChangesSchema(Schema):
    """Those that are named change; `hours` replaces all of them."""

    phone = Text(32, allow_none=True)
    access_notes = Text(500, shortest=0, lines=True)
    beneficiaries = Whole(0, 1_000_000)
    serves_students = fields.Boolean(truthy={True}, falsy={False})
    accepts = fields.List(fields.String(validate=validate.OneOf([one.value for one in Category])))
    storage_ambient_kg = Kilograms(least=0, most=_MOST_STORED_KG, attribute="storage_ambient_g")
    storage_chilled_kg = Kilograms(least=0, most=_MOST_STORED_KG, attribute="storage_chilled_g")
    storage_frozen_kg = Kilograms(least=0, most=_MOST_STORED_KG, attribute="storage_frozen_g")
    use_by_lead_h = Whole(0, 240)
    hours = fields.List(fields.Nested(OpenHoursSchema), validate=validate.Length(0, 50))
    reason = Text(500, required=True, metadata={"description": "It stands in the log"})

    @post_load
    def _each_once(self, changes: dict[str, Any], **_options: Any) -> dict[str, Any]:
        if "accepts" in changes:
            changes["accepts"] = list(dict.fromkeys(changes["accepts"]))
        return changes


class OrganisationsQuerySchema(PageQuerySchema):
    """Which organisations; `kind` may be repeated; an admin may name the territory."""

    kind = fields.List(fields.Enum(OrganisationKind, by_value=True), load_default=())
    territory = fields.String(validate=validate.OneOf(DEPARTMENTS), load_default=None)


OrganisationPageSchema = page_of(OrganisationDetailsSchema, "OrganisationPage")
