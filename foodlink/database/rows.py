"""Writing new rows at once, past the unit of work, where requests are many.

The unit of work sorts, batches and reads back what it flushes; for a handful of new rows whose keys we drew ourselves that
is most of the price of a request (`benchmarks/` measures it). Everything else is written by the session as ever.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import inspect
from sqlalchemy.orm import Session, make_transient_to_detached

from foodlink.domain.base import Base


def insert_now(session: Session, *new: Base) -> None:
    """Write new objects of the mapping, in this order, and make them the session's, as a flush would.

    Every column is written as it is set, a missing one as null: keys and defaults are the caller's to set.
    """
    for kind, alike in groupby(new, _kind):
        keys, columns = _columns(kind)
        insert_rows(session, kind.__tablename__, columns, [[vars(one).get(key) for key in keys] for one in alike])
    for one in new:
        make_transient_to_detached(one)
    session.add_all(new)


def insert_rows(session: Session, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows, in this order, with one statement of the session's transaction."""
    driver = session.connection().connection.driver_connection
    assert driver is not None
    driver.execute(_statement(table, tuple(columns), len(rows)), [_plain(value) for row in rows for value in row])


def _kind(one: Base) -> type[Base]:
    return type(one)


@cache
def _columns(kind: type[Base]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    attributes = inspect(kind).column_attrs
    return tuple(one.key for one in attributes), tuple(one.columns[0].name for one in attributes)


@cache
def _statement(table: str, columns: tuple[str, ...], rows: int) -> bytes:
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
    return (
        sql.SQL("insert into {} ({}) values {}")
        .format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join([one] * rows),
        )
        .as_bytes()
    )


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return Jsonb(value) if isinstance(value, Mapping) else value
