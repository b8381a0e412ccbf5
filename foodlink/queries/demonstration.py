"""Whether the database is a demonstration, and which moment it has come to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, false, func, select
from sqlalchemy.orm import Session

from foodlink.domain.account import Account
from foodlink.domain.event import Event

_LATEST_EVENTS = 5000


def is_demonstration(session: Session) -> bool:
    """Whether `demo load` made all accounts, and there are any."""
    others = select(Account.id).where(Account.demonstration == false())
    some, other = session.execute(select(exists(select(Account.id)), exists(others))).one()
    return bool(some and not other)


def has_public_sign_ins(session: Session) -> bool:
    """Whether an account can be signed in to with the password of the demonstration, which everybody knows."""
    public = select(Account.id).where(Account.demonstration, Account.disabled_at.is_(None))
    return bool(session.scalar(select(exists(public))))


def has_accounts(session: Session) -> bool:
    """Whether anybody has an account; where nobody has, the database is empty."""
    return bool(session.scalar(select(exists(select(Account.id)))))


def latest_moment(session: Session) -> datetime | None:
    """The latest moment that the newest events tell of; None in an empty log."""
    newest = select(Event.at).order_by(Event.id.desc()).limit(_LATEST_EVENTS).subquery()
    latest: datetime | None = session.scalar(select(func.max(newest.c.at)))
    return latest
