"""What a coordinator oversees: a territory's offers, plans, organisations and people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from foodlink.domain.account import Account
from foodlink.domain.driver import Driver
from foodlink.domain.lifecycle import LIVE_OFFERS, PENDING_PLANS, PlanStatus
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.organisation import Organisation, OrganisationKind
from foodlink.domain.plan import Plan
from foodlink.domain.reservation import Reservation, ReservationLine
from foodlink.domain.territory import Territory

Key = tuple[datetime, UUID]


def territories(session: Session) -> Sequence[Territory]:
    """All territories, by code."""
    return session.scalars(select(Territory).order_by(Territory.code)).all()


def offers_in(
    session: Session, territory: str, *, live: bool, after: Key | None = None, limit: int = 200
) -> Sequence[Offer]:
    """A territory's offers with lots and producers: the live ones by their end, or those that are over, the latest first.

    `after` is the end and the id of the last one that was shown.
    """
    key = tuple_(Offer.available_until, Offer.id)
    query = select(Offer).where(Offer.territory == territory)
    query = query.options(joinedload(Offer.producer), selectinload(Offer.lots))
    if live:
        query = query.where(Offer.status.in_(LIVE_OFFERS)).order_by(Offer.available_until, Offer.id)
        return session.scalars((query.where(key > after) if after else query).limit(limit)).all()
    query = query.where(Offer.status.not_in(LIVE_OFFERS)).order_by(Offer.available_until.desc(), Offer.id.desc())
    return session.scalars((query.where(key < after) if after else query).limit(limit)).all()


def offer_in(session: Session, territory: str, offer_id: UUID) -> Offer | None:
    """One offer of the territory, with all that is known of its lots' fate."""
    return session.scalars(
        select(Offer)
        .where(Offer.id == offer_id, Offer.territory == territory)
        .options(
            joinedload(Offer.producer),
            selectinload(Offer.lots)
            .selectinload(Lot.lines)
            .joinedload(ReservationLine.reservation)
            .joinedload(Reservation.association),
        )
    ).first()


def latest_plan(session: Session, territory: str, day: date) -> Plan | None:
    """The plan to look at: one being worked out, else the newest of the day that did not fail or was not replaced, if any."""
    newest = (Plan.based_on.desc().nulls_first(), Plan.id.desc())
    plans = select(Plan).where(Plan.territory == territory, Plan.day == day).options(undefer(Plan.proposal))
    alive = or_(Plan.status.in_(PENDING_PLANS), Plan.status.in_((PlanStatus.READY, PlanStatus.PUBLISHED)))
    found = session.scalars(plans.where(alive).order_by(*newest).limit(1)).first()
    return found or session.scalars(plans.order_by(*newest).limit(1)).first()


def organisations_in(session: Session, territory: str) -> Sequence[Organisation]:
    """A territory's organisations by name, with their closures."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.territory == territory)
        .options(selectinload(Organisation.closures))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def find_organisations(
    session: Session, territory: str, *, associations: bool, named: str = "", limit: int
) -> Sequence[Organisation]:
    """At most `limit` associations, or producers, of the territory whose names hold `named`, by name, with their closures."""
    is_association = Organisation.kind == OrganisationKind.ASSOCIATION
    return session.scalars(
        select(Organisation)
        .where(Organisation.territory == territory, is_association if associations else ~is_association)
        .where(Organisation.name.icontains(named, autoescape=True))
        .options(selectinload(Organisation.closures))
        .order_by(Organisation.name, Organisation.id)
        .limit(limit)
    ).all()


def find_accounts(session: Session, territory: str, *, named: str = "", limit: int) -> Sequence[Account]:
    """At most `limit` accounts of the territory whose names or emails hold `named`, those in use first, by name."""
    return session.scalars(
        select(Account)
        .where(
            Account.territory == territory,
            or_(Account.name.icontains(named, autoescape=True), Account.email.icontains(named, autoescape=True)),
        )
        .order_by(Account.disabled_at.is_not(None), Account.name, Account.id)
        .limit(limit)
    ).all()


def account_in(session: Session, territory: str, account_id: UUID) -> Account | None:
    """One account of the territory."""
    return session.scalars(select(Account).where(Account.id == account_id, Account.territory == territory)).first()


def drivers_in(session: Session, territory: str) -> Sequence[Driver]:
    """A territory's drivers whose accounts are in use, by name."""
    return session.scalars(
        select(Driver)
        .join(Driver.account)
        .where(Account.territory == territory, Account.disabled_at.is_(None))
        .order_by(Account.name, Account.id)
    ).all()


def lots_by_id(session: Session, lot_ids: Iterable[UUID]) -> dict[UUID, Lot]:
    """These lots, by id."""
    return {lot.id: lot for lot in session.scalars(select(Lot).where(Lot.id.in_(set(lot_ids))))}


def names_of(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these accounts; an erased one's is empty."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(set(account_ids))))
    return dict(rows.all())


def phones_of(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, str | None]:
    """The phones of these accounts, for whoever coordinates them."""
    rows = session.execute(select(Account.id, Account.phone).where(Account.id.in_(set(account_ids))))
    return dict(rows.all())
