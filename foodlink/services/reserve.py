"""An association reserves of an offer, or a coordinator does for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from foodlink.database.driver import nothing_sent
from foodlink.database.rows import insert_at_commit, update_at_commit
from foodlink.database.turns import Turns
from foodlink.database.unlocked import Outdated, write_if_unchanged
from foodlink.domain import event, food_rules
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.draft import LotQuantity
from foodlink.domain.errors import Conflict, Invalid, NotFound
from foodlink.domain.lifecycle import TAKEABLE_OFFERS, ReservationStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Origin, Reservation, ReservationLine, Transport
from foodlink.ids import new_id
from foodlink.local_time import local_day
from foodlink.queries.offers import AsItIs, load_lines, offer_as_it_is, offer_to_reserve
from foodlink.queries.organisations import closed_days
from foodlink.services.reserve_refusals import asked_of, refuse_closed, refuse_full_store, refuse_too_much, refuse_unfit

__all__ = ["LotQuantity", "reserve_lots"]

_TURNS = Turns()


def reserve_lots(
    session: Session,
    offer_id: UUID,
    *,
    lots: Sequence[LotQuantity],
    transport: Transport,
    by: Actor,
    at: datetime,
    association_id: UUID | None = None,
) -> Reservation:
    """Reserve these quantities for the association of `by`, or as a coordinator for `association_id`: all or nothing.

    Raises NotFound for what is another's, Invalid for a lot that is not the offer's or named twice, NotEnoughLeft with what is
    `left`, and Conflict where the offer has ended, or with what is `refused`: a rule of food forbids it, the association is
    closed whenever it could be brought, or its cold store has no room.
    """
    by.must_be(Role.ASSOCIATION, Role.COORDINATOR)
    claim = _Claim(lots, transport, _receiver(session, by, association_id), by, at)
    with _TURNS.of(offer_id):
        found = _as_it_is(session, offer_id, claim) if nothing_sent(session) else None
        if found is not None and _needs_no_lock(found.offer, lots):
            try:
                return _reserve(session, found.offer, claim, found=found)
            except Outdated:
                session.rollback()
        return _reserve(session, offer_to_reserve(session, offer_id), claim)


@dataclass(frozen=True, slots=True)
class _Claim:
    """Who wants what, and how it gets there."""

    lots: Sequence[LotQuantity]
    transport: Transport
    association: Organisation
    by: Actor
    at: datetime


def _as_it_is(session: Session, offer_id: UUID, claim: _Claim) -> AsItIs | None:
    return offer_as_it_is(session, offer_id, association_id=claim.association.id, since=local_day(claim.at))


def _needs_no_lock(offer: Offer, lots: Sequence[LotQuantity]) -> bool:
    """Whether the rows of the offer and its lots tell all: the room of a cold store, and the lines of others, are not in them."""
    asked = {wanted.lot_id for wanted in lots}
    cold = any(lot.temperature in food_rules.COLD for lot in offer.lots if lot.id in asked)
    return not cold and not any(lot.reserved_g for lot in offer.lots if lot.id not in asked)


def _reserve(session: Session, offer: Offer | None, claim: _Claim, *, found: AsItIs | None = None) -> Reservation:
    """By the rules, of an offer that is locked; or that was `found` without: then raises Outdated where it has changed since."""
    association, by, at = claim.association, claim.by, claim.at
    if offer is None or not _may_meet(by, offer, association):
        raise NotFound()
    if offer.status not in TAKEABLE_OFFERS or at >= offer.available_until:
        raise Conflict("This offer can no longer be reserved.", state=offer.status.value)
    asked = asked_of(offer, claim.lots)
    refuse_unfit(offer, asked, association=association, at=at)
    refuse_too_much(asked)
    if claim.transport is Transport.DELIVERY:
        closed = found.closed if found is not None else closed_days(session, association.id, local_day(at))
        refuse_closed(offer, asked, association=association, closed=closed, at=at)
    refuse_full_store(session, offer, asked, association=association, at=at)
    reservation = _take(session, offer, asked, claim)
    event.record(
        reservation, ReservationStatus.ACTIVE, at=at, by=by.account_id, territory=offer.territory, offer_id=offer.id
    )
    load_lines(session, [lot for lot in offer.lots if lot not in asked and lot.reserved_g])
    offer.follow_lots(at=at, by=by.account_id, claimed=asked)
    update_at_commit(session, offer)
    announce(offer, "reserved", at=at, by=by.account_id)
    if found is not None:
        write_if_unchanged(session, found.seen)
    session.commit()
    return reservation


def _receiver(session: Session, by: Actor, association_id: UUID | None) -> Organisation:
    if by.role is Role.ASSOCIATION:
        if association_id not in (None, by.organisation_id):
            raise Invalid({"association_id": ["An association reserves for itself."]})
        association_id = by.organisation_id
    if association_id is None:
        raise Invalid({"association_id": ["Missing data for required field."]})
    association = session.get(Organisation, association_id)
    known = association is not None and association.is_association
    if association is None or not known or (by.coordinates and not by.coordinates_in(association.territory)):
        raise Invalid({"association_id": ["There is no such association."]})
    return association


def _may_meet(by: Actor, offer: Offer, association: Organisation) -> bool:
    """Offers are reserved within their territory."""
    return offer.territory == association.territory and (not by.coordinates or by.coordinates_in(offer.territory))


def _take(session: Session, offer: Offer, asked: Mapping[Lot, int], claim: _Claim) -> Reservation:
    reservation = insert_at_commit(
        session,
        Reservation,
        id=new_id(),
        offer=offer,
        offer_id=offer.id,
        association=claim.association,
        association_id=claim.association.id,
        territory=offer.territory,
        reserved_by=claim.by.account_id,
        status=ReservationStatus.ACTIVE,
        transport=claim.transport,
        origin=Origin.CLAIMED,
        created_at=claim.at,
    )
    lines = []
    for lot, quantity_g in asked.items():
        lot.reserved_g += quantity_g
        update_at_commit(session, lot)
        line = insert_at_commit(
            session,
            ReservationLine,
            id=new_id(),
            reservation=reservation,
            reservation_id=reservation.id,
            lot_id=lot.id,
            quantity_g=quantity_g,
            status=ReservationStatus.ACTIVE,
        )
        lines.append(line)
    set_committed_value(reservation, "lines", lines)
    return reservation
