"""The figures of a simulation as a table for people."""

from __future__ import annotations

from typing import Any

_ROWS = (
    ("offered_kg", "offered, kg"),
    ("rescued_kg", "rescued, kg"),
    ("expired_kg", "expired, kg"),
    ("withdrawn_kg", "withdrawn, kg"),
    ("refused_kg", "refused at the door, kg"),
    ("reachable_kg", "reachable at most, kg"),
    ("km", "driven, km"),
    ("km_per_tonne", "km per tonne rescued"),
    ("volunteer_hours", "volunteers' hours"),
    ("trips", "trips"),
    ("empty_trips", "empty trips"),
    ("gini", "Gini of kg per person"),
)


def table_of(document: dict[str, Any]) -> str:
    """The policies side by side, one figure a line, the recounted violations last."""
    policies = document["policies"]
    lines = [_line("", list(policies))]
    for name, label in _ROWS:
        lines.append(_line(label, [_number(figures[name]) for figures in policies.values()]))
    for kind in next(iter(policies.values()))["violations"]:
        counts = [str(figures["violations"][kind]) for figures in policies.values()]
        lines.append(_line(f"violations: {kind}", counts))
    return "\n".join(lines)


def _line(label: str, values: list[str]) -> str:
    return f"{label:<26}" + "".join(f"{value:>14}" for value in values)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
