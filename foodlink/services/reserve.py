"""An association reserves of an offer, or a coordinator does for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from foodlink.database.rows import insert_at_commit, update_at_commit
from foodlink.domain import event, food_rules
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.availability import announce
from foodlink.domain.draft import LotQuantity
from foodlink.domain.errors import Conflict, Invalid, NotEnoughLeft, NotFound
from foodlink.domain.lifecycle import TAKEABLE_OFFERS, ReservationStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Origin, Reservation, ReservationLine, Transport
from foodlink.ids import new_id
from foodlink.local_time import local_day
from foodlink.queries.offers import load_lines, offer_to_reserve
from foodlink.queries.reservations import held_on

__all__ = ["LotQuantity", "reserve_lots"]


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

    Raises NotFound for what is another's, Invalid for a lot that is not the offer's or named twice, Conflict where the offer
    has ended, a rule of food forbids it (`refused`) or the cold store has no room, NotEnoughLeft with what is `left`.
    """
    by.must_be(Role.ASSOCIATION, Role.COORDINATOR)
    association = _receiver(session, by, association_id)
    offer = offer_to_reserve(session, offer_id)
    if offer is None or not _may_meet(by, offer, association):
        raise NotFound()
    if offer.status not in TAKEABLE_OFFERS or at >= offer.available_until:
        raise Conflict("This offer can no longer be reserved.", state=offer.status.value)
    asked = _asked_of(offer, lots)
    _refuse_unfit(asked, association, at)
    _refuse_too_much(asked)
    _refuse_full_store(session, offer, asked, association=association, at=at)
    reservation = _take(session, offer, asked, association=association, transport=transport, by=by, at=at)
    event.record(
        reservation,
        ReservationStatus.ACTIVE,
        at=at,
        by=by.account_id,
        territory=offer.territory,
        offer_id=offer.id,
    )
    load_lines(session, [lot for lot in offer.lots if lot not in asked and lot.reserved_g])
    offer.follow_lots(at=at, by=by.account_id, claimed=asked)
    update_at_commit(session, offer)
    announce(offer, "reserved", at=at, by=by.account_id)
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


def _asked_of(offer: Offer, lots: Sequence[LotQuantity]) -> Mapping[Lot, int]:
    by_id = {lot.id: lot for lot in offer.lots}
    asked: dict[Lot, int] = {}
    for position, wanted in enumerate(lots):
        lot = by_id.get(wanted.lot_id)
        if lot is None:
            raise Invalid({f"lots.{position}.lot_id": ["This offer has no such lot."]})
        if lot in asked:
            raise Invalid({f"lots.{position}.lot_id": ["Each lot only once."]})
        asked[lot] = wanted.quantity_g
    return asked


def _refuse_unfit(asked: Mapping[Lot, int], association: Organisation, at: datetime) -> None:
    refused = []
    for lot in asked:
        refusal = food_rules.may_not_go_to(lot, association, at)
        if refusal is None and lot.pinned_association_id not in (None, association.id):
            refusal = food_rules.Refusal(
                "pinned", "Ce lot est promis à une autre association.", "This lot is promised to another association."
            )
        if refusal is not None:
            refused.append({"lot_id": str(lot.id), "code": refusal.code, "reason": refusal.en})
    if refused:
        raise Conflict(refused[0]["reason"], refused=refused)


def _refuse_too_much(asked: Mapping[Lot, int]) -> None:
    short = [lot for lot, quantity_g in asked.items() if quantity_g > lot.left_g]
    if short:
        raise NotEnoughLeft(left=[{"lot_id": str(lot.id), "left_kg": lot.left_g / 1000} for lot in short])


def _refuse_full_store(
    session: Session, offer: Offer, asked: Mapping[Lot, int], *, association: Organisation, at: datetime
) -> None:
    """Cold food only goes where there is room for it that day (the first on which it can be there)."""
    day = local_day(max(at, offer.available_from))
    cold = [lot for lot in asked if lot.temperature in food_rules.COLD]
    if cold:
        # Two claims of one association on two offers are counted one after the other.
        session.execute(
            select(Organisation.id).where(Organisation.id == association.id).with_for_update(key_share=True)
        )
    for temperature in sorted({lot.temperature for lot in cold}):
        wanted_g = sum(asked[lot] for lot in cold if lot.temperature is temperature)
        room_g = association.storage_g(temperature) - held_on(session, association.id, day, temperature=temperature)
        if wanted_g > room_g:
            raise Conflict(
                "The association's cold store has no room for this on that day.",
                refused=[
                    {"lot_id": str(lot.id), "code": "no_room", "room_kg": max(0, room_g) / 1000}
                    for lot in cold
                    if lot.temperature is temperature
                ],
            )


def _take(
    session: Session,
    offer: Offer,
    asked: Mapping[Lot, int],
    *,
    association: Organisation,
    transport: Transport,
    by: Actor,
    at: datetime,
) -> Reservation:
    reservation = insert_at_commit(
        session,
        Reservation,
        id=new_id(),
        offer=offer,
        offer_id=offer.id,
        association=association,
        association_id=association.id,
        territory=offer.territory,
        reserved_by=by.account_id,
        status=ReservationStatus.ACTIVE,
        transport=transport,
        origin=Origin.CLAIMED,
        created_at=at,
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
