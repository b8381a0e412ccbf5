"""A producer takes an offer back, or a coordinator does for it: who had reserved is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.errors import Conflict, NotFound
from foodlink.domain.lifecycle import OfferStatus, RestStatus
from foodlink.domain.offer import Offer
from foodlink.queries.accounts import accounts_of
from foodlink.queries.offers import offer_to_change
from foodlink.queries.reservations import reservations_of
from foodlink.services.leave_stops import leave_stops
from foodlink.services.notices import tell
from foodlink.services.release import release_lines

_WITHDRAWABLE = (OfferStatus.OPEN, OfferStatus.PARTLY_RESERVED, OfferStatus.RESERVED, OfferStatus.PLANNED)


def withdraw_offer(session: Session, offer_id: UUID, *, reason: str | None, by: Actor, at: datetime) -> Offer:
    """Withdraw what is not collected of an offer, release its reservations, tell those concerned, plan the rest again.

    Nothing happens where it is withdrawn already. Raises NotFound for what is another's, Conflict once all is collected or
    the offer has ended otherwise.
    """
    by.must_be(Role.PRODUCER, Role.COORDINATOR)
    offer = offer_to_change(session, offer_id)
    if offer is None or not (by.coordinates_in(offer.territory) or offer.producer_id == by.organisation_id):
        raise NotFound()
    if _is_withdrawn(offer):
        session.commit()
        return offer
    if offer.status not in _WITHDRAWABLE:
        raise Conflict("This offer can no longer be withdrawn.", state=offer.status.value)
    _release_all(session, offer, reason=reason, by=by, at=at)
    for lot in offer.lots:
        if lot.rest is RestStatus.OPEN and lot.left_g > 0:
            lot.rest = RestStatus.WITHDRAWN
    offer.follow_lots(at=at, by=by.account_id, reason=reason)
    announce(offer, "closed", at=at, by=by.account_id)
    session.commit()
    return offer


def _is_withdrawn(offer: Offer) -> bool:
    """Also where a part had been collected before: the offer then shows what became of that."""
    of_a_part = any(lot.rest is RestStatus.WITHDRAWN for lot in offer.lots) and offer.status not in _WITHDRAWABLE
    return offer.status is OfferStatus.WITHDRAWN or of_a_part


def _release_all(session: Session, offer: Offer, *, reason: str | None, by: Actor, at: datetime) -> None:
    told = set(accounts_of(session, offer.producer_id)) if by.coordinates else set()
    released = []
    for reservation in reservations_of(session, offer.id):
        lines = release_lines(reservation, at=at, by=by.account_id, reason=reason)
        if lines:
            told |= set(accounts_of(session, reservation.association_id))
            released += lines
    routes = leave_stops(session, released, at=at, by=by.account_id, reason=reason)
    told |= {route.driver_id for route in routes}
    facts = {"offer_id": offer.id, "title": offer.title, "producer": offer.producer.name, "reason": reason}
    tell(session, told, "offer_withdrawn", facts, at=at)
