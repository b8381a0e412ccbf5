"""Inviting people: an account, its organisation where it is new, and a link, valid once, that sets the password."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.account import AccessToken, Account, PasswordLink, Role, digest_of
from foodlink.domain.actor import Actor
from foodlink.domain.errors import Conflict, Forbidden, Invalid, NotFound
from foodlink.domain.territory import Territory
from foodlink.ids import new_id
from foodlink.queries.accounts import account_by_email
from foodlink.services.find_place import OFFLINE, PlaceFinder
from foodlink.services.new_organisation import NewOrganisation, organisation_of
from foodlink.services.passwords import Passwords

LINK_LASTS = timedelta(hours=72)
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account, and the secret of its link, which is shown this once."""

    account: Account
    secret: str
    expires_at: datetime

    def link(self, public_url: str) -> str:
        """The address of the page that sets the password, for a service that is found at `public_url`."""
        return f"{public_url}/password/{self.secret}"


def invite_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    by: Actor | None,
    at: datetime,
    territory: str | None = None,
    phone: str | None = None,
    organisation: NewOrganisation | None = None,
    finder: PlaceFinder = OFFLINE,
) -> Invitation:
    """Make an account: as a coordinator in one's own territory, as an admin coordinators and everybody, anywhere.

    `by` is None for the operator's command. Raises Forbidden for a role that is not one's to give, Invalid, naming the
    field, for what does not fit, Conflict where the email or the organisation's name is taken.
    """
    territory = _territory_for(session, role, territory, by=by)
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise Invalid({"email": ["Not a valid email address."]})
    if account_by_email(session, email) is not None:
        raise Conflict("There is an account with this email.")
    home = organisation_of(session, role, organisation, territory=territory, at=at, finder=finder)
    account = Account(
        id=new_id(),
        email=email,
        name=name,
        phone=phone,
        role=role,
        territory=territory,
        organisation=home,
        created_at=at,
    )
    session.add(account)
    event.record(account, "invited", at=at, by=by.account_id if by else None, territory=territory)
    invitation = _link(session, account, at=at)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise Conflict("There is an account with this email, or an organisation with this name.") from error
    return invitation


def reset_link(session: Session, email: str, *, at: datetime) -> Invitation:
    """A new link to set the password of an account, which ends those before; one that was disabled is open again.

    Raises NotFound.
    """
    account = account_by_email(session, email)
    if account is None:
        raise NotFound("There is no account with this email.")
    account.disabled_at = None
    _end_links(session, account)
    invitation = _link(session, account, at=at)
    session.commit()
    return invitation


def set_password(session: Session, token: str, *, password: str, passwords: Passwords, at: datetime) -> Account:
    """Set the password by a link's secret, which is used up; who was signed in before is signed out, other links end.

    Raises Invalid for a password that is too short or too long, NotFound for a link that is unknown, used or over.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid({"password": [f"Must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters."]})
    kept = passwords.hash(password)
    used = (
        update(PasswordLink)
        .where(PasswordLink.digest == digest_of(token), PasswordLink.used_at.is_(None), PasswordLink.expires_at > at)
        .values(used_at=at)
        .returning(PasswordLink.account_id)
    )
    account_id = session.scalar(used)
    account = session.get(Account, account_id) if account_id is not None else None
    if account is None or account.disabled_at is not None:
        session.rollback()
        raise NotFound("This link was used already, or is too old.")
    account.password_hash = kept
    _end_links(session, account)
    session.execute(delete(AccessToken).where(AccessToken.account_id == account.id))
    session.commit()
    return account


def disable_account(session: Session, email: str, *, at: datetime) -> Account:
    """Close an account: it can no longer sign in, and whoever is signed in is signed out. Raises NotFound."""
    account = account_by_email(session, email)
    if account is None:
        raise NotFound("There is no account with this email.")
    if account.disabled_at is None:
        account.disabled_at = at
        event.record(account, "disabled", at=at, by=None, territory=account.territory)
    session.execute(delete(AccessToken).where(AccessToken.account_id == account.id))
    _end_links(session, account)
    session.commit()
    return account


def _link(session: Session, account: Account, *, at: datetime) -> Invitation:
    secret = secrets.token_urlsafe(32)
    session.flush()
    session.add(PasswordLink(digest=digest_of(secret), account_id=account.id, expires_at=at + LINK_LASTS))
    return Invitation(account, secret, at + LINK_LASTS)


def _end_links(session: Session, account: Account) -> None:
    """Links that were not used: a lost one opens nothing any more."""
    unused = PasswordLink.account_id == account.id, PasswordLink.used_at.is_(None)
    session.execute(delete(PasswordLink).where(*unused))


def _territory_for(session: Session, role: Role, territory: str | None, *, by: Actor | None) -> str | None:
    if by is not None:
        by.must_be(Role.COORDINATOR)
        if by.role is not Role.ADMIN and (role in (Role.COORDINATOR, Role.ADMIN)):
            raise Forbidden("A coordinator invites producers, drivers and associations.")
        if by.role is not Role.ADMIN and territory not in (None, by.territory):
            raise Invalid({"territory": ["A coordinator invites into its own territory."]})
        territory = territory or by.territory
    if role is Role.ADMIN:
        if territory is not None:
            raise Invalid({"territory": ["An admin has no territory."]})
        return None
    if territory is None or session.get(Territory, territory) is None:
        raise Invalid({"territory": ["Name one of the territories."]})
    return territory
