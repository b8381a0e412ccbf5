"""Inviting people."""

from __future__ import annotations

from typing import Any

from flask import Response

from foodlink.api.answers import answer
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session, place_finder, wiring
from foodlink.clock import machine_now
from foodlink.domain.account import Role
from foodlink.schemas.accounts import InvitationDraftSchema, InvitationSchema
from foodlink.services.invite import invite_account
from foodlink.services.new_organisation import NewOrganisation

blueprint = Blueprint("invitations", __name__, url_prefix="/api/v1/invitations", description="Inviting people")

invitation_schema = InvitationSchema()


@blueprint.post("")
@allowed(Role.COORDINATOR)
@blueprint.arguments(InvitationDraftSchema())
@blueprint.response(201, InvitationSchema)
@once
def invite(draft: dict[str, Any]) -> Response:
    """Make an account, and its organisation, and a link, valid once for 72 h, that sets the password."""
    organisation = draft.pop("organisation")
    invitation = invite_account(
        current_session(),
        **draft,
        organisation=None if organisation is None else NewOrganisation(**organisation),
        by=current_actor(),
        at=machine_now(),
        finder=place_finder(),
    )
    link = invitation.link(wiring().settings.public_url)
    shown = {"account": invitation.account, "link": link, "expires_at": invitation.expires_at}
    return answer(invitation_schema.dump(shown), 201)
