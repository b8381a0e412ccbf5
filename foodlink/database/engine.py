"""The engine and its sessions. A transaction's events are written by its commit, last of all.

The log's trigger takes a lock that lasts until the commit is done, so that ids grow in order of commit; writing the events
last keeps that lock as short as the commit itself, and no row is locked after it, so that nobody can wait in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from foodlink.database.rows import queued, rows_of, write
from foodlink.database.unlocked import forget_seen
from foodlink.domain.event import Event, pending

Sessions = sessionmaker[Session]

_MARKS = "marks_of_pending_events"


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine on the PostgreSQL at `url`, whose connections keep time in UTC and notice a peer that is gone."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_timeout=10,
        pool_reset_on_return="rollback",
        connect_args={
            "options": "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=10000"
            " -c idle_in_transaction_session_timeout=120000",
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            "application_name": "foodlink",
        },
    )


def make_sessions(engine: Engine) -> Sessions:
    """The factory of sessions on that engine; what was loaded stays readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def one_session(sessions: Sessions) -> Iterator[Session]:
    """A session for one use case; what its service did not commit is rolled back."""
    with sessions() as session:
        yield session


@event.listens_for(Session, "before_commit")
def _write_rows_and_events(session: Session) -> None:
    changes, rows = pending(session), queued(session)
    if not changes and not rows:
        return
    session.flush()
    parts = list(rows)
    if changes:
        parts.append(rows_of(Event, tuple(changes[0]), [tuple(change.values()) for change in changes]))
    rows.clear()
    changes.clear()
    write(session, parts)


@event.listens_for(Session, "after_transaction_create")
def _mark_events(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_MARKS, WeakKeyDictionary())[transaction] = len(pending(session))


@event.listens_for(Session, "after_soft_rollback")
def _forget_events(session: Session, previous: SessionTransaction) -> None:
    """What a savepoint took back leaves no event; what came before it keeps its own."""
    queued(session).clear()
    forget_seen(session)
    del pending(session)[session.info.get(_MARKS, {}).get(previous, 0) :]
