"""A trace outside: rows as JSON, and as a table that a spreadsheet reads and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from foodlink.queries.trace import TRACED, TraceRow
from foodlink.schemas.coordination import plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def trace_bodies(rows: Iterable[TraceRow]) -> list[dict[str, Any]]:
    """The rows as plain data; grams inside are kilograms outside."""
    return [dict(_outside(name, value) for name, value in row.items()) for row in rows]


def trace_table(rows: Iterable[TraceRow]) -> str:
    """The rows as CSV, with the names of the columns first also where there are none."""
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=[_outside(name, None)[0] for name in TRACED])
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in body.items()} for body in trace_bodies(rows))
    return written.getvalue()


def _outside(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_g"):
        return f"{name[:-2]}_kg", None if value is None else value / 1000
    return name, plain(value)


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
