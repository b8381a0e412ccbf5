"""What a batch of reports leaves behind for others: announcements, notices, and a wish to plan the day again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain import availability
from foodlink.domain.actor import Actor
from foodlink.domain.handover import ReportedEvent, ReportKind
from foodlink.domain.lifecycle import LIVE_OFFERS, OfferStatus, ReservationStatus
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.persons import accounts_of, coordinators_of
from foodlink.services.handling import Handling, Known
from foodlink.services.notices import tell

Seen = tuple[OfferStatus, tuple[int, ...]]


def seen(offer: Offer) -> Seen:
    """What others see of an offer: its state and what is left of each lot, in grams."""
    return offer.status, tuple(lot.left_g for lot in offer.lots)


@dataclass
class Aftermath:
    """Gathered over the events of a batch, told once at its end."""

    session: Session
    before_them: dict[UUID, tuple[Offer, Seen]]
    moments: list[datetime] = field(default_factory=list)
    driven: bool = False
    replan: bool = False
    off_route: list[ReportedEvent] = field(default_factory=list)
    flagged: dict[UUID, ReservationLine] = field(default_factory=dict)
    missed: dict[UUID, tuple[ReservationLine, ReportKind]] = field(default_factory=dict)
    other_routes: dict[UUID, Route] = field(default_factory=dict)

    @classmethod
    def before(cls, session: Session, known: Known) -> Aftermath:
        """Begin: remember what others saw of the offers."""
        loads = [load for of_line in known.loads.values() for load in of_line]
        return cls.of_offers(session, [load.line.lot.offer for load in loads])

    @classmethod
    def of_offers(cls, session: Session, offers: Iterable[Offer]) -> Aftermath:
        """Begin: remember what others saw of these offers."""
        return cls(session, {offer.id: (offer, seen(offer)) for offer in offers})

    def remember(self, hand: Handling, event: ReportedEvent) -> None:
        """Take in what one accepted event changed."""
        self.moments.append(event.at)
        # Who has food on board drives, even where its pickup had left the route: it is then planned to a door.
        loaded = any(line.status is ReservationStatus.COLLECTED for line in hand.touched.values())
        self.driven |= not hand.off_route or (loaded and event.kind is ReportKind.COLLECTED)
        self.replan |= hand.replan
        if hand.off_route:
            self.off_route.append(event)
        self.flagged.update({line.id: line for line in hand.flagged})
        self.other_routes.update(hand.other_routes)
        if event.kind in (ReportKind.FAILED, ReportKind.REFUSED):
            self.missed.update({key: (line, event.kind) for key, line in hand.touched.items()})

    def conclude(self, route: Route | None, *, at: datetime, by: Actor) -> None:
        """Announce what can be taken, tell those concerned, ask for the rest of the day to be planned again."""
        for other in self.other_routes.values():
            other.version += 1
        if route is not None and (self.replan or self.other_routes):
            jobs.ask_for_replan(self.session, route.territory, max(route.day, local_day(at)).isoformat())
        announce_changes(list(self.before_them.values()), at=at, by=by.account_id)
        territory = next((offer.territory for offer, _ in self.before_them.values()), None)
        if territory is not None:
            self._tell(route, territory, at=at)

    def _tell(self, route: Route | None, territory: str, *, at: datetime) -> None:
        for line, kind in self.missed.values():
            concerned = [line.reservation.association_id, line.lot.offer.producer_id]
            tell(self.session, accounts_of(self.session, concerned), f"lot_{kind.value}", _facts(line), at=at)
        if not (self.off_route or self.flagged):
            return
        coordinators = coordinators_of(self.session, territory)
        for event in self.off_route:
            facts = {"route_id": route.id if route else None, "stop_id": event.stop_id, "event_id": event.event_id}
            tell(self.session, coordinators, "report_off_route", facts, at=at)
        for line in self.flagged.values():
            tell(self.session, coordinators, "measure_flagged", _facts(line), at=at)


def announce_changes(before: list[tuple[Offer, Seen]], *, at: datetime, by: UUID | None) -> None:
    """Announce each offer of which others now see something else than before."""
    for offer, seen_before in before:
        if seen(offer) != seen_before:
            kind = availability.Change.CHANGED if offer.status in LIVE_OFFERS else availability.Change.CLOSED
            availability.announce(offer, kind, at=at, by=by)


def _facts(line: ReservationLine) -> dict[str, object]:
    return {
        "offer_id": line.lot.offer_id,
        "lot_id": line.lot_id,
        "reservation_id": line.reservation_id,
        "description": line.lot.description,
        "quantity_g": line.quantity_g,
    }
