"""The form by which a producer gives: what it begins with, and the document that it sends to the same shapes as the API."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from foodlink.domain.draft import LOTS_AT_MOST
from foodlink.domain.offer import Offer
from foodlink.local_time import PARIS, local_day, local_moment
from foodlink.pages.form import Form
from foodlink.pages.show import typed_kg
from foodlink.pages.words import word

_USUAL = timedelta(hours=3)
_TOO_SOON = timedelta(minutes=30)
_DAYS_AHEAD = 7
_LOT_NAME = re.compile(r"lots\.([0-9]{1,3})\.")


def days_ahead(at: datetime) -> list[date]:
    """The days that the form offers: today and the rest of a week."""
    return [local_day(at) + timedelta(days=number) for number in range(_DAYS_AHEAD)]


def usual_end(at: datetime, last: Offer | None) -> datetime:
    """Until when, unless told: the hour of the last offer where it is still well ahead today, else in three hours."""
    if last is not None:
        habit = local_moment(local_day(at), last.available_until.astimezone(PARIS).time())
        if habit > at + _TOO_SOON:
            return habit
    soon = at + _USUAL
    rounded = soon + (datetime.min.replace(tzinfo=soon.tzinfo) - soon) % timedelta(minutes=30)
    return rounded if local_day(rounded) == local_day(at) else local_moment(local_day(rounded), time(10))


def lot_numbers(form: Form) -> list[int]:
    """The numbers of the lots in the form, at least one, and one more where the producer asks for it."""
    filled = [number for number in _numbers_sent(form, blank=True) if number < LOTS_AT_MOST] or [0]
    return [*filled, filled[-1] + 1] if form.text("more") else filled


def document_of(form: Form, at: datetime) -> tuple[dict[str, Any], list[int]]:
    """What the form says, in the shape that `POST /api/v1/offers` takes, and the numbers of the lots that are filled in.

    What the producer left out is filled in: the content by the category, the title by the contents, the beginning by now.
    """
    document = form.document()
    sent = document.get("lots")
    numbered = zip(_numbers_sent(form), sent if isinstance(sent, list) else [], strict=False)
    kept = {number: lot for number, lot in numbered if _is_filled(lot)}
    lots = [_described(lot) for lot in kept.values()]
    document["lots"] = lots
    document.setdefault("title", _title(lots))
    document["available_from"] = _moment(document, "from") or at.isoformat()
    document["available_until"] = _moment(document, "until") or ""
    for name in ("from_day", "from_time", "until_day", "until_time", "more", "post"):
        document.pop(name, None)
    return document, list(kept)


def again(offer: Offer) -> dict[str, Any]:
    """The values of a form that gives once more what an earlier offer gave; dates of labels are never repeated."""
    values: dict[str, Any] = {"title": offer.title, "notes": offer.notes or ""}
    for number, lot in enumerate(offer.lots):
        path = f"lots.{number}"
        values |= {
            f"{path}.category": lot.category.value,
            f"{path}.description": lot.description,
            f"{path}.quantity_kg": typed_kg(lot.quantity_g),
            f"{path}.temperature": lot.temperature.value,
            f"{path}.allergens[]": list(lot.allergens),
        }
    return values


def _numbers_sent(form: Form, *, blank: bool = False) -> list[int]:
    """The numbers of the lots of which something is filled in, or of all where `blank`, in the document's order."""
    names = (name for name in form.values if blank or any(value.strip() for value in form.values.getlist(name)))
    found = (_LOT_NAME.match(name) for name in names)
    return sorted({int(name[1]) for name in found if name is not None})


def _is_filled(lot: Any) -> bool:
    return isinstance(lot, dict) and any(lot.get(name) for name in ("category", "quantity_kg", "description"))


def _described(lot: dict[str, Any]) -> dict[str, Any]:
    if "category" in lot and "description" not in lot:
        lot = lot | {"description": word("category", lot["category"])}
    return {name.removesuffix("[]"): value for name, value in lot.items()}


def _title(lots: list[dict[str, Any]]) -> str:
    return ", ".join(str(lot.get("description", "")) for lot in lots)[:120]


def _moment(document: dict[str, Any], which: str) -> str | None:
    try:
        day, hour = date.fromisoformat(document[f"{which}_day"]), time.fromisoformat(document[f"{which}_time"])
    except (KeyError, ValueError):
        return None
    return local_moment(day, hour).isoformat()
