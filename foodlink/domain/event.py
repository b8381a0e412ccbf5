"""The append-only log: one row for every change of state, with who, when and why.

Rows hold account ids, never names or phones, so that a person can be erased without touching the log. `id` is given by
the database, in order of commit (a trigger takes the log's lock and only then draws the number), so a reader that has
seen an id will never meet a smaller one later.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Uuid
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from foodlink.domain.base import Base, Moment, text
from foodlink.domain.lifecycle import check_move

PENDING_EVENTS = "pending_events"


class Event(Base):
    """One change: `noun` and `subject_id` say of what; `old` and `new` are states, or `new` alone names what happened."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_subject_id", "subject_id", "id"),
        Index("ix_events_offer_id", "offer_id", "id", postgresql_where="offer_id is not null"),
        Index("ix_events_territory_at", "territory", "at"),
    )

    # The trigger draws the number; the default only says that the program does not.
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, server_default="0")
    at: Mapped[Moment]
    territory: Mapped[str | None] = mapped_column(text(3))
    noun: Mapped[str] = mapped_column(text(24))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    old: Mapped[str | None] = mapped_column(text(24))
    new: Mapped[str] = mapped_column(text(32))
    by: Mapped[UUID | None] = mapped_column(Uuid)
    reason: Mapped[str | None] = mapped_column(text(500))
    offer_id: Mapped[UUID | None] = mapped_column(Uuid)
    data: Mapped[dict[str, Any] | None]


def record(
    subject: Base,
    new: str,
    *,
    at: datetime,
    by: UUID | None,
    territory: str | None,
    old: str | None = None,
    reason: str | None = None,
    offer_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Append a change of `subject` to the log; it is written, in order, at the very end of the transaction.

    `subject` has an `id` and is part of a session. `by` is the account that did it, None where the clock did.
    """
    session = object_session(subject)
    if session is None:
        raise RuntimeError(f"{subject!r} belongs to no session, so its change cannot be recorded")
    pending(session).append(
        {
            "at": at,
            "territory": territory,
            "noun": _noun_of(subject),
            "subject_id": subject.id,  # type: ignore[attr-defined] # every noun that changes has one
            "old": _word(old),
            "new": _word(new),
            "by": by,
            "reason": reason,
            "offer_id": offer_id,
            "data": data,
        }
    )


def move(
    subject: Base,
    status: enum.StrEnum,
    moves: Mapping[Any, set[Any]],
    *,
    at: datetime,
    by: UUID | None,
    territory: str | None,
    reason: str | None = None,
    offer_id: UUID | None = None,
) -> None:
    """Change the state of `subject`, by its table of moves, and append that. Nothing happens where it is already so.

    Raises MoveNotAllowed.
    """
    old = subject.status  # type: ignore[attr-defined] # every noun that moves has one
    if status is old:
        return
    check_move(moves, old, status)
    record(subject, status, at=at, by=by, territory=territory, old=old, reason=reason, offer_id=offer_id)
    subject.status = status  # type: ignore[attr-defined]


def pending(session: Session) -> list[dict[str, Any]]:
    """The changes of this transaction that are not written yet."""
    changes: list[dict[str, Any]] = session.info.setdefault(PENDING_EVENTS, [])
    return changes


def _noun_of(subject: Base) -> str:
    return str(getattr(subject, "__noun__", type(subject).__name__.lower()))


def _word(state: str | None) -> str | None:
    return state.value if isinstance(state, enum.Enum) else state
