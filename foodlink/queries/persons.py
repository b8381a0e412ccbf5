"""Who is concerned: the accounts behind an organisation or a territory, and the notices that one of them has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
from foodlink.domain.actor import Actor
from foodlink.domain.notice import Notice


def accounts_of(session: Session, organisation_ids: Iterable[UUID]) -> list[UUID]:
    """The accounts in use of these organisations."""
    return list(
        session.scalars(
            select(Account.id)
            .where(Account.organisation_id.in_(set(organisation_ids)), Account.disabled_at.is_(None))
            .order_by(Account.id)
        )
    )


def coordinators_of(session: Session, territory: str) -> list[UUID]:
    """The accounts in use that coordinate this territory."""
    return list(
        session.scalars(
            select(Account.id)
            .where(Account.territory == territory, Account.role == Role.COORDINATOR, Account.disabled_at.is_(None))
            .order_by(Account.id)
        )
    )


def unread_notices(session: Session, account_id: UUID) -> int:
    """How many notices the account has not read."""
    unread = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0


def list_notices(
    session: Session,
    account_id: UUID,
    *,
    unread: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> Sequence[Notice]:
    """At most `limit` notices of the account, the newest first; `after` holds the keys of the last one shown."""
    statement = select(Notice).where(Notice.account_id == account_id)
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    if after is not None:
        statement = statement.where(tuple_(Notice.at, Notice.id) < after)
    return session.scalars(statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)).all()


def person_for(session: Session, account_id: UUID, *, by: Actor) -> Account | None:
    """The account, where `by` may export or erase it: oneself, its coordinator, an admin; never another coordinator."""
    account = session.get(Account, account_id)
    if account is None or by.account_id == account.id or by.role is Role.ADMIN:
        return account
    below = account.role is not Role.COORDINATOR and account.territory == by.territory
    return account if by.role is Role.COORDINATOR and below else None
