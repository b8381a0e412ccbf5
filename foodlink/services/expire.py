"""The clock gives up what time has run out for: routes that nobody accepted, lines never fetched, food past its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from config.tables import table
from foodlink.domain import availability, food_rules
from foodlink.domain.lifecycle import (
    AWAITED_RESERVATIONS,
    LIVE_OFFERS,
    CarryStatus,
    ReservationStatus,
    RestStatus,
    RouteStatus,
)
from foodlink.domain.offer import Offer
from foodlink.domain.operation import Fact
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.reservation import Reservation, ReservationLine, Transport
from foodlink.domain.route import Route
from foodlink.queries.accounts import accounts_of
from foodlink.queries.expiring import (
    carries_past,
    offers_past,
    routes_carrying,
    routes_of_past_days,
    routes_unanswered,
)
from foodlink.queries.routes import lock_offers, locked_route
from foodlink.services.leave_route import end_past_route, leave_route
from foodlink.services.leave_stops import leave_stops
from foodlink.services.notices import tell
from foodlink.services.report_aftermath import announce_changes, seen

_R = ReservationStatus
UNANSWERED = "Personne n'a accepté cette tournée avant son départ."
NEVER_DRIVEN = "Cette tournée n'a pas eu lieu."
TOO_LATE = "Le temps du producteur est passé avant la collecte."
PAST_USE_BY = "La DLC est passée."


@dataclass(frozen=True, slots=True)
class Expired:
    """How much was given up: offers touched, lines, routes, pieces of refused food."""

    offers: int = 0
    lines: int = 0
    routes: int = 0
    carries: int = 0


def expire_past(session: Session, territory: str, *, at: datetime) -> Expired:
    """Give up what is past in a territory, with an event for each; run again at once, it finds nothing to do.

    Each route in a transaction of its own, then all food at once. Days whose routes lose something are planned again.
    """
    unanswered = routes_unanswered(session, territory, at=at)
    routes = [route_id for route_id in unanswered if _give_up_route(session, route_id, at=at)]
    offers = lock_offers(session, offers_past(session, territory, at=at))
    before = [(offer, seen(offer)) for offer in offers]
    touched: dict[UUID, Reservation] = {}
    lines = [line for offer in offers for line in _give_up_lines(session, offer, touched, at=at)]
    leave_stops(session, lines, at=at, by=None, reason=TOO_LATE)
    carries = carries_past(session, territory, at=at)
    for carry in carries:
        carry.move_to(CarryStatus.RETURNED)
        before.append((carry.lot.offer, seen(carry.lot.offer)))
    for reservation in touched.values():
        reservation.follow_lines(at=at, by=None, reason=reservation.reason)
    for offer, _ in before:
        offer.follow_lots(at=at, by=None)
    announce_changes(before, at=at, by=None)
    _announce_deadlines(session, territory, at=at)
    session.commit()
    begun = routes_of_past_days(session, territory, at=at)
    routes += [route_id for route_id in begun if _end_past_route(session, route_id, at=at)]
    return Expired(len(before), len(lines), len(routes), len(carries))


def _give_up_route(session: Session, route_id: UUID, *, at: datetime) -> bool:
    route = locked_route(session, route_id)
    if route is None or route.status not in (RouteStatus.PROPOSED, RouteStatus.ACCEPTED):
        session.rollback()
        return False
    reason = UNANSWERED if route.status is RouteStatus.PROPOSED else NEVER_DRIVEN
    leave_route(session, route, status=RouteStatus.CANCELLED, at=at, by=None, reason=reason)
    session.commit()
    return True


def _end_past_route(session: Session, route_id: UUID, *, at: datetime) -> bool:
    """End a route that was begun on a day that is over; one that has food on board as far as is known goes on."""
    route = locked_route(session, route_id)
    changed = route is not None and route.status is RouteStatus.UNDER_WAY and end_past_route(session, route, at=at)
    session.commit()
    return changed


def _give_up_lines(
    session: Session, offer: Offer, touched: dict[UUID, Reservation], *, at: datetime
) -> list[ReservationLine]:
    """End what of a past offer was never fetched, and what nobody took; who is on the way has a little longer."""
    waiting = [line for lot in offer.lots for line in lot.lines if line.status in AWAITED_RESERVATIONS]
    coming = routes_carrying(session, [line.id for line in waiting])
    ended = [line for line in waiting if (_is_too_late(line, offer, coming.get(line.id), at=at))]
    for line in ended:
        reason = PAST_USE_BY if food_rules.expired(line.lot.use_by, at) else TOO_LATE
        line.move_to(_R.EXPIRED)
        line.reservation.reason = reason
        touched[line.reservation_id] = line.reservation
    for lot in offer.lots:
        if lot.left_g > 0 and (offer.available_until <= at or food_rules.expired(lot.use_by, at)):
            lot.rest = RestStatus.EXPIRED
    _tell(session, offer, ended, at=at)
    return ended


def _is_too_late(line: ReservationLine, offer: Offer, route: Route | None, *, at: datetime) -> bool:
    if food_rules.expired(line.lot.use_by, at):
        return True
    notice = table("routing")["notice"]
    grace_s = 0
    if route is not None:
        grace_s = notice["late_pickup_s"]
    elif line.reservation.transport is Transport.SELF:
        grace_s = notice["self_report_s"]
    return offer.available_until + timedelta(seconds=grace_s) <= at


def _tell(session: Session, offer: Offer, ended: Sequence[ReservationLine], *, at: datetime) -> None:
    facts = {"offer_id": offer.id, "title": offer.title}
    tell(session, accounts_of(session, offer.producer_id), "offer_expired", facts, at=at)
    for association in {line.reservation.association_id for line in ended}:
        tell(session, accounts_of(session, association), "reservation_expired", facts, at=at)


def _announce_deadlines(session: Session, territory: str, *, at: datetime) -> None:
    """Offers of which a use-by date came too near for somebody since the last time leave those associations' view."""
    name = f"deadlines:{territory}"
    fact = session.get(Fact, name) or Fact(name=name, value={}, at=at)
    leads = session.scalars(
        select(Organisation.use_by_lead_h)
        .where(Organisation.territory == territory, Organisation.kind == OrganisationKind.ASSOCIATION)
        .distinct()
    ).all()
    live = session.scalars(
        select(Offer)
        .where(Offer.territory == territory, Offer.status.in_(LIVE_OFFERS), Offer.available_until > at)
        .options(selectinload(Offer.lots))
        .order_by(Offer.id)
    )
    for offer in live:
        if availability.passed_deadlines(offer, leads, since=fact.at, at=at):
            availability.announce(offer, availability.Change.CHANGED, at=at, by=None)
    fact.at = max(at, fact.at)
    session.add(fact)
