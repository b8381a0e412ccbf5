"""Writing a few rows in one statement, past the unit of work, where requests are many.

The unit of work sorts, batches and reads back what it flushes, table by table; for a handful of new rows whose keys we drew
ourselves that, and a turn to the server for each table, is most of the price of a request. Rows that are queued here are
written by the session's commit, with its events, in one statement. Everything else is flushed as ever, and before them.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import inspect
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from foodlink.domain.base import Base

_QUEUE = "queued_rows"


@dataclass(frozen=True, slots=True)
class Rows:
    """New rows of one table; or where it `changes`, a column's new value and the id of the row that has it."""

    table: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    changes: bool = False


def insert_at_commit(session: Session, *new: Base) -> None:
    """Make new objects the session's; the commit writes their rows. The session must not be asked for them before.

    Every column is written as it is set, a missing one as null: keys and defaults are the caller's to set.
    """
    for one in new:
        kind = type(one)
        keys, columns = _columns(kind)
        state = vars(one)
        row = tuple([state.setdefault(key, None) for key in keys])  # what is left unset would be read back later
        queued(session).append(Rows(kind.__tablename__, columns, (row,)))
        make_transient_to_detached(one)
    session.add_all(new)


def update_at_commit(session: Session, one: Base, name: str, value: Any) -> None:
    """Set one attribute of an object that has an `id` and no version; the commit writes it."""
    kind = type(one)
    set_committed_value(one, name, value)
    queued(session).append(Rows(kind.__tablename__, (name, "id"), ((value, vars(one)["id"]),), changes=True))


def queued(session: Session) -> list[Rows]:
    """What is to be written by the session's commit."""
    rows: list[Rows] = session.info.setdefault(_QUEUE, [])
    return rows


def write(session: Session, parts: Sequence[Rows]) -> None:
    """Write all of it with one statement of the session's transaction; the last part, and so the log, comes last."""
    shapes = tuple((part.table, part.columns, len(part.values), part.changes) for part in parts)
    values = tuple(_plain(value) for part in parts for row in part.values for value in row)
    session.connection().exec_driver_sql(_statement(shapes), values)


@cache
def _columns(kind: type[Base]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    attributes = inspect(kind).column_attrs
    return tuple(one.key for one in attributes), tuple(one.columns[0].name for one in attributes)


_Shape = tuple[str, tuple[str, ...], int, bool]


@cache
def _statement(shapes: tuple[_Shape, ...]) -> str:
    parts = [_part(*shape) for shape in shapes]
    first = [sql.SQL("{} as ({})").format(sql.Identifier(f"p{place}"), part) for place, part in enumerate(parts[:-1])]
    before = sql.SQL("with {} ").format(sql.SQL(", ").join(first)) if first else sql.SQL("")
    return (before + parts[-1]).as_string()


def _part(table: str, columns: tuple[str, ...], rows: int, changes: bool) -> sql.Composed:
    if changes:
        column, key = map(sql.Identifier, columns)
        return sql.SQL("update {} set {} = %s where {} = %s").format(sql.Identifier(table), column, key)
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
    return sql.SQL("insert into {} ({}) values {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([one] * rows),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return Jsonb(value) if isinstance(value, Mapping) else value
