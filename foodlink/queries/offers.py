"""Offers: which ones an actor sees, in which order, and the one that is about to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from foodlink.database.reading import Reading
from foodlink.database.unlocked import Seen, mark_of
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.lifecycle import ACTIVE_ROUTES, LIVE_OFFERS, TAKEABLE_OFFERS, OfferStatus, RestStatus, RouteStatus
from foodlink.domain.offer import Category, Lot, Offer
from foodlink.domain.organisation import Closure, Organisation
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.route import Route, Stop, StopLoad
from foodlink.local_time import PARIS
from foodlink.queries.nearest import among_all, among_few

# Written into the statement, not sent beside it, so that PostgreSQL always knows that the partial indexes serve.
_IS_LIVE = Offer.status.in_(bindparam("live", LIVE_OFFERS, expanding=True, literal_execute=True))
_IS_TAKEABLE = Offer.status.in_(bindparam("takeable", TAKEABLE_OFFERS, expanding=True, literal_execute=True))

_SEE_ALL = (Role.COORDINATOR, Role.ADMIN)

# Made once: to build a statement costs more than to send it.
_LOCKED = (
    select(Offer).where(Offer.id == bindparam("id")).with_for_update(of=Offer).execution_options(populate_existing=True)
)
_LOTS = (
    select(Lot).where(Lot.offer_id == bindparam("id")).order_by(Lot.position).execution_options(populate_existing=True)
)
_LOTS_AND_LINES = _LOTS.options(joinedload(Lot.lines))
_LOCKED_TO_RESERVE, _LOTS_TO_RESERVE = Reading(_LOCKED, locks=True), Reading(_LOTS)
_CLOSED_DAYS = (
    select(func.array_agg(Closure.day))
    .where(Closure.organisation_id == bindparam("association"), Closure.day >= bindparam("since"))
    .scalar_subquery()
)
_AS_IT_IS = Reading(
    select(mark_of(Offer), mark_of(Lot), _CLOSED_DAYS, Offer, Lot)
    .join(Lot, Lot.offer_id == Offer.id)
    .where(Offer.id == bindparam("id"))
    .order_by(Lot.position)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class AsItIs:
    """An offer that was read without a lock, with its rows as they were `seen`, and the days on which who claims is closed."""

    offer: Offer
    seen: Sequence[Seen]
    closed: set[date]


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """Which offers: in one of these states (any where empty), with a lot of one of these categories, near a point."""

    statuses: Sequence[OfferStatus] = ()
    categories: Sequence[Category] = ()
    near: tuple[float, float] | None = None
    radius_m: float = 20_000


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """An offer of a list, with how far it is in metres where the list is by distance."""

    offer: Offer
    distance_m: int | None


def list_offers(
    session: Session, wanted: OfferFilter, *, by: Actor, at: datetime, after: tuple[Any, ...] | None, limit: int
) -> list[SeenOffer]:
    """At most `limit` offers that `by` sees, by distance where `wanted.near` is given, else by `available_until`; then by id.

    `after` holds the keys of the last one that was shown. Without statuses an association gets what it can still take.
    """
    query = (
        select(Offer)
        .join(Offer.producer)
        .options(contains_eager(Offer.producer), selectinload(Offer.lots))
        .where(_listed(session, wanted, by=by, at=at))
    )
    if wanted.categories:
        query = query.where(Offer.lots.any(Lot.category.in_(wanted.categories)))
    if wanted.near is None:
        return [SeenOffer(offer, None) for offer in session.scalars(_by_end(query, after).limit(limit))]
    nearest = among_all if by.role in _SEE_ALL and not _only_live(wanted) else among_few
    rows = nearest(session, query, wanted.near, wanted.radius_m, after=after, limit=limit)
    return [SeenOffer(offer, metres) for offer, metres in rows]


def visible_offer(session: Session, offer_id: UUID, *, by: Actor, at: datetime) -> Offer | None:
    """The offer with its lots, None where there is none or `by` does not see it."""
    query = (
        select(Offer)
        .options(joinedload(Offer.producer), selectinload(Offer.lots))
        .where(Offer.id == offer_id, _seen(session, by=by, at=at))
    )
    return session.scalars(query).first()


def offer_to_change(session: Session, offer_id: UUID) -> Offer | None:
    """The offer, locked until the transaction ends, with its lots and their lines as they are then."""
    offer = session.scalars(_LOCKED, {"id": offer_id}).first()
    if offer is not None:
        # In a statement of their own: one that waited for the lock would still see the lots as they were before.
        lots = session.scalars(_LOTS_AND_LINES, {"id": offer_id}).unique().all()
        set_committed_value(offer, "lots", lots)
    return offer


def offer_to_reserve(session: Session, offer_id: UUID) -> Offer | None:
    """The same without the lines, of which a lot that many share may have hundreds."""
    row = _LOCKED_TO_RESERVE.first(session, {"id": offer_id})
    if row is None:
        return None
    set_committed_value(row[0], "lots", [lot for (lot,) in _LOTS_TO_RESERVE.rows(session, {"id": offer_id})])
    return cast(Offer, row[0])


def offer_as_it_is(session: Session, offer_id: UUID, *, association_id: UUID, since: date) -> AsItIs | None:
    """The same without a lock: what is written must look again at the rows that were seen.

    In the same turn the days from `since` on, on which its coordinator has closed the association that claims.
    """
    rows = _AS_IT_IS.rows(session, {"id": offer_id, "association": association_id, "since": since})
    if not rows:
        return None
    offer_mark, _, closed, offer, _ = rows[0]
    set_committed_value(offer, "lots", [lot for *_, lot in rows])
    lots = [Seen(Lot.__tablename__, lot.id, mark) for _, mark, *_, lot in rows]
    return AsItIs(offer, [Seen(Offer.__tablename__, offer.id, offer_mark), *lots], set(closed or ()))


def load_lines(session: Session, lots: Sequence[Lot]) -> None:
    """Load the lines of these lots, at once."""
    if lots:
        ids = [lot.id for lot in lots]
        session.scalars(select(Lot).where(Lot.id.in_(ids)).options(selectinload(Lot.lines))).all()


def _listed(session: Session, wanted: OfferFilter, *, by: Actor, at: datetime) -> ColumnElement[bool]:
    if by.role is Role.ASSOCIATION and not wanted.statuses:
        association = session.get(Organisation, by.organisation_id)
        return and_(_takeable(association, at), Offer.available_until > at) if association else false()
    seen = _seen(session, by=by, at=at)
    if not wanted.statuses:
        return seen
    live = _IS_LIVE if _only_live(wanted) else true()
    return and_(seen, Offer.status.in_(wanted.statuses), live)


def _only_live(wanted: OfferFilter) -> bool:
    """Whether no past offer is asked for."""
    return bool(wanted.statuses) and set(wanted.statuses) <= set(LIVE_OFFERS)


def _seen(session: Session, *, by: Actor, at: datetime) -> ColumnElement[bool]:
    """What `by` may see at all."""
    if by.role is Role.ADMIN:
        return true()
    if by.role is Role.COORDINATOR:
        return Offer.territory == by.territory
    if by.role is Role.PRODUCER:
        return Offer.producer_id == by.organisation_id
    if by.role is Role.DRIVER:
        return _on_routes_of(by.account_id)
    association = session.get(Organisation, by.organisation_id)
    if association is None:
        return false()
    reserved = Offer.id.in_(select(Reservation.offer_id).where(Reservation.association_id == association.id))
    live = and_(_IS_LIVE, Offer.territory == association.territory)
    return or_(and_(live, Offer.lots.any(_may_go_to(association, at))), reserved)


def _takeable(association: Organisation, at: datetime) -> ColumnElement[bool]:
    """What the association can still take something of: the rules of `availability.takeable`, for the database."""
    left = and_(Lot.rest == RestStatus.OPEN, Lot.reserved_g < Lot.quantity_g)
    return and_(
        _IS_TAKEABLE,
        Offer.territory == association.territory,
        Offer.lots.any(and_(left, _may_go_to(association, at))),
    )


def _may_go_to(association: Organisation, at: datetime) -> ColumnElement[bool]:
    """`food_rules.may_not_go_to`, for the database, and what is pinned to another does not go to this one.

    A use-by day is far enough where it ends after the hours needed, from when the food can first be fetched.
    """
    stored = [kind for kind in ("ambient", "chilled", "frozen") if association.storage_g(kind) > 0]
    lead = timedelta(hours=association.use_by_lead_h)
    first_day = func.date(func.timezone(str(PARIS), func.greatest(Offer.available_from, at) + lead))
    return and_(
        Lot.category.in_(association.accepts),
        Lot.temperature.in_(stored),
        or_(Lot.use_by.is_(None), Lot.use_by >= first_day),
        or_(Lot.pinned_association_id.is_(None), Lot.pinned_association_id == association.id),
    )


def _on_routes_of(driver_id: UUID) -> ColumnElement[bool]:
    shown = (*ACTIVE_ROUTES, RouteStatus.DONE)
    return Offer.id.in_(
        select(Lot.offer_id)
        .join(ReservationLine, ReservationLine.lot_id == Lot.id)
        .join(StopLoad, StopLoad.line_id == ReservationLine.id)
        .join(Stop, Stop.id == StopLoad.stop_id)
        .join(Route, Route.id == Stop.route_id)
        .where(Route.driver_id == driver_id, Route.status.in_(shown))
    )


def _by_end(query: Select[Offer], after: tuple[Any, ...] | None) -> Select[Offer]:
    if after is not None:
        query = query.where(tuple_(Offer.available_until, Offer.id) > after)
    return query.order_by(Offer.available_until, Offer.id)
