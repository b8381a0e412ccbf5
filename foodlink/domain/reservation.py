"""Reservations: what an association holds of an offer, line by line, from the claim to the table."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain import event
from foodlink.domain.base import Base, Grams, Identifier, Moment, text, worded
from foodlink.domain.lifecycle import (
    CARRY_MOVES,
    HOLDING_RESERVATIONS,
    RESERVATION_MOVES,
    CarryStatus,
    ReservationStatus,
    check_move,
)
from foodlink.domain.organisation import Organisation

if TYPE_CHECKING:
    from foodlink.domain.offer import Lot, Offer


class Transport(enum.StrEnum):
    DELIVERY = "delivery"
    SELF = "self"


class Origin(enum.StrEnum):
    CLAIMED = "claimed"
    ALLOCATED = "allocated"


class Reservation(Base):
    """What one association holds of one offer. `status` is that of its least advanced line which still holds."""

    __tablename__ = "reservations"
    __table_args__ = (
        Index("ix_reservations_association", "association_id", "created_at", "id"),
        Index("ix_reservations_offer_id", "offer_id"),
        Index(
            "ix_reservations_pending",
            "status",
            postgresql_where="status in ('active', 'planned', 'collected')",
        ),
    )

    id: Mapped[Identifier]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"))
    association_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    reserved_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    status: Mapped[ReservationStatus] = mapped_column(
        worded(ReservationStatus, "reservation_status"), default=ReservationStatus.ACTIVE
    )
    transport: Mapped[Transport] = mapped_column(worded(Transport, "transport"))
    origin: Mapped[Origin] = mapped_column(worded(Origin, "origin"))
    created_at: Mapped[Moment]
    reason: Mapped[str | None] = mapped_column(text(500))

    offer: Mapped[Offer] = relationship()
    association: Mapped[Organisation] = relationship()
    lines: Mapped[list[ReservationLine]] = relationship(
        back_populates="reservation", order_by="ReservationLine.id", cascade="all, delete-orphan"
    )

    def follow_lines(self, *, at: datetime, by: UUID | None, reason: str | None = None) -> None:
        """Show the least advanced line that still holds; where none does, the gravest end; leave an event."""
        states = [line.status for line in self.lines]
        holding = [status for status in _ADVANCE if status in states]
        status = holding[0] if holding else next(end for end in _ENDS if end in states)
        if status is self.status:
            return
        event.record(
            self,
            status,
            at=at,
            by=by,
            territory=self.territory,
            old=self.status,
            reason=reason,
            offer_id=self.offer_id,
        )
        self.status = status
        self.reason = reason if not holding else self.reason


_ADVANCE = list(HOLDING_RESERVATIONS)
_ENDS = [
    ReservationStatus.FAILED,
    ReservationStatus.REFUSED,
    ReservationStatus.EXPIRED,
    ReservationStatus.RELEASED,
]


class ReservationLine(Base):
    """So many grams of one lot, held by one reservation. `collected_g` and `delivered_g` are null until reported."""

    __tablename__ = "reservation_lines"
    __table_args__ = (
        CheckConstraint("quantity_g > 0", name="quantity"),
        CheckConstraint("collected_g >= 0 and delivered_g >= 0", name="measured"),
        Index("ix_reservation_lines_reservation_id", "reservation_id"),
        Index("ix_reservation_lines_lot_id", "lot_id"),
    )

    id: Mapped[Identifier]
    reservation_id: Mapped[UUID] = mapped_column(ForeignKey("reservations.id", ondelete="CASCADE"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    quantity_g: Mapped[Grams]
    collected_g: Mapped[Grams | None]
    delivered_g: Mapped[Grams | None]
    status: Mapped[ReservationStatus] = mapped_column(
        worded(ReservationStatus, "line_status"), default=ReservationStatus.ACTIVE
    )

    reservation: Mapped[Reservation] = relationship(back_populates="lines")
    lot: Mapped[Lot] = relationship(back_populates="lines")

    @property
    def holds(self) -> bool:
        """Whether its grams count as held of the lot."""
        return self.status in HOLDING_RESERVATIONS

    @property
    def hands_over_all(self) -> bool:
        """Whether nothing of what was collected has stayed on board after its stop."""
        return self.holds and (self.delivered_g is None or self.delivered_g >= (self.collected_g or 0))

    def move_to(self, status: ReservationStatus) -> None:
        """Change the line's state by the table of moves; `Reservation.follow_lines` then leaves the event.

        A line that ends gives its grams back to the lot, unless they are food that was already in a vehicle: that stays
        held (`Carry` says by whom) until it is handed on or returned.
        """
        if status is self.status:
            return
        check_move(RESERVATION_MOVES, self.status, status)
        held_before = self.holds
        self.status = status
        if held_before and not self.holds and self.collected_g is None:
            self.lot.reserved_g -= self.quantity_g
        elif self.holds and not held_before:
            self.lot.reserved_g += self.quantity_g


class Carry(Base):
    """Food that was refused at the door and is still in a vehicle: it stays held of its lot until it is handed on."""

    __tablename__ = "carries"
    __table_args__ = (
        CheckConstraint("quantity_g > 0", name="quantity"),
        Index("ix_carries_on_board", "route_id", postgresql_where="status = 'on_board'"),
        Index("ix_carries_lot_id", "lot_id"),
    )

    id: Mapped[Identifier]
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"))
    route_id: Mapped[UUID] = mapped_column(ForeignKey("routes.id"))
    refused_line_id: Mapped[UUID] = mapped_column(ForeignKey("reservation_lines.id"), unique=True)
    handed_on_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("reservation_lines.id"), unique=True)
    quantity_g: Mapped[Grams]
    since: Mapped[Moment]
    collected_at: Mapped[Moment]
    status: Mapped[CarryStatus] = mapped_column(worded(CarryStatus, "carry_status"), default=CarryStatus.ON_BOARD)

    lot: Mapped[Lot] = relationship(back_populates="carries")

    def move_to(self, status: CarryStatus) -> None:
        """Change the state by the table of moves."""
        if status is not self.status:
            check_move(CARRY_MOVES, self.status, status)
            self.status = status
