"""An association that fetches its food itself, or the producer, reports what happened: collected also delivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.handover import (
    ReportedEvent,
    ReportKind,
    ReportResult,
    misses_temperature,
    share_out,
    unfit_to_load,
)
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS, ReservationStatus
from foodlink.domain.offer import Lot
from foodlink.domain.report_words import Rejected
from foodlink.domain.reservation import Reservation, ReservationLine, Transport
from foodlink.queries.reservations import visible_reservation
from foodlink.queries.routes import collections_of_lines, lock_offers
from foodlink.services.collect import leave_behind, take_on_board
from foodlink.services.deliver import hand_over
from foodlink.services.handling import Handling, Known
from foodlink.services.report_aftermath import Aftermath
from foodlink.services.report_once import apply_batch

_REPORTABLE = (*AWAITED_RESERVATIONS, ReservationStatus.EXPIRED, ReservationStatus.RELEASED)


@dataclass(frozen=True)
class SelfReport:
    """What became of each event, in the order in which they were sent, and the reservation after them."""

    results: list[ReportResult]
    reservation: Reservation


def report_self_collection(
    session: Session, reservation_id: UUID, *, events: Sequence[ReportedEvent], by: Actor, at: datetime
) -> SelfReport:
    """Apply a batch of `collected` and `failed` to a reservation that its association fetches itself.

    For its association, its producer, and the coordinator on their behalf. Raises NotFound for another's reservation and
    Conflict where a driver brings it: then the driver reports.
    """
    by.must_be(Role.ASSOCIATION, Role.PRODUCER, Role.COORDINATOR)
    known = visible_reservation(session, reservation_id, by=by)
    if known is None:
        raise NotFound()
    if known.transport is not Transport.SELF:
        raise Conflict("A driver brings this reservation, and reports it.", transport=known.transport.value)
    (offer,) = lock_offers(session, [known.offer_id])
    reservation = next(line.reservation for lot in offer.lots for line in lot.lines if line.reservation_id == known.id)
    held = Known({}, collections_of_lines(session, [line.id for line in reservation.lines]))
    aftermath = Aftermath.of_offers(session, [offer])
    results = apply_batch(
        session,
        events,
        lambda event: Handling(session, held, at=event.at, by=by.account_id, route=None, note=event.note),
        lambda hand, event: _report(hand, event, reservation, by=by),
        aftermath,
        received=at,
        reservation_id=reservation.id,
    )
    aftermath.conclude(None, at=at, by=by)
    session.commit()
    return SelfReport(results, reservation)


def _report(hand: Handling, event: ReportedEvent, reservation: Reservation, *, by: Actor) -> None:
    if event.kind not in (ReportKind.COLLECTED, ReportKind.FAILED):
        raise Rejected("not_here", kind=event.kind.value)
    by_lot = _waiting_lines(event, reservation).values()
    if event.kind is ReportKind.FAILED:
        for _, lines in by_lot:
            _fail(hand, lines, nothing_there=by.role is not Role.PRODUCER)
        return
    taken = [(line, temperature) for lot, lines in by_lot for line, temperature in _collect(hand, event, lot, lines)]
    hand.follow()
    for line, temperature in taken:
        hand_over(hand, line, quantity_g=line.collected_g or 0, temperature_c=temperature)


def _waiting_lines(event: ReportedEvent, reservation: Reservation) -> dict[UUID, tuple[Lot, list[ReservationLine]]]:
    here = {line.lot_id for line in reservation.lines}
    named = event.named()
    for index, lot in enumerate(event.lots or ()):
        if lot.lot_id not in here:
            raise Rejected("unknown_lot", index=index)
    waiting: dict[UUID, tuple[Lot, list[ReservationLine]]] = {}
    for line in reservation.lines:
        picked_out = event.kind is ReportKind.FAILED and event.lots is not None and line.lot_id not in named
        if line.status in _REPORTABLE and not picked_out:
            waiting.setdefault(line.lot_id, (line.lot, []))[1].append(line)
    if not waiting:
        raise Rejected("already_done")
    return waiting


def _collect(
    hand: Handling, event: ReportedEvent, lot: Lot, lines: list[ReservationLine]
) -> list[tuple[ReservationLine, float | None]]:
    """Weigh the lines of one lot; those that were taken, with the temperature that was measured."""
    said = event.named().get(lot.id)
    total = sum(line.quantity_g for line in lines) if said is None or said.quantity_g is None else said.quantity_g
    temperature = said.temperature_c if said is not None else None
    if misses_temperature(lot, total, temperature):
        index = [one.lot_id for one in event.lots or ()].index(lot.id) if said else len(event.lots or ())
        raise Rejected("needs_temperature", index=index, lot=lot.description)
    taken = []
    for line, quantity in zip(lines, share_out(total, [line.quantity_g for line in lines]), strict=True):
        if quantity == 0 or unfit_to_load(lot, temperature, hand.at):
            leave_behind(hand, line, load=None, measured_g=quantity, temperature_c=temperature)
        elif take_on_board(hand, line, quantity_g=quantity, temperature_c=temperature):
            taken.append((line, temperature))
    return taken


def _fail(hand: Handling, lines: list[ReservationLine], *, nothing_there: bool) -> None:
    """The association says that nothing was there; the producer says that nobody came, and then the food is free again."""
    for line in lines:
        if nothing_there:
            leave_behind(hand, line, load=None)
        elif line.holds:
            line.move_to(ReservationStatus.FAILED)
            hand.touch(line)
