"""What an association has reserved, with the offers that it is of."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Reservation, ReservationLine


def reservations_by(session: Session, association_id: UUID, *, limit: int) -> Sequence[Reservation]:
    """An association's reservations, the newest first, each with its offer, producer, lines and lots."""
    return session.scalars(
        select(Reservation)
        .where(Reservation.association_id == association_id)
        .options(
            joinedload(Reservation.offer).joinedload(Offer.producer),
            selectinload(Reservation.lines).joinedload(ReservationLine.lot),
        )
        .order_by(Reservation.created_at.desc(), Reservation.id.desc())
        .limit(limit)
    ).all()
