"""Organisations: what a coordinator knows and decides of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api import paging
from foodlink.api.answers import nothing, single, unchanged
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.idempotency import once
from foodlink.api.request_session import current_session
from foodlink.clock import now
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.domain.organisation import Organisation
from foodlink.queries.organisations import list_organisations, visible_organisation
from foodlink.schemas.organisations import (
    ClosureSchema,
    OrganisationChangesSchema,
    OrganisationDetailsSchema,
    OrganisationPageSchema,
    OrganisationsQuerySchema,
)
from foodlink.services.amend_organisation import OpenHours, amend_organisation
from foodlink.services.close_organisation import close_organisation, reopen_organisation

blueprint = Blueprint(
    "organisations", __name__, url_prefix="/api/v1/organisations", description="Producers and associations"
)

organisation_schema = OrganisationDetailsSchema()


@blueprint.get("")
@allowed(Role.COORDINATOR)
@blueprint.arguments(OrganisationsQuerySchema(), location="query")
@blueprint.response(200, OrganisationPageSchema)
def list_seen(query: dict[str, Any]) -> Response:
    """The organisations of one's territory, by name."""
    key = paging.after(query["cursor"], str, UUID)
    found = list_organisations(
        current_session(),
        by=current_actor(),
        kinds=query["kind"],
        territory=query["territory"],
        after=(key[0], key[1]) if key is not None else None,
        limit=query["limit"] + 1,
    )
    return paging.page(found, query["limit"], key=lambda one: (one.name, one.id), body=_body)


@blueprint.get("/<uuid:organisation_id>")
@allowed(Role.COORDINATOR)
@blueprint.response(200, OrganisationDetailsSchema)
def show(organisation_id: UUID) -> Response:
    """One organisation."""
    found = visible_organisation(current_session(), organisation_id, by=current_actor())
    if found is None:
        raise NotFound()
    return single(organisation_schema, found)


@blueprint.patch("/<uuid:organisation_id>")
@allowed(Role.COORDINATOR)
@blueprint.arguments(OrganisationChangesSchema())
@blueprint.response(200, OrganisationDetailsSchema)
def amend(changes: dict[str, Any], organisation_id: UUID) -> Response:
    """Change what an association accepts, stores and needs; what a producer's door is like."""
    reason, hours = changes.pop("reason"), changes.pop("hours", None)
    organisation = amend_organisation(
        current_session(),
        organisation_id,
        changes=changes,
        hours=None if hours is None else [OpenHours(**one) for one in hours],
        reason=reason,
        by=current_actor(),
        at=now(),
        unchanged=unchanged(organisation_schema),
    )
    return single(organisation_schema, organisation)


@blueprint.post("/<uuid:organisation_id>/closures")
@allowed(Role.COORDINATOR)
@blueprint.arguments(ClosureSchema())
@blueprint.response(201, OrganisationDetailsSchema)
@once
def close(closure: dict[str, Any], organisation_id: UUID) -> Response:
    """Close an organisation for a day: a holiday, a full store."""
    organisation = close_organisation(current_session(), organisation_id, **closure, by=current_actor(), at=now())
    return single(organisation_schema, organisation, 201)


@blueprint.delete("/<uuid:organisation_id>/closures/<day>")
@allowed(Role.COORDINATOR)
@blueprint.response(204)
def reopen(organisation_id: UUID, day: str) -> Response:
    """Take back the closing of a day."""
    try:
        closed = date.fromisoformat(day)
    except ValueError as error:
        raise NotFound() from error
    reopen_organisation(current_session(), organisation_id, day=closed, by=current_actor(), at=now())
    return nothing()


def _body(organisation: Organisation) -> dict[str, Any]:
    body: dict[str, Any] = organisation_schema.dump(organisation)
    return body
