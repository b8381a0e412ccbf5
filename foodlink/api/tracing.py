"""Where food came from and went to (Regulation (EC) 178/2002, article 18), as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import RowMapping

from foodlink.api.answers import answer
from foodlink.api.arguments import Blueprint
from foodlink.api.authentication import allowed, current_actor
from foodlink.api.request_session import current_session
from foodlink.domain.account import Role
from foodlink.domain.errors import NotFound
from foodlink.queries.trace import TraceFilter, trace
from foodlink.schemas.coordination import TraceQuerySchema, plain

blueprint = Blueprint("tracing", __name__, url_prefix="/api/v1", description="From producer to association and back")

_WHO = (Role.COORDINATOR, Role.PRODUCER, Role.ASSOCIATION)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@blueprint.get("/lots/<uuid:lot_id>/trace")
@allowed(*_WHO)
@blueprint.response(200)
def trace_lot(lot_id: UUID) -> Response:
    """Each line of a lot: who gave, who received, when, how much, at which temperature."""
    return answer({"items": _of_lot(lot_id)})


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
    return answer({"items": _of_organisation(organisation_id, query)})


@blueprint.get("/organisations/<uuid:organisation_id>/trace.csv")
@allowed(*_WHO)
@blueprint.arguments(TraceQuerySchema(), location="query")
@blueprint.response(200, content_type="text/csv")
def trace_organisation_csv(query: dict[str, Any], organisation_id: UUID) -> Response:
    """The trace of an organisation as CSV."""
    return _csv(_of_organisation(organisation_id, query), f"organisation-{organisation_id}.csv")


def _of_lot(lot_id: UUID) -> list[dict[str, Any]]:
    rows = trace(current_session(), TraceFilter(lot_id=lot_id), by=current_actor())
    if not rows:
        raise NotFound()
    return _bodies(rows)


def _of_organisation(organisation_id: UUID, query: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = TraceFilter(organisation_id=organisation_id, since=query["since"], until=query["until"])
    return _bodies(trace(current_session(), wanted, by=current_actor()))


def _bodies(rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    return [dict(_outside(name, value) for name, value in row.items()) for row in rows]


def _outside(name: str, value: Any) -> tuple[str, Any]:
    """Grams inside are kilograms outside."""
    if name.endswith("_g"):
        return f"{name[:-2]}_kg", None if value is None else value / 1000
    return name, plain(value)


def _csv(rows: list[dict[str, Any]], name: str) -> Response:
    written = io.StringIO()
    if rows:
        writer = csv.DictWriter(written, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows({column: _cell(value) for column, value in row.items()} for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written.getvalue().encode(), mimetype="text/csv", headers=headers)


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
