"""Organisations, as who coordinates them sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, tuple_
from sqlalchemy.orm import Session, selectinload

from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.domain.organisation import Closure, Organisation, OrganisationKind


def closed_days(session: Session, organisation_id: UUID, since: date) -> set[date]:
    """The days from one on, on which its coordinator has closed an organisation."""
    days = select(Closure.day).where(Closure.organisation_id == organisation_id, Closure.day >= since)
    return set(session.scalars(days))


def list_organisations(
    session: Session,
    *,
    by: Actor,
    kinds: Sequence[OrganisationKind] = (),
    territory: str | None = None,
    after: tuple[str, UUID] | None = None,
    limit: int,
) -> Sequence[Organisation]:
    """At most `limit` organisations of one's territory, by name; `after` holds the keys of the last one shown."""
    statement = select(Organisation).where(_seen(by))
    statement = statement.options(selectinload(Organisation.hours), selectinload(Organisation.closures))
    if kinds:
        statement = statement.where(Organisation.kind.in_(kinds))
    if territory is not None:
        statement = statement.where(Organisation.territory == territory)
    if after is not None:
        statement = statement.where(tuple_(Organisation.name, Organisation.id) > after)
    return session.scalars(statement.order_by(Organisation.name, Organisation.id).limit(limit)).all()


def visible_organisation(session: Session, organisation_id: UUID, *, by: Actor) -> Organisation | None:
    """The organisation; None where there is none or it is not of one's territory."""
    return session.scalars(select(Organisation).where(Organisation.id == organisation_id, _seen(by))).first()


def _seen(by: Actor) -> ColumnElement[bool]:
    return true() if by.role is Role.ADMIN else Organisation.territory == by.territory
