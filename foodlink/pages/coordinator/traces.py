"""A lot from its producer to its association and back: on a page, and as CSV for whoever asks for it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any
from uuid import UUID

from flask import Response, render_template
from sqlalchemy import RowMapping

from foodlink.domain.errors import NotFound
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.visitor import actor, db
from foodlink.queries.trace import TraceFilter, trace


@coordinator.get("/<territory>/lots/<uuid:lot_id>/trace")
def show_trace(lot_id: UUID) -> Answer:
    """Where a lot came from and where each part of it went."""
    rows = _rows(lot_id)
    return render_template("coordinator/trace.html", territory=territory_in_view(), lot=rows[0], rows=rows)


@coordinator.get("/<territory>/lots/<uuid:lot_id>/trace.csv")
def download_trace(lot_id: UUID) -> Answer:
    """The same as CSV: one line for each part of the lot, moments in UTC, weights in grams."""
    rows = _rows(lot_id)
    out = StringIO()
    table = csv.writer(out)
    table.writerow(rows[0].keys())
    table.writerows([_cell(value) for value in row.values()] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="trace-{lot_id}.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def _rows(lot_id: UUID) -> Sequence[RowMapping]:
    rows = trace(db(), TraceFilter(lot_id=lot_id), by=actor())
    if not rows:
        raise NotFound()
    return rows


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula, whatever a person wrote."""
    if isinstance(value, datetime):
        return value.isoformat()
    written = "" if value is None else str(value)
    return f"'{written}" if written.startswith(("=", "+", "-", "@")) else written
