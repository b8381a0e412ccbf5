"""The log: every change of state of the territory, with who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _

from foodlink.domain.event import Event
from foodlink.pages.coordinator.door import Answer, coordinator, territory_in_view
from foodlink.pages.visitor import db
from foodlink.pages.words import WORDS, word
from foodlink.queries.log import events_in, titles_of
from foodlink.queries.oversight import names_of

_PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it is shown."""

    at: datetime
    noun: str
    offer_id: UUID | None
    title: str
    change: str
    who: str
    reason: str | None


@coordinator.get("/<territory>/log")
def show_log() -> Answer:
    """The log, the newest first, a page at a time."""
    before = request.args.get("before", "")
    events = events_in(
        db(),
        territory_in_view().code,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
        limit=_PAGE + 1,
    )
    names = names_of(db(), [event.by for event in events if event.by is not None])
    titles = titles_of(db(), [event.offer_id for event in events if event.offer_id is not None])
    shown = events[:_PAGE]
    return render_template(
        "coordinator/log.html",
        territory=territory_in_view(),
        entries=[_entry(event, names, titles) for event in shown],
        before=shown[-1].id if len(events) > _PAGE else None,
    )


def _entry(event: Event, names: dict[UUID, str], titles: dict[UUID, str]) -> Entry:
    who = _("the clock") if event.by is None else names.get(event.by) or str(event.by)
    return Entry(
        at=event.at,
        noun=word("noun", event.noun),
        offer_id=event.offer_id,
        title=titles.get(event.offer_id, "") if event.offer_id is not None else "",
        change=_change(event),
        who=who,
        reason=event.reason,
    )


def _change(event: Event) -> str:
    new = _state(event.noun, event.new)
    return f"{_state(event.noun, event.old)} → {new}" if event.old else new


def _state(noun: str, code: str) -> str:
    """A state, or what happened, in words for somebody whom it does not ask for anything."""
    kinds = ["route_of_another", "route"] if noun == "route" else [noun]
    known = next((kind for kind in kinds if code in WORDS.get(kind, {})), "happening")
    return word(known, code)
