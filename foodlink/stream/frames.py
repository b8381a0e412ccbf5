"""The bytes of `text/event-stream` (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from foodlink.domain.availability import Change
from foodlink.domain.base import GRAMS_PER_KG
from foodlink.queries.availability import Announcement

COMMENT = b":\n\n"
"""Sent when nothing else is, so that both ends notice a line that is dead."""


def reset(event_id: int | None) -> bytes:
    """Read the list again; the stream goes on after `event_id`. None is an empty log, which an empty id says."""
    return f"event: reset\nid: {event_id or ''}\ndata: {{}}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Frames:
    """One announcement in the forms in which it may be sent: with the offer, and without."""

    announcement: Announcement
    full: str
    short: str

    def as_(self, change: Change) -> bytes:
        """The event as the audience is told it."""
        data = self.full if change in (Change.OPENED, Change.CHANGED) else self.short
        return f"event: offer.{change.value}\nid: {self.announcement.event_id}\ndata: {data}\n\n".encode()


def frames(announcement: Announcement, offer: dict[str, Any] | None) -> Frames:
    """The forms of an announcement; `offer` is the body of the offer, as the API writes it."""
    seen = announcement.now
    left_kg = {lot.id: lot.left_g / GRAMS_PER_KG for lot in seen.lots}
    data: dict[str, Any] = {
        "offer_id": str(seen.offer_id),
        "status": seen.status.value,
        "at": seen.at.isoformat(),
        "lots": [{"id": lot_id, "left_kg": kg} for lot_id, kg in left_kg.items()],
    }
    body = None if offer is None else _as_announced(offer, seen.status.value, left_kg)
    return Frames(announcement, full=_one_line(data | {"offer": body}), short=_one_line(data | {"offer": None}))


def _as_announced(offer: dict[str, Any], status: str, left_kg: dict[str, float]) -> dict[str, Any]:
    """The offer's body with the state and the kilos of the announcement: it was read later, and may be further on."""
    lots = [lot | {"left_kg": left_kg[lot["id"]]} for lot in offer["lots"] if lot["id"] in left_kg]
    return offer | {"status": status, "lots": lots}


def _one_line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
