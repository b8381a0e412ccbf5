"""Writing a few rows in one statement, past the unit of work, where requests are many.

The unit of work sorts, batches and reads back what it flushes, table by table; for a handful of new rows whose keys we drew
ourselves that, and a turn to the server for each table, is most of the price of a request. Rows that are queued here are
written by the session's commit, with its events, in one statement. Everything else is flushed as ever, and before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from psycopg.types.json import Jsonb
from sqlalchemy import JSON, ColumnElement, Enum, String, inspect
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from foodlink.database.driver import send
from foodlink.database.reading import DIALECT, object_with_row
from foodlink.database.statements import Shape, statement_of
from foodlink.database.unlocked import Outdated, forget_seen, tables_of
from foodlink.domain.base import Base

_QUEUE = "queued_rows"
_Kind = TypeVar("_Kind", bound=Base)


@dataclass(frozen=True, slots=True)
class Rows:
    """New rows of one table, or new values of one row: their shape, and for each the values of its columns."""

    shape: Shape
    values: tuple[tuple[Any, ...], ...]


def insert_at_commit(session: Session, kind: type[_Kind], **values: Any) -> _Kind:
    """A new object, which is the session's; the commit writes its row. The session must not be asked for it before.

    Every column is written as it is given, a missing one as null: keys and defaults are the caller's to set. Relations are
    given beside the columns, both ends of each.
    """
    mapper, names = _columns(kind)
    row = {name: values.pop(name, None) for name in names}
    made: _Kind = object_with_row(session, mapper, row)
    for relation, related in values.items():
        set_committed_value(made, relation, related)
    _queue(session, rows_of(kind, names, [list(row.values())]))
    return made


def update_at_commit(session: Session, one: Base) -> None:
    """Let the commit write what was changed of this object's columns; a flush before it does not.

    The object has an `id`, and its row is locked: its version goes up by one, and nobody asks what it was.
    """
    mapper, columns = _columns(type(one))
    state = instance_state(one)
    changed = [name for name in state.committed_state if name in columns]
    if not changed:
        return
    version = mapper.version_id_col
    if version is not None:
        name = mapper.get_property_by_column(version).key
        set_committed_value(one, name, state.dict[name] + 1)
        changed.append(name)
    names = (*changed, "id")
    _queue(session, rows_of(type(one), names, [[state.dict[name] for name in names]], changes=True))
    state._commit_all(state.dict, session.identity_map)  # what the mapper does once it has written


def rows_of(
    kind: type[Base], names: tuple[str, ...], values: Sequence[Sequence[Any]], *, changes: bool = False
) -> Rows:
    """Rows of a mapped class by these attributes, each value as the driver takes it; `changes` as in `Shape`."""
    columns, types, plain = _written(kind, names)
    rows = [list(row) for row in values]
    for row in rows:
        for place, write_as in plain:
            if row[place] is not None:
                row[place] = write_as(row[place])
    return Rows(Shape(kind.__tablename__, columns, types, len(rows), changes), tuple(map(tuple, rows)))


def _queue(session: Session, rows: Rows) -> None:
    if not session.in_transaction():
        session.begin()  # so that a rollback takes the rows back
    queued(session).append(rows)


def queued(session: Session) -> list[Rows]:
    """What is to be written by the session's commit."""
    rows: list[Rows] = session.info.setdefault(_QUEUE, [])
    return rows


def write(session: Session, parts: Sequence[Rows]) -> None:
    """Write all of it with one statement, the last before the commit; the last part, and so the log, comes last.

    Raises Outdated, and writes nothing, where a row that `write_if_unchanged` named has changed.
    """
    seen = forget_seen(session)
    shapes = tuple([part.shape for part in parts])
    values = [value for one in seen for value in (one.key, one.mark)]
    values += [value for part in parts for row in part.values for value in row]
    written = send(session, statement_of(shapes, tables_of(seen)), values, alone=True)
    if seen and written.rowcount == 0:
        raise Outdated()


@cache
def _columns(kind: type[Base]) -> tuple[Mapper[Any], tuple[str, ...]]:
    mapper = inspect(kind)
    return mapper, tuple(one.key for one in mapper.column_attrs)


@cache
def _written(
    kind: type[Base], names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[int, Callable[[Any], Any]]]]:
    """The columns of these attributes, their types, and how the values of some are written."""
    columns = [inspect(kind).column_attrs[name].columns[0] for name in names]
    words = [(place, attrgetter("value")) for place, one in enumerate(columns) if isinstance(one.type, Enum)]
    texts = [(place, Jsonb) for place, one in enumerate(columns) if isinstance(one.type, JSON)]
    return tuple(one.name for one in columns), tuple(map(_type_of, columns)), [*words, *texts]


def _type_of(column: ColumnElement[Any]) -> str:
    """A column's type, without the length of a text: to cast to it would cut off what is longer, in silence."""
    return "text" if isinstance(column.type, String) else column.type.compile(DIALECT)
