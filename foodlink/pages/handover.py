"""Food that an association fetches itself: saying that it was fetched, or was not, from either side of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from foodlink import clock
from foodlink.domain.reservation import Reservation, Transport
from foodlink.ids import new_id
from foodlink.pages.form import Form, load
from foodlink.pages.visitor import actor, db
from foodlink.pages.words import WORDS, word
from foodlink.schemas.reports import SelfEventsSchema
from foodlink.services.report_self_collection import report_self_collection

_events = SelfEventsSchema()


@dataclass(frozen=True, slots=True)
class HeldLot:
    """A lot of a reservation with all that is held of it, in grams."""

    id: UUID
    description: str
    temperature: str
    held_g: int


def reported(form: Form, reservation_id: UUID) -> str | None:
    """Report what the form says of a reservation; the word for what was done, None where it was refused."""
    document = form.document()
    event = {name: document[name] for name in ("event_id", "type", "note", "lots") if name in document}
    with form.refusals():
        events = load(_events, {"events": [event | {"at": clock.now().isoformat()}]})["events"]
        outcome = report_self_collection(db(), reservation_id, events=events, by=actor(), at=clock.now())
        for result in outcome.results:
            if result.status == "rejected":
                form.refuse("", result.detail or "")
    if form.errors:
        return None
    return "handed_over" if event.get("type") == "collected" else "not_fetched"


def said_of_reservation(reservation: Reservation) -> str:
    """The state of a reservation in words; one that is fetched waits for nobody's route."""
    if reservation.transport is Transport.SELF and reservation.status.value in WORDS["self_reservation"]:
        return word("self_reservation", reservation.status)
    return word("reservation", reservation.status)


def lots_of(reservation: Reservation) -> list[HeldLot]:
    """The lots of a reservation, each once, with all that its lines hold of it."""
    held: dict[UUID, HeldLot] = {}
    for line in reservation.lines:
        if line.holds:
            before = held[line.lot_id].held_g if line.lot_id in held else 0
            held[line.lot_id] = HeldLot(
                line.lot_id, line.lot.description, line.lot.temperature.value, before + line.quantity_g
            )
    return list(held.values())


def add_handover(app: Flask) -> None:
    """Let the forms of reports draw an identifier: sent twice, a report counts once."""
    app.jinja_env.globals["new_event_id"] = new_id
