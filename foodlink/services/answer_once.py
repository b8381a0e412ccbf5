"""Answers that are given once: the first answer to a request with a key is kept in the transaction of what it created."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from foodlink.database.joined import JoinedTransaction
from foodlink.domain.errors import Conflict, Invalid
from foodlink.domain.operation import IdempotentAnswer

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is to be answered once: whose it is, its key, its path, and the digest of its body."""

    account_id: UUID
    key: str
    path: str
    body_digest: bytes

    @property
    def lock(self) -> int:
        """A number for the database's lock on this key of this account."""
        digest = hashlib.sha256(self.account_id.bytes + self.key.encode()).digest()
        return int.from_bytes(digest[:8], signed=True)


def first_answer(session: Session, asked: Asked, *, at: datetime) -> IdempotentAnswer | None:
    """The first answer where there was one; else None, and nobody else may answer until the transaction ends.

    Raises Conflict while the first request still runs, and Invalid where the key was used for something else.
    """
    if not session.connection().scalar(_TRY_LOCK, {"lock": asked.lock}):
        raise Conflict("The first request with this Idempotency-Key still runs.")
    kept = session.scalars(_KEPT, {"account": asked.account_id, "key": asked.key, "since": at - KEPT}).first()
    if kept is not None and (kept.path, kept.body_digest) != (asked.path, asked.body_digest):
        raise Invalid({"Idempotency-Key": ["This key was used for another request."]})
    return kept


def keep_answer(
    joined: JoinedTransaction,
    asked: Asked,
    *,
    status: int,
    headers: dict[str, Any],
    body: dict[str, Any] | None,
    at: datetime,
) -> None:
    """Keep the answer with what it created, and make both durable."""
    # What the view read after the service's commit is a savepoint of its own, whose end must not take the answer with it.
    joined.session.close()
    values = {"path": asked.path, "body_digest": asked.body_digest, "status": status, "headers": headers, "body": body}
    joined.connection.execute(_KEEP, {"account_id": asked.account_id, "key": asked.key, "created_at": at, **values})
    joined.commit()


# Made once: to build a statement costs more than to send it.
_TRY_LOCK = text("select pg_try_advisory_xact_lock(:lock)")
_KEPT = select(IdempotentAnswer).where(
    IdempotentAnswer.account_id == bindparam("account"),
    IdempotentAnswer.key == bindparam("key"),
    IdempotentAnswer.created_at > bindparam("since"),
)
_NEW = insert(IdempotentAnswer.__table__)  # type: ignore[arg-type] # a mapped class' table is one
# What is there already is older than it is kept: `first_answer` has looked, and has the lock.
_KEEP = _NEW.on_conflict_do_update(
    index_elements=["account_id", "key"],
    set_={name: _NEW.excluded[name] for name in ("path", "body_digest", "status", "headers", "body", "created_at")},
)
