"""Signing in, who one is, and inviting others."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from foodlink.domain.account import Role
from foodlink.domain.offer import Category
from foodlink.domain.organisation import OrganisationKind
from foodlink.domain.territory import DEPARTMENTS
from foodlink.schemas.fields import Identifier, Kilograms, Moment, Secret, Text, Whole
from foodlink.schemas.places import PlaceDraftSchema

LONGEST_PASSWORD = 200


class CredentialsSchema(Schema):
    email = Text(254, required=True)
    password = Secret(LONGEST_PASSWORD, required=True)


class TokenSchema(Schema):
    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "seconds"})


class OrganisationSchema(Schema):
    id = Identifier(required=True)
    name = fields.String(required=True)
    kind = fields.Enum(OrganisationKind, by_value=True, required=True)


class MeSchema(Schema):
    id = Identifier(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    organisation = fields.Nested(OrganisationSchema, allow_none=True, required=True)
    territory = fields.String(allow_none=True, required=True)


class NewOrganisationSchema(Schema):
    """An organisation that an invitation creates, or one that is there (`id` alone)."""

    id = Identifier()
    name = Text(120)
    kind = fields.Enum(OrganisationKind, by_value=True)
    place = fields.Nested(PlaceDraftSchema, allow_none=True, load_default=None)
    phone = Text(32, allow_none=True, load_default=None)
    access_notes = Text(500, shortest=0, lines=True, load_default="")
    beneficiaries = Whole(0, 1_000_000, load_default=0)
    serves_students = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    accepts = fields.List(fields.Enum(Category, by_value=True), load_default=None, allow_none=True)
    storage_ambient_kg = Kilograms(attribute="storage_ambient_g", most=1_000_000, load_default=None, allow_none=True)
    storage_chilled_kg = Kilograms(attribute="storage_chilled_g", most=1_000_000, load_default=0)
    storage_frozen_kg = Kilograms(attribute="storage_frozen_g", most=1_000_000, load_default=0)


class InvitationDraftSchema(Schema):
    email = Text(254, required=True)
    name = Text(120, required=True)
    phone = Text(32, allow_none=True, load_default=None)
    role = fields.Enum(Role, by_value=True, required=True)
    territory = fields.String(validate=validate.OneOf(list(DEPARTMENTS)), allow_none=True, load_default=None)
    organisation = fields.Nested(NewOrganisationSchema, allow_none=True, load_default=None)


class InvitationSchema(Schema):
    """`link` sets the password, once, until `expires_at`."""

    account = fields.Nested(MeSchema, required=True)
    link = fields.String(required=True)
    expires_at = Moment(required=True)
