"""Offers and their lots: unsold food, until when, where, and how much of it is held by whom."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain import event
from foodlink.domain.base import Base, Grams, Identifier, Moment, text, worded
from foodlink.domain.lifecycle import LIVE_OFFERS, OFFER_MOVES, CarryStatus, OfferStatus, RestStatus
from foodlink.domain.organisation import Organisation
from foodlink.domain.reservation import Carry, ReservationLine

_LIVE = "status in (" + ", ".join(f"'{status.value}'" for status in LIVE_OFFERS) + ")"


class Category(enum.StrEnum):
    BAKERY = "bakery"
    FRUIT_VEGETABLES = "fruit_vegetables"
    DAIRY = "dairy"
    MEAT_FISH = "meat_fish"
    PREPARED = "prepared"
    GROCERY = "grocery"
    DRINKS = "drinks"
    HYGIENE = "hygiene"
    OTHER = "other"


class Temperature(enum.StrEnum):
    AMBIENT = "ambient"
    CHILLED = "chilled"
    FROZEN = "frozen"


class Offer(Base):
    """What one producer gives at one place in one time window, as one or more lots.

    `status` shows the least advanced lot that is still alive (`docs/lifecycle.md`); `move_to` is its only writer.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("available_from < available_until", name="window"),
        CheckConstraint("lat between -90 and 90 and lon between -180 and 180", name="place"),
        Index("ix_offers_live_until", "territory", "available_until", "id", postgresql_where=_LIVE),
        Index("ix_offers_live_place", "lat", "lon", postgresql_where=_LIVE),
        Index("ix_offers_place", literal_column("point(lon * 0.68, lat)"), postgresql_using="gist"),
        Index("ix_offers_until", "territory", "available_until", "id"),
        Index("ix_offers_producer", "producer_id", "available_until", "id"),
    )

    id: Mapped[Identifier]
    producer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    posted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    territory: Mapped[str] = mapped_column(ForeignKey("territories.code"))
    title: Mapped[str] = mapped_column(text(120))
    notes: Mapped[str | None] = mapped_column(text(1000))
    status: Mapped[OfferStatus] = mapped_column(worded(OfferStatus, "offer_status"), default=OfferStatus.OPEN)
    created_at: Mapped[Moment]
    available_from: Mapped[Moment]
    available_until: Mapped[Moment]
    lat: Mapped[float] = mapped_column(Float(53))
    lon: Mapped[float] = mapped_column(Float(53))
    address: Mapped[str] = mapped_column(text(300), default="")
    commune: Mapped[str | None] = mapped_column(text(5))
    version: Mapped[int] = mapped_column(default=1)

    producer: Mapped[Organisation] = relationship()
    lots: Mapped[list[Lot]] = relationship(
        back_populates="offer", order_by="Lot.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the name and shape are SQLAlchemy's

    def move_to(self, status: OfferStatus, *, at: datetime, by: UUID | None, reason: str | None = None) -> None:
        """Change the state, by the table of moves, and leave an event. Nothing happens where it is already so."""
        event.move(self, status, OFFER_MOVES, at=at, by=by, territory=self.territory, reason=reason, offer_id=self.id)

    def there_from(self, at: datetime) -> datetime:
        """When it can first be fetched, from the moment `at` on."""
        return max(at, self.available_from)

    def follow_lots(
        self, *, at: datetime, by: UUID | None, reason: str | None = None, claimed: Collection[Lot] = ()
    ) -> None:
        """Show the least advanced lot that is still alive; where none is, the best end that any came to.

        `claimed` are lots of which something was claimed just now: their other lines need not be known.
        """
        states = [lot.claimed_status if lot in claimed else lot.status for lot in self.lots]
        self.move_to(shown_status(states), at=at, by=by, reason=reason)


class Lot(Base):
    """One kind of food of an offer, in grams. `reserved_g` is all that is held: never more than there is.

    `rest` says what became of the part that nobody holds. `collected` less than reserved stays held: it was not there.
    """

    __tablename__ = "lots"
    __table_args__ = (
        CheckConstraint("quantity_g > 0 and quantity_g <= 2000000", name="quantity"),
        CheckConstraint("reserved_g >= 0 and reserved_g <= quantity_g", name="never_more_reserved_than_offered"),
        CheckConstraint("crates between 1 and 1000", name="crates"),
        Index("ix_lots_offer_id", "offer_id"),
    )

    id: Mapped[Identifier]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    category: Mapped[Category] = mapped_column(worded(Category, "category"))
    description: Mapped[str] = mapped_column(text(300))
    quantity_g: Mapped[Grams]
    reserved_g: Mapped[Grams] = mapped_column(default=0)
    rest: Mapped[RestStatus] = mapped_column(worded(RestStatus, "rest_status"), default=RestStatus.OPEN)
    crates: Mapped[int]
    temperature: Mapped[Temperature] = mapped_column(worded(Temperature, "temperature"))
    use_by: Mapped[date | None]
    best_before: Mapped[date | None]
    allergens: Mapped[list[str]] = mapped_column(ARRAY(text(24)), default=list)
    pinned_association_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))

    offer: Mapped[Offer] = relationship(back_populates="lots")
    lines: Mapped[list[ReservationLine]] = relationship(back_populates="lot", order_by="ReservationLine.id")
    carries: Mapped[list[Carry]] = relationship(back_populates="lot", order_by="Carry.id")

    @property
    def left_g(self) -> int:
        """What can still be reserved, in grams."""
        return self.quantity_g - self.reserved_g if self.rest is RestStatus.OPEN else 0

    def crates_for(self, quantity_g: int) -> int:
        """How many of the lot's crates a part of it fills, in proportion, rounded up."""
        return max(1, -(-self.crates * quantity_g // self.quantity_g))

    @property
    def on_board_again(self) -> bool:
        """Whether some of it was not handed over at a door and is still in a vehicle: that is neither lost nor delivered."""
        # Carries are only looked up where a line says that there may be one.
        if all(line.collected_g is None or line.hands_over_all for line in self.lines):
            return False
        return any(carry.status is CarryStatus.ON_BOARD for carry in self.carries)

    @property
    def claimed_status(self) -> OfferStatus:
        """The state of a lot that somebody claims and nobody has planned yet, the least advanced of those that hold it."""
        return OfferStatus.PARTLY_RESERVED if self.left_g > 0 else OfferStatus.RESERVED

    @property
    def status(self) -> OfferStatus:
        """The lot's own state, in the words of offers."""
        if self.reserved_g == 0 and self.rest is RestStatus.OPEN:
            return OfferStatus.OPEN  # no line holds it, so none need be looked up
        held = [_SHOWN_AS[line.status.value] for line in self.lines if line.holds]
        if self.on_board_again:
            held.append(OfferStatus.COLLECTED)
        if self.rest is RestStatus.OPEN and self.left_g > 0:
            return OfferStatus.PARTLY_RESERVED if held else OfferStatus.OPEN
        if held:
            return min(held, key=_ADVANCE.index)
        if self.rest is not RestStatus.OPEN:
            return OfferStatus(self.rest.value)
        return OfferStatus.FAILED


_ADVANCE = [
    OfferStatus.OPEN,
    OfferStatus.PARTLY_RESERVED,
    OfferStatus.RESERVED,
    OfferStatus.PLANNED,
    OfferStatus.COLLECTED,
    OfferStatus.DELIVERED,
]
_ENDS = [OfferStatus.FAILED, OfferStatus.EXPIRED, OfferStatus.WITHDRAWN]
_SHOWN_AS = {
    "active": OfferStatus.RESERVED,
    "planned": OfferStatus.PLANNED,
    "collected": OfferStatus.COLLECTED,
    "delivered": OfferStatus.DELIVERED,
}


def shown_status(lots: list[OfferStatus]) -> OfferStatus:
    """The state that an offer with lots in these states shows."""
    alive = [status for status in lots if status in _ADVANCE]
    if alive:
        return min(alive, key=_ADVANCE.index)
    return next(end for end in _ENDS if end in lots)
