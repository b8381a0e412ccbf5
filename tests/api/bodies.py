"""Bodies as clients send them: a test states only what matters to it."""

from __future__ import annotations

from typing import Any


def a_lot_body(**fields: Any) -> dict[str, Any]:
    lot = {"category": "bakery", "description": "Pain de la veille", "quantity_kg": 10, "temperature": "ambient"}
    return lot | fields


def an_offer_body(**fields: Any) -> dict[str, Any]:
    offer = {
        "title": "Pain du jour",
        "available_from": "2026-11-24T08:00:00+01:00",
        "available_until": "2026-11-24T18:00:00+01:00",
        "lots": [a_lot_body()],
    }
    return offer | fields
