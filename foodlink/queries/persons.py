"""Who is concerned: the accounts behind an organisation or a territory, and what one of them may read of its own."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account, Role
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
