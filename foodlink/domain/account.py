"""Accounts: one person, one role; how they sign in."""

from __future__ import annotations

import enum
import hashlib
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foodlink.domain.base import Base, Identifier, Moment, text, worded
from foodlink.domain.organisation import Organisation


class Role(enum.StrEnum):
    PRODUCER = "producer"
    DRIVER = "driver"
    ASSOCIATION = "association"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Account(Base):
    """A person who signs in. Erasing one empties name, email and phone and keeps the id, which the log refers to."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("(role = 'admin') = (territory is null)", name="territory_of_role"),
        CheckConstraint(
            "(role in ('producer', 'association')) = (organisation_id is not null)",
            name="organisation_of_role",
        ),
        Index("uq_accounts_email", "email", unique=True),
    )

    id: Mapped[Identifier]
    email: Mapped[str] = mapped_column(text(254))
    name: Mapped[str] = mapped_column(text(120))
    phone: Mapped[str | None] = mapped_column(text(32))
    role: Mapped[Role] = mapped_column(worded(Role, "role"))
    territory: Mapped[str | None] = mapped_column(ForeignKey("territories.code"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    password_hash: Mapped[str | None] = mapped_column(text(200))
    demonstration: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(text(2), default="fr")
    created_at: Mapped[Moment]
    disabled_at: Mapped[Moment | None]
    erased_at: Mapped[Moment | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class PasswordLink(Base):
    """A link to set a password, valid once, for 72 hours. Only the digest of its secret is kept."""

    __tablename__ = "password_links"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class AccessToken(Base):
    """A bearer token or the session of a browser. Only the digest of its secret is kept."""

    __tablename__ = "access_tokens"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class SignInFailure(Base):
    """A wrong try to sign in, by the digest of the email that was given, known or not."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_email_digest_at", "email_digest", "at"),)

    id: Mapped[Identifier]
    email_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[Moment]


def digest_of(secret: str) -> bytes:
    """What is kept of a secret that we drew (a token, a link, not a password): its SHA-256, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()
