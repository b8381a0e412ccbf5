"""What coordinators see and decide: territories, alarms, pins, the log."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, validate

from foodlink.domain.territory import DEPARTMENTS
from foodlink.queries.alarms import AlarmKind
from foodlink.schemas.fields import Day, Identifier, Moment, Text, Whole
from foodlink.schemas.paging import PageQuerySchema, page_of


def plain(value: Any) -> Any:
    """A fact as JSON: moments in UTC, identifiers and words as text, grams as they are."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value.value if isinstance(value, Enum) else value


class Facts(fields.Dict):
    """An object of plain facts."""

    def _serialize(self, value: Any, *_where: Any, **_options: Any) -> Any:
        return None if value is None else {name: plain(fact) for name, fact in value.items()}


def _reason() -> Text:
    return Text(500, required=True, metadata={"description": "It stands in the log"})


_OPERATOR_S_MINUTES = {"description": "null: as many as the operator of the service chose"}


class TerritorySchema(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    auto_publish = fields.Boolean(required=True)
    batch_every_min = fields.Integer(required=True, allow_none=True, metadata=_OPERATOR_S_MINUTES)
    solve_limit_s = fields.Integer(required=True)
    chilled_on_board_s = fields.Integer(required=True)
    frozen_on_board_s = fields.Integer(required=True)


class RulesSchema(Schema):
    """Those that are named change."""

    auto_publish = fields.Boolean(truthy={True}, falsy={False})
    batch_every_min = Whole(1, 240, allow_none=True, metadata=_OPERATOR_S_MINUTES)
    solve_limit_s = Whole(1, 120)
    chilled_on_board_s = Whole(0, 86_400)
    frozen_on_board_s = Whole(0, 86_400)
    reason = _reason()


class AlarmSchema(Schema):
    kind = fields.Enum(AlarmKind, by_value=True, required=True)
    since = Moment(required=True)
    offer_id = Identifier(allow_none=True, required=True)
    lot_id = Identifier(allow_none=True, required=True)
    route_id = Identifier(allow_none=True, required=True)
    driver_id = Identifier(allow_none=True, required=True)
    facts = Facts(required=True)


class AlarmsSchema(Schema):
    items = fields.List(fields.Nested(AlarmSchema), required=True)
    next = fields.String(allow_none=True, required=True)


class LotPinSchema(Schema):
    association_id = Identifier(required=True, allow_none=True)
    reason = _reason()


class RoutePinSchema(Schema):
    driver_id = Identifier(allow_none=True, load_default=None)
    reason = _reason()


class ReasonSchema(Schema):
    reason = _reason()


class EventsQuerySchema(PageQuerySchema):
    """Which part of the log; an admin names the territory."""

    territory = fields.String(validate=validate.OneOf(DEPARTMENTS), load_default=None)


class LoggedSchema(Schema):
    """One event of the log: account ids, no names."""

    id = fields.Integer(required=True)
    at = Moment(required=True)
    noun = fields.String(required=True)
    subject_id = Identifier(required=True)
    old = fields.String(allow_none=True, required=True)
    new = fields.String(required=True)
    by = Identifier(allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True)
    offer_id = Identifier(allow_none=True, required=True)
    data = Facts(allow_none=True, required=True)


LogPageSchema = page_of(LoggedSchema, "LogPage")


class NoticeSchema(Schema):
    id = Identifier(required=True)
    at = Moment(required=True)
    kind = fields.String(required=True)
    facts = Facts(required=True)
    read_at = Moment(allow_none=True, required=True)


class NoticeQuerySchema(PageQuerySchema):
    """All notices, or with `unread=true` those that were not read."""

    unread = fields.Boolean(truthy={"true"}, falsy={"false"}, load_default=False)


NoticePageSchema = page_of(NoticeSchema, "NoticePage")


class ReadNoticesSchema(Schema):
    """Which notices were read; all where `ids` is null or absent."""

    ids = fields.List(Identifier(), allow_none=True, load_default=None, validate=validate.Length(0, 200))


class ReadSchema(Schema):
    read = fields.Integer(required=True)


class ErasureSchema(Schema):
    reason = Text(500, allow_none=True, load_default=None)


class TraceQuerySchema(Schema):
    """Which local days, both included."""

    since = Day(data_key="from", load_default=None)
    until = Day(data_key="to", load_default=None)
