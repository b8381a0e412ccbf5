"""Where food came from and went to (Regulation (EC) 178/2002, article 18), as JSON and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response

from foodlink.api.answers import answer
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.request_session import current_session
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.queries.trace import TraceFilter, TraceRow, trace
from foodlink.schemas.coordination import TraceQuerySchema
from foodlink.schemas.traces import trace_bodies, trace_table

blueprint = Blueprint("tracing", __name__, url_prefix="/api/v1", description="From producer to association and back")

_WHO = (Role.COORDINATOR, Role.PRODUCER, Role.ASSOCIATION)


@blueprint.get("/lots/<uuid:lot_id>/trace")
@allowed(*_WHO)
@blueprint.response(200)
def trace_lot(lot_id: UUID) -> Response:
    """Each line of a lot: who gave, who received, when, how much, at which temperature."""
    return answer({"items": trace_bodies(_of_lot(lot_id))})


@blueprint.get("/lots/<uuid:lot_id>/trace.csv")
@allowed(*_WHO)
@blueprint.response(200, content_type="text/csv")
def trace_lot_csv(lot_id: UUID) -> Response:
    """The trace of a lot as CSV."""
    return _csv(_of_lot(lot_id), f"lot-{lot_id}.csv")


@blueprint.get("/organisations/<uuid:organisation_id>/trace")
@allowed(*_WHO)
@blueprint.arguments(TraceQuerySchema(), location="query")
@blueprint.response(200)
def trace_organisation(query: dict[str, Any], organisation_id: UUID) -> Response:
    """What an organisation gave or received on these days."""
    return answer({"items": trace_bodies(_of_organisation(organisation_id, query))})


@blueprint.get("/organisations/<uuid:organisation_id>/trace.csv")
@allowed(*_WHO)
@blueprint.arguments(TraceQuerySchema(), location="query")
@blueprint.response(200, content_type="text/csv")
def trace_organisation_csv(query: dict[str, Any], organisation_id: UUID) -> Response:
    """The trace of an organisation as CSV."""
    return _csv(_of_organisation(organisation_id, query), f"organisation-{organisation_id}.csv")


def _of_lot(lot_id: UUID) -> Sequence[TraceRow]:
    rows = trace(current_session(), TraceFilter(lot_id=lot_id), by=current_actor())
    if not rows:
        raise NotFound()
    return rows


def _of_organisation(organisation_id: UUID, query: dict[str, Any]) -> Sequence[TraceRow]:
    wanted = TraceFilter(organisation_id=organisation_id, since=query["since"], until=query["until"])
    return trace(current_session(), wanted, by=current_actor())


def _csv(rows: Sequence[TraceRow], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(trace_table(rows).encode(), mimetype="text/csv", headers=headers)
