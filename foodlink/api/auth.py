"""Signing in for programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from foodlink.api.answers import answer
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import public
from foodlink.api.request_session import current_session, passwords
from foodlink.clock import machine_now
from foodlink.schemas.accounts import CredentialsSchema, TokenSchema
from foodlink.services import sign_in

blueprint = Blueprint("auth", __name__, url_prefix="/api/v1/auth", description="Signing in")


@blueprint.post("/token")
@public
@blueprint.arguments(CredentialsSchema())
@blueprint.response(200, TokenSchema)
def give_token(credentials: dict[str, Any]) -> Response:
    """Give a token to who knows the password; five wrong tries a minute, then 429."""
    signed_in = sign_in.sign_in(current_session(), passwords(), **credentials, at=machine_now())
    return answer({"access_token": signed_in.token, "token_type": "Bearer", "expires_in": signed_in.expires_in})
