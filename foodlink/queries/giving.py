"""What a producer gave: its offers, and who takes them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from foodlink.domain.lifecycle import LIVE_OFFERS
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Reservation, ReservationLine


def offers_of(session: Session, producer_id: UUID, *, live: bool, limit: int = 50) -> Sequence[Offer]:
    """A producer's offers with their lots: the live ones by their end, or those that are over, the latest first."""
    order = (Offer.available_until, Offer.id) if live else (Offer.available_until.desc(), Offer.id.desc())
    is_live = Offer.status.in_(LIVE_OFFERS)
    return session.scalars(
        select(Offer)
        .where(Offer.producer_id == producer_id, is_live if live else ~is_live)
        .options(selectinload(Offer.lots))
        .order_by(*order)
        .limit(limit)
    ).all()


def last_offer_of(session: Session, producer_id: UUID) -> Offer | None:
    """The offer that the producer posted last."""
    return session.scalars(
        select(Offer)
        .where(Offer.producer_id == producer_id)
        .options(selectinload(Offer.lots))
        .order_by(Offer.created_at.desc(), Offer.id.desc())
        .limit(1)
    ).first()


def reservations_of(session: Session, offer_ids: Sequence[UUID]) -> dict[UUID, list[Reservation]]:
    """The reservations of each of these offers, with their associations and lots, oldest first."""
    found: dict[UUID, list[Reservation]] = {}
    for reservation in session.scalars(
        select(Reservation)
        .where(Reservation.offer_id.in_(offer_ids))
        .options(joinedload(Reservation.association), selectinload(Reservation.lines).joinedload(ReservationLine.lot))
        .order_by(Reservation.created_at, Reservation.id)
    ):
        found.setdefault(reservation.offer_id, []).append(reservation)
    return found
