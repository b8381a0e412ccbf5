"""Who an account is: by its token, by its email, by what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.account import AccessToken, Account, digest_of


def account_of_token(session: Session, token: str, *, at: datetime) -> Account | None:
    """Whose token it is, with its organisation, None where it is unknown, over, or the account is disabled.

    `at` is the machine's time.
    """
    return session.scalars(
        select(Account)
        .join(AccessToken, AccessToken.account_id == Account.id)
        .where(AccessToken.digest == digest_of(token), AccessToken.expires_at > at, Account.disabled_at.is_(None))
    ).first()


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with that email, in whatever case it is written."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def accounts_of(session: Session, organisation_id: UUID) -> Sequence[UUID]:
    """The accounts that belong to an organisation and can sign in."""
    return session.scalars(
        select(Account.id).where(Account.organisation_id == organisation_id, Account.disabled_at.is_(None))
    ).all()


def coordinators_of(session: Session, territory: str) -> Sequence[UUID]:
    """The accounts that coordinate a territory."""
    return session.scalars(
        select(Account.id).where(
            Account.role == "coordinator", Account.territory == territory, Account.disabled_at.is_(None)
        )
    ).all()


def count_accounts(session: Session) -> int:
    """How many accounts there are."""
    return session.scalar(select(func.count()).select_from(Account)) or 0
