"""What the steps of a report share: who reported, when, and what is known of the lines it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain import food_rules
from foodlink.domain.lifecycle import PENDING_STOPS, CarryStatus, StopStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.report_words import sentence
from foodlink.domain.reservation import Carry, Reservation, ReservationLine
from foodlink.domain.route import Collection, Route, Stop, StopKind, StopLoad


@dataclass
class Known:
    """What was read, under lock, before a batch of reports: all loads of each line, wherever, and what was weighed."""

    loads: Mapping[UUID, list[StopLoad]]
    collections: dict[UUID, Collection]

    def forget_undone(self, session: Session) -> None:
        """After a savepoint was rolled back: forget the records that were begun in it."""
        for line_id, collection in list(self.collections.items()):
            if collection not in session:
                del self.collections[line_id]


@dataclass
class Handling:
    """One report being applied at the moment `at` (when it happened), and what came of it."""

    session: Session
    known: Known
    at: datetime
    by: UUID
    route: Route | None
    note: str | None = None
    off_route: bool = False
    replan: bool = False
    warnings: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    flagged: list[ReservationLine] = field(default_factory=list)
    touched: dict[UUID, ReservationLine] = field(default_factory=dict)
    reasons: dict[UUID, str] = field(default_factory=dict)
    other_routes: dict[UUID, Route] = field(default_factory=dict)

    def touch(self, line: ReservationLine, *, why: str | None = None, **facts: object) -> None:
        """Remember that the line changed, so that its reservation and offer follow it; `why` is a code of `report_words`."""
        self.touched[line.id] = line
        if why is not None:
            self.reasons[line.id] = sentence(why, "fr", lot=line.lot.description, **facts)

    def warn(self, code: str, **facts: object) -> None:
        """Tell whoever reported, in a sentence of `report_words`."""
        if (code, facts) not in self.warnings:
            self.warnings.append((code, facts))

    def flag(self, line: ReservationLine, name: str, value: object) -> None:
        """Note on the line's collection something that the coordinator is shown."""
        collection = self.known.collections[line.id]
        collection.flags = {**(collection.flags or {}), name: value}
        self.flagged.append(line)

    def collection_of(self, line: ReservationLine, *, collected_at: datetime) -> Collection:
        """The record of the line's handover, begun where there is none yet."""
        found = self.known.collections.get(line.id)
        if found is None:
            found = Collection(
                line_id=line.id,
                lot_id=line.lot_id,
                producer_id=line.lot.offer.producer_id,
                association_id=line.reservation.association_id,
                route_id=self.route.id if self.route else None,
                collected_at=collected_at,
                collected_g=line.collected_g or 0,
                collected_by=self.by,
            )
            self.session.add(found)
            self.known.collections[line.id] = found
        return found

    def cancel_loads(self, line: ReservationLine, *, kind: StopKind | None = None, but: StopLoad | None = None) -> None:
        """Take the line off the stops where it is still to be loaded or unloaded; a stop left with nothing is cancelled."""
        for load in self.known.loads.get(line.id, []):
            if load is but or load.status not in PENDING_STOPS or (kind is not None and load.kind is not kind):
                continue
            load.status = StopStatus.CANCELLED
            settle_stop(load.stop, at=self.at, by=self.by, reason=self.note)
            if self.route is None or load.stop.route_id != self.route.id:
                self.other_routes[load.stop.route_id] = load.stop.route

    def carry(self, line: ReservationLine, quantity_g: int) -> None:
        """Note that so many grams of the line were not handed over and are still on board, or are to be brought back."""
        if self.route is None:
            return
        found = next((carry for carry in line.lot.carries if carry.refused_line_id == line.id), None)
        if found is not None and found.status is CarryStatus.ON_BOARD:
            found.quantity_g += quantity_g
        elif found is None:
            found = Carry(
                lot=line.lot,
                route_id=self.route.id,
                refused_line_id=line.id,
                quantity_g=quantity_g,
                since=self.at,
                collected_at=self.known.collections[line.id].collected_at,
                status=CarryStatus.ON_BOARD,
            )
            self.session.add(found)
        if food_rules.expired(line.lot.use_by, self.at):
            found.move_to(CarryStatus.RETURNED)
            self.warn("bring_back", lot=line.lot.description)
        else:
            self.replan = True
            self.warn("still_on_board", lot=line.lot.description)

    def follow(self) -> None:
        """Let reservations and offers show what became of their lines, each with its event."""
        reservations: dict[UUID, Reservation] = {}
        offers: dict[UUID, Offer] = {}
        reasons: dict[UUID, str | None] = {}
        for line in self.touched.values():
            reservations[line.reservation_id] = line.reservation
            offers[line.lot.offer_id] = line.lot.offer
            for subject in (line.reservation_id, line.lot.offer_id):
                reasons[subject] = reasons.get(subject) or self.note or self.reasons.get(line.id)
        for reservation in reservations.values():
            reservation.follow_lines(at=self.at, by=self.by, reason=reasons[reservation.id])
        for offer in offers.values():
            offer.follow_lots(at=self.at, by=self.by, reason=reasons[offer.id])


def carried_g(line: ReservationLine) -> int:
    """How many grams of the line were not handed over at its stop."""
    return sum(carry.quantity_g for carry in line.lot.carries if carry.refused_line_id == line.id)


def on_board_g(line: ReservationLine) -> int:
    """How many grams of the line are still to be handed over, as far as is known."""
    return max(0, (line.collected_g or 0) - carried_g(line) - (line.delivered_g or 0))


def in_order(loads: list[StopLoad]) -> dict[UUID, tuple[Lot, list[StopLoad]]]:
    """The loads of a stop by their lot, the older lines first."""
    lots: dict[UUID, tuple[Lot, list[StopLoad]]] = {}
    for load in sorted(loads, key=lambda one: one.line_id):
        lots.setdefault(load.line.lot_id, (load.line.lot, []))[1].append(load)
    return lots


_SHOWN = (StopStatus.DONE, StopStatus.REFUSED, StopStatus.FAILED)


def settle_stop(stop: Stop, *, at: datetime, by: UUID | None, reason: str | None) -> None:
    """End a stop at which nothing is left to do, by the best that became of its loads."""
    states = {load.status for load in stop.loads}
    if states & set(PENDING_STOPS):
        return
    shown = next((status for status in _SHOWN if status in states), StopStatus.CANCELLED)
    if stop.status in (StopStatus.DONE, StopStatus.REFUSED, StopStatus.FAILED):
        return
    stop.move_to(shown, at=at, by=by, reason=reason)
    if shown is not StopStatus.CANCELLED:
        stop.ended_at = at
        stop.note = reason or stop.note
