"""Notices: an entry on the page of a person whom a change concerns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foodlink.domain.base import Base, Identifier, Moment, text


class Notice(Base):
    """Something that an account should know. `kind` names the sentence in the catalogue, `facts` fill it."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_account_at", "account_id", "at"),)

    id: Mapped[Identifier]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    at: Mapped[Moment]
    kind: Mapped[str] = mapped_column(text(40))
    facts: Mapped[dict[str, Any]]
    read_at: Mapped[Moment | None]
