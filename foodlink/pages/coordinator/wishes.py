"""What the forms of the coordinator's pages hold: the same fields, bounds and messages as the API's, in the shape of a form."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from foodlink.pages.reason import ReasonSchema
from foodlink.schemas.fields import Day, Identifier, Whole


class PinLotSchema(ReasonSchema):
    association_id = Identifier(load_default=None, allow_none=True)


class PinRouteSchema(ReasonSchema):
    driver_id = Identifier(required=True)


class ClosureSchema(ReasonSchema):
    date = Day(required=True)


class ReopeningSchema(Schema):
    date = Day(required=True)


class LeadSchema(ReasonSchema):
    use_by_lead_h = Whole(0, 240, required=True)


class RulesSchema(ReasonSchema):
    """Times on board are minutes here, for people; seconds inside."""

    auto_publish = fields.String(required=True, validate=validate.OneOf(["yes", "no"]))
    batch_every_min = Whole(1, 240, load_default=None)
    solve_limit_s = Whole(1, 120, required=True)
    chilled_on_board_min = Whole(0, 1440, required=True)
    frozen_on_board_min = Whole(0, 1440, required=True)
