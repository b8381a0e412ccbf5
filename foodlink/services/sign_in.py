"""Signing in and out. A token is opaque, drawn by chance; its digest is kept, so that it survives a restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from foodlink.domain.account import AccessToken, Account, SignInFailure, digest_of
from foodlink.domain.errors import TooManyTries, WrongPassword
from foodlink.ids import new_id
from foodlink.queries.accounts import account_by_email
from foodlink.services.passwords import Passwords

TOKEN_LASTS = timedelta(days=30)
WRONG_TRIES = 5
WRONG_TRIES_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token, which is shown this once, and whose it is."""

    token: str
    expires_at: datetime
    account: Account

    @property
    def expires_in(self) -> int:
        """For how many seconds the token is good."""
        return int(TOKEN_LASTS.total_seconds())


def sign_in(session: Session, passwords: Passwords, *, email: str, password: str, at: datetime) -> SignedIn:
    """Give a token to who knows the password. `at` is the machine's time, never that of a demonstration.

    Raises WrongPassword, after equal work whether the email is known or not, and TooManyTries after five wrong tries within
    a minute, whatever comes next. No connection waits while the password is checked.
    """
    digest = digest_of(email.strip().lower())

    def check() -> Account:
        _refuse_many(session, digest, at=at)
        account = account_by_email(session, email)
        session.commit()
        usable = account if account is not None and account.disabled_at is None else None
        right = passwords.matches(usable.password_hash if usable else None, password)
        if usable is None or not right:
            _note_failure(session, digest, at=at)
            raise WrongPassword()
        return usable

    account = passwords.in_turn(check)
    token = secrets.token_urlsafe(32)
    expires_at = at + TOKEN_LASTS
    session.add(AccessToken(digest=digest_of(token), account_id=account.id, created_at=at, expires_at=expires_at))
    session.commit()
    return SignedIn(token, expires_at, account)


def sign_out(session: Session, token: str) -> None:
    """Make a token worthless; nothing happens where it is so already."""
    session.execute(delete(AccessToken).where(AccessToken.digest == digest_of(token)))
    session.commit()


def _refuse_many(session: Session, digest: bytes, *, at: datetime) -> None:
    recent = select(func.count(), func.min(SignInFailure.at)).where(
        SignInFailure.email_digest == digest, SignInFailure.at > at - WRONG_TRIES_WITHIN
    )
    count, first = session.execute(recent).one()
    if count >= WRONG_TRIES:
        raise TooManyTries(max(1, int((first + WRONG_TRIES_WITHIN - at).total_seconds()) + 1))


def _note_failure(session: Session, digest: bytes, *, at: datetime) -> None:
    old = SignInFailure.at < at - WRONG_TRIES_WITHIN
    session.execute(delete(SignInFailure).where(SignInFailure.email_digest == digest, old))
    session.add(SignInFailure(id=new_id(), email_digest=digest, at=at))
    session.commit()
