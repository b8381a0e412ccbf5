"""Changing what was read without a lock: the commit's one statement writes nothing where a row is not as it was read.

A lock costs a transaction that is begun, waited for and ended, each a turn to the server. Where two seldom want the same row
it is cheaper to read it as it is and to let the statement that writes look again. Whoever is told `Outdated` starts over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, String, literal_column
from sqlalchemy.orm import Session

from foodlink.domain.base import Base

_SEEN = "rows_as_seen"


class Outdated(Exception):
    """A row has changed since it was read: nothing was written."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as it was read: its table, its key, and the mark of its version."""

    table: str
    key: UUID
    mark: str


def mark_of(kind: type[Base]) -> ColumnElement[str]:
    """What is another after each change of a row: the transaction that wrote it (PostgreSQL's `xmin`)."""
    return literal_column(f"{kind.__tablename__}.xmin::text", String)


def write_if_unchanged(session: Session, rows: Sequence[Seen]) -> None:
    """Let the commit write only where these rows are as they were read, and raise Outdated where one is not.

    Those of one table follow each other; they are locked, table by table, until the commit is done.
    """
    session.info[_SEEN] = tuple(rows)


def forget_seen(session: Session) -> tuple[Seen, ...]:
    """What the commit is to look at again, which is asked for once."""
    seen: tuple[Seen, ...] = session.info.pop(_SEEN, ())
    return seen


def tables_of(seen: Sequence[Seen]) -> tuple[tuple[str, int], ...]:
    """Their tables in order, and how many rows of each."""
    return tuple(Counter(one.table for one in seen).items())
