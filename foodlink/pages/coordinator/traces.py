"""A lot from its producer to its association and back: on a page, and as CSV for whoever asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, render_template

from foodlink.domain.errors import NotFound
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.visitor import actor, db
from foodlink.queries.trace import TraceFilter, TraceRow, trace
from foodlink.schemas.traces import trace_table


@coordinator.get("/<territory>/lots/<uuid:lot_id>/trace")
def show_trace(lot_id: UUID) -> Answer:
    """Where a lot came from and where each part of it went."""
    rows = _rows(lot_id)
    return render_template("coordinator/trace.html", territory=territory_in_view(), lot=rows[0], rows=rows)


@coordinator.get("/<territory>/lots/<uuid:lot_id>/trace.csv")
def download_trace(lot_id: UUID) -> Answer:
    """The same as CSV: one line for each part of the lot, as the API gives it."""
    headers = {"Content-Disposition": f'attachment; filename="trace-{lot_id}.csv"'}
    return Response(trace_table(_rows(lot_id)), mimetype="text/csv", headers=headers)


def _rows(lot_id: UUID) -> Sequence[TraceRow]:
    rows = trace(db(), TraceFilter(lot_id=lot_id), by=actor())
    if not rows:
        raise NotFound()
    return rows
