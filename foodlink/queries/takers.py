"""Associations as planning sees them: what they take, when they are open, what fills their store already."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from config.tables import table
from foodlink.domain.lifecycle import PENDING_RESERVATIONS
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.reservation import Reservation, ReservationLine, Transport
from foodlink.domain.route import Collection
from foodlink.local_time import local_moment
from foodlink.planning.snapshot import Site, Taker, Window


def takers_on(session: Session, territory: str, day: date, *, starts: datetime, ends: datetime) -> tuple[Taker, ...]:
    """The associations of the territory on the local day from `starts` to `ends`, by id."""
    taken = taken_today(session, territory, starts=starts, ends=ends)
    since = ends - timedelta(days=table("routing")["sharing"]["days"])
    received = dict(
        session.execute(
            select(Collection.association_id, func.sum(Collection.delivered_g))
            .where(Collection.delivered_at >= since, Collection.delivered_at < ends)
            .group_by(Collection.association_id)
        ).all()
    )
    associations = session.scalars(
        select(Organisation)
        .where(Organisation.territory == territory, Organisation.kind == OrganisationKind.ASSOCIATION)
        .options(selectinload(Organisation.hours), selectinload(Organisation.closures))
        .order_by(Organisation.id)
    )
    return tuple(
        Taker(
            site=Site(one.id, one.name, one.lat, one.lon, one.address, one.access_notes),
            accepts=list(one.accepts),
            use_by_lead_h=one.use_by_lead_h,
            storage={kind: one.storage_g(kind) for kind in ("ambient", "chilled", "frozen")},
            taken_g=taken.get(one.id, {}),
            hours=opening(one, day),
            beneficiaries=one.beneficiaries,
            received_g=int(received.get(one.id) or 0),
        )
        for one in associations
    )


def opening(association: Organisation, day: date) -> tuple[Window, ...]:
    """When it is open on that local day, as moments."""
    return tuple(
        (local_moment(day, opens), local_moment(day, closes)) for opens, closes in association.open_hours_on(day)
    )


def taken_today(session: Session, territory: str, *, starts: datetime, ends: datetime) -> dict[UUID, dict[str, int]]:
    """Grams by association and temperature that fill its store apart from what routes bring: received, and fetched itself."""
    taken: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    received = (
        select(Collection.association_id, Lot.temperature, func.sum(Collection.delivered_g))
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Organisation, Organisation.id == Collection.association_id)
        .where(Organisation.territory == territory, Collection.delivered_at >= starts, Collection.delivered_at < ends)
        .group_by(Collection.association_id, Lot.temperature)
    )
    fetched = (
        select(Reservation.association_id, Lot.temperature, func.sum(ReservationLine.quantity_g))
        .join(ReservationLine.reservation)
        .join(ReservationLine.lot)
        .join(Reservation.offer)
        .where(
            Reservation.territory == territory,
            Reservation.status.in_(PENDING_RESERVATIONS),
            Reservation.transport == Transport.SELF,
            ReservationLine.status.in_(PENDING_RESERVATIONS),
            Offer.available_from < ends,
        )
        .group_by(Reservation.association_id, Lot.temperature)
    )
    for question in (received, fetched):
        for association, temperature, grams in session.execute(question):
            taken[association][temperature.value] += int(grams or 0)
    return {association: dict(kinds) for association, kinds in taken.items()}
