"""Who holds what a plan moves: claimed lines as they are, allocated ones where the plan takes them. Steps of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from foodlink.domain import event
from foodlink.domain.lifecycle import AWAITED_RESERVATIONS, CarryStatus, ReservationStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Carry, Origin, Reservation, ReservationLine, Transport
from foodlink.domain.route import Collection
from foodlink.ids import new_id
from foodlink.queries.dispatching import lines_by_id, still_carried
from foodlink.services.report_aftermath import announce_changes, seen
from foodlink.services.tell_dispatch import tell_associations

Document = dict[str, Any]
_R = ReservationStatus


class Allocation:
    """The lines behind a proposal's cargo, by its numbers."""

    def __init__(
        self, session: Session, proposal: Document, numbers: Iterable[int], *, by: UUID | None, at: datetime
    ) -> None:
        self._session, self._by, self._at = session, by, at
        self._cargo = {number: proposal["cargo"][str(number)] for number in numbers}
        self._unassigned = [UUID(one["line_id"]) for one in proposal["unassigned"] if one["line_id"]]
        known = [UUID(cargo["line_id"]) for cargo in self._cargo.values() if cargo["line_id"]]
        self._known = lines_by_id(session, [*known, *self._unassigned])
        self._lots = self._load_lots()
        self._associations = self._load_associations()
        self._before = [(offer, seen(offer)) for offer in self._offers()]
        self._line_of: dict[int, ReservationLine] = {}
        self._new: dict[tuple[UUID, UUID], Reservation] = {}
        self._changed: dict[UUID, Reservation] = {}
        for number, cargo in self._cargo.items():
            if cargo["line_id"] and cargo["association_id"] == cargo["held_by"]:
                self._line_of[number] = self._known[UUID(cargo["line_id"])]

    @property
    def kept(self) -> set[ReservationLine]:
        """The lines that stay as they are held."""
        return set(self._line_of.values())

    def lines_kept(self, numbers: Iterable[int]) -> list[UUID]:
        """The lines of these pieces that stay as they are held."""
        return [self._line_of[number].id for number in numbers if number in self._line_of]

    def lines(self, numbers: Iterable[int]) -> list[tuple[ReservationLine, int]]:
        """The line of each of these pieces, once all is held, with the grams that ride."""
        return [(self._line_of[number], self._cargo[number]["quantity_g"]) for number in numbers]

    def let_go(self, off: Sequence[ReservationLine]) -> None:
        """Free the lines that no route, of whatever day, carries any more: a claim waits again, an allocation ends."""
        moved = [self._known[UUID(one["line_id"])] for one in self._cargo.values() if one["line_id"]]
        waiting = [*off, *(self._known[one] for one in self._unassigned if one in self._known)]
        waiting += [line for line in moved if line not in self.kept]
        stays = still_carried(self._session, [line.id for line in waiting])
        for line in dict.fromkeys(waiting):
            if line.id in stays or line in self.kept or line.status not in AWAITED_RESERVATIONS:
                continue
            self._note(line)
            if line.reservation.origin is Origin.ALLOCATED:
                line.move_to(_R.RELEASED)
            else:
                line.move_to(_R.ACTIVE)

    def hold(self) -> None:
        """Hold all that is carried: new lines for what is free, moved or handed on; every line not on board is planned."""
        for number, cargo in self._cargo.items():
            if number not in self._line_of:
                self._line_of[number] = self._new_line(cargo)
            line = self._line_of[number]
            if line.status is _R.ACTIVE:
                line.move_to(_R.PLANNED)
                self._note(line)

    def follow(self) -> None:
        """Let reservations and offers show what became of their lines, announce what is left, tell the associations."""
        allocated = list(self._new.values())
        for reservation in allocated:
            status = min((line.status for line in reservation.lines), key=list(_R).index)
            reservation.status = status
            event.record(
                reservation,
                status,
                at=self._at,
                by=self._by,
                territory=reservation.territory,
                offer_id=reservation.offer_id,
            )
        moved = []
        for reservation in self._changed.values():
            before = reservation.status
            released = all(line.status is _R.RELEASED for line in reservation.lines)
            reason = "Le plan l'apporte à une autre association, ou ne peut plus l'apporter." if released else None
            reservation.follow_lines(at=self._at, by=self._by, reason=reason)
            if reservation.status is not before:
                moved.append(reservation)
        for offer, _ in self._before:
            offer.follow_lots(at=self._at, by=self._by)
        announce_changes(self._before, at=self._at, by=self._by)
        tell_associations(self._session, allocated, moved, at=self._at)

    def _note(self, line: ReservationLine) -> None:
        if line.reservation not in self._new.values():
            self._changed[line.reservation.id] = line.reservation

    def _new_line(self, cargo: Document) -> ReservationLine:
        lot = self._lots[UUID(cargo["lot_id"])]
        reservation = self._reservation(lot.offer, UUID(cargo["association_id"]))
        line = ReservationLine(id=new_id(), lot=lot, quantity_g=cargo["quantity_g"], status=_R.ACTIVE)
        reservation.lines.append(line)
        if cargo["carry_id"]:
            self._hand_on(line, UUID(cargo["carry_id"]))
        else:
            lot.reserved_g += cargo["quantity_g"]
        return line

    def _hand_on(self, line: ReservationLine, carry_id: UUID) -> None:
        """Refused food is on board already: its new line begins as collected, when the first one was."""
        carry = self._session.get_one(Carry, carry_id)
        line.status, line.collected_g = _R.COLLECTED, line.quantity_g
        self._session.flush()
        carry.handed_on_line_id = line.id
        carry.move_to(CarryStatus.HANDED_ON)
        first = self._session.scalars(select(Collection).where(Collection.line_id == carry.refused_line_id)).first()
        self._session.add(
            Collection(
                line_id=line.id,
                lot_id=line.lot_id,
                producer_id=line.lot.offer.producer_id,
                association_id=line.reservation.association_id,
                route_id=carry.route_id,
                collected_at=carry.collected_at,
                collected_g=line.quantity_g,
                collected_by=first.collected_by if first else None,
                collected_temperature_c=first.collected_temperature_c if first else None,
                flags={"handed_on_from": str(carry.refused_line_id)},
            )
        )

    def _reservation(self, offer: Offer, association_id: UUID) -> Reservation:
        """One reservation for all that this plan allocates of an offer to an association."""
        key = (offer.id, association_id)
        if key not in self._new:
            self._new[key] = Reservation(
                id=new_id(),
                offer=offer,
                association=self._associations[association_id],
                territory=offer.territory,
                status=_R.ACTIVE,
                transport=Transport.DELIVERY,
                origin=Origin.ALLOCATED,
                created_at=self._at,
                lines=[],
            )
            self._session.add(self._new[key])
        return self._new[key]

    def _load_lots(self) -> dict[UUID, Lot]:
        wanted = {UUID(cargo["lot_id"]) for cargo in self._cargo.values()}
        lots = self._session.scalars(
            select(Lot)
            .where(Lot.id.in_(wanted))
            .options(joinedload(Lot.offer).selectinload(Offer.lots).selectinload(Lot.lines))
        )
        return {lot.id: lot for lot in lots.unique()}

    def _load_associations(self) -> dict[UUID, Organisation]:
        wanted = {UUID(cargo["association_id"]) for cargo in self._cargo.values()}
        return {one.id: one for one in self._session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}

    def _offers(self) -> list[Offer]:
        """Every offer that this publication may change, once each, by id."""
        found = {lot.offer.id: lot.offer for lot in self._lots.values()}
        found |= {line.lot.offer.id: line.lot.offer for line in self._known.values()}
        return [found[key] for key in sorted(found)]
