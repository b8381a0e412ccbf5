"""A coordinator decides what planning may not: which association gets a lot, and who drives a route. With a reason in the log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from foodlink import jobs
from foodlink.domain import event, food_rules
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.errors import Conflict, Invalid, NotFound
from foodlink.domain.lifecycle import LIVE_OFFERS, RouteStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.route import Route
from foodlink.local_time import local_day
from foodlink.queries.persons import accounts_of
from foodlink.queries.routes import lock_offers, locked_route
from foodlink.services.hand_route import hand_to
from foodlink.services.notices import tell


def pin_lot(
    session: Session, lot_id: UUID, *, association_id: UUID | None, reason: str, by: Actor, at: datetime
) -> Offer:
    """Keep what is free of a lot for one association, or for nobody in particular again (None). The lot's offer.

    Raises NotFound outside one's territory, Invalid for an association that is not of it, and Conflict where the food
    rules keep the lot from it or the offer has ended.
    """
    by.must_be(Role.COORDINATOR)
    offer_id = session.scalar(select(Lot.offer_id).where(Lot.id == lot_id))
    offers = lock_offers(session, [offer_id]) if offer_id is not None else []
    if not offers or not by.coordinates_in(offers[0].territory):
        raise NotFound()
    offer = offers[0]
    lot = next(lot for lot in offer.lots if lot.id == lot_id)
    if offer.status not in LIVE_OFFERS:
        raise Conflict(state=offer.status.value)
    if association_id is not None:
        _check_may_get(session, lot, association_id, at=at)
    _pin(session, lot, association_id, reason=reason, by=by.account_id, at=at)
    announce(offer, "changed", at=at, by=by.account_id)
    jobs.ask_for_replan(session, offer.territory, local_day(at).isoformat())
    session.commit()
    return offer


def _pin(session: Session, lot: Lot, association_id: UUID | None, *, reason: str, by: UUID, at: datetime) -> None:
    """Write the pin, or that there is none, with its event; tell the association."""
    lot.pinned_association_id = association_id
    pinned = association_id is not None
    new = "lot_pinned" if pinned else "lot_unpinned"
    data = {"lot_id": str(lot.id), "association_id": str(association_id) if pinned else None}
    offer = lot.offer
    event.record(offer, new, at=at, by=by, territory=offer.territory, reason=reason, offer_id=offer.id, data=data)
    if association_id is not None:
        facts = {"offer_id": offer.id, "lot_id": lot.id, "description": lot.description}
        tell(session, accounts_of(session, [association_id]), "lot_pinned", facts, at=at)


def _check_may_get(session: Session, lot: Lot, association_id: UUID, *, at: datetime) -> None:
    association = session.get(Organisation, association_id)
    if association is None or not association.is_association or association.territory != lot.offer.territory:
        raise Invalid({"association_id": ["This association is not known in this territory."]})
    refusal = food_rules.may_not_go_to(lot, association, lot.offer.there_from(at))
    if refusal is not None:
        raise Conflict(refusal.en, code=refusal.code)


def pin_route(
    session: Session, route_id: UUID, *, driver_id: UUID | None = None, reason: str, by: Actor, at: datetime
) -> Route:
    """Fix a route so that planning again leaves it as it is, and with `driver_id` hand it to that driver first.

    A route in another driver's hands is another route: the old one is cancelled and the new one is proposed. Raises
    NotFound outside one's territory, Conflict with its cause where the route has ended or begun, or where that driver's
    vehicle or shift cannot do it.
    """
    by.must_be(Role.COORDINATOR)
    route = locked_route(session, route_id)
    if route is None or route.status is RouteStatus.DRAFT or not by.coordinates_in(route.territory):
        raise NotFound()
    if not route.is_active:
        raise Conflict(state=route.status.value)
    if driver_id is not None and driver_id != route.driver_id:
        route = hand_to(session, route, driver_id, reason=reason, by=by.account_id, at=at)
    route.pinned_at = at
    event.record(route, "pinned", at=at, by=by.account_id, territory=route.territory, reason=reason)
    session.commit()
    return route
