"""Who one is."""

from __future__ import annotations

from flask import Response

from foodlink.api.answers import single
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import current_account
from foodlink.schemas.accounts import MeSchema

blueprint = Blueprint("me", __name__, url_prefix="/api/v1/me", description="The account that is signed in")

me_schema = MeSchema()


@blueprint.get("")
@blueprint.response(200, MeSchema)
def show_me() -> Response:
    """The account that is signed in, with its organisation."""
    return single(me_schema, current_account())
