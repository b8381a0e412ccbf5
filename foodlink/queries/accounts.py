"""Who an account is: by its token, by its email, by what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from foodlink.database.reading import Reading
from foodlink.domain.account import AccessToken, Account, digest_of
from foodlink.domain.actor import Actor
from foodlink.domain.organisation import Organisation

# A query of its own, not a join: then each row is looked up by its key, whatever the database thinks of its tables' sizes.
_HOLDER = (
    select(AccessToken.account_id)
    .where(AccessToken.digest == bindparam("digest"), AccessToken.expires_at > bindparam("at"))
    .scalar_subquery()
)
_GOOD = (Account.id == _HOLDER, Account.disabled_at.is_(None))
# Made once: to build a statement costs more than to send it.
_OF_TOKEN = select(Account).where(*_GOOD)
_ASKER_OF_TOKEN = Reading(
    select(Account.id, Account.role, Account.name, Account.territory, Account.organisation_id, Organisation)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(*_GOOD)
)


def account_of_token(session: Session, token: str, *, at: datetime) -> Account | None:
    """Whose token it is, with its organisation, None where it is unknown, over, or the account is disabled.

    `at` is the machine's time.
    """
    return session.scalars(_OF_TOKEN, {"digest": digest_of(token), "at": at}).first()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and the organisation that goes with it, which the session then knows."""

    actor: Actor
    organisation: Organisation | None


def asker_of_token(session: Session, token: str, *, at: datetime) -> Asker | None:
    """Who asks with this token, None as `account_of_token`: the one query that every request makes."""
    row = _ASKER_OF_TOKEN.first(session, {"digest": digest_of(token), "at": at})
    return None if row is None else Asker(Actor(*row[:5]), row[5])


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
