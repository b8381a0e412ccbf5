"""What the service remembers about its own running: answers to repeat, facts shared by its processes, the clock's ticks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from foodlink.domain.base import Base, Moment, text


class IdempotentAnswer(Base):
    """The first answer to a request with an `Idempotency-Key`, kept seven days, written with what it created."""

    __tablename__ = "idempotent_answers"
    __table_args__ = (Index("ix_idempotent_answers_created_at", "created_at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(text(200), primary_key=True)
    path: Mapped[str] = mapped_column(text(300))
    body_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any] | None]
    created_at: Mapped[Moment]


class Fact(Base):
    """Something that all processes of a service share: its secret key, the shift of its clock."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(text(60), primary_key=True)
    value: Mapped[dict[str, Any]]
    at: Mapped[Moment]


class Tick(Base):
    """When a scheduled job was last asked for, by its name: what a late or missed run is caught up from."""

    __tablename__ = "ticks"

    name: Mapped[str] = mapped_column(text(80), primary_key=True)
    due_at: Mapped[Moment]
    ticked_at: Mapped[Moment]
