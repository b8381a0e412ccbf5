"""One statement that writes several tables' rows; where rows were seen before, only if they are unchanged.

Made once for each shape: what varies are its values. The last part is the statement proper, the others are named before it;
where it writes the log, the log's lock is taken last, for each part first waits for the rows that were seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from psycopg import sql


@dataclass(frozen=True, slots=True)
class Shape:
    """So many new rows of a table, by columns and their types; or where it `changes` a row, whose `id` is the last column."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: int
    changes: bool = False


SeenShape = tuple[tuple[str, int], ...]
"""Tables, and how many rows of each were seen."""


@cache
def statement_of(shapes: tuple[Shape, ...], seen: SeenShape = ()) -> str:
    """The statement. Its values: key and mark of each row that was seen, then those of each part, row by row."""
    looks = [_look(place, table, count) for place, (table, count) in enumerate(seen)]
    if seen:
        looks.append(_unchanged(seen))
    parts = [_part(shape, guarded=bool(seen)) for shape in shapes]
    named = [sql.SQL("{} as ({})").format(_name("p", place), part) for place, part in enumerate(parts[:-1])]
    before = [*looks, *named]
    start = sql.SQL("with {} ").format(sql.SQL(", ").join(before)) if before else sql.SQL("")
    return (start + parts[-1]).as_string()


def _look(place: int, table: str, count: int) -> sql.Composed:
    """Lock the rows that are as they were seen; one that somebody else holds is waited for and looked at again."""
    each = sql.SQL(" or ").join([sql.SQL("(id = %s and xmin = %s::xid)")] * count)
    return sql.SQL("{} as materialized (select 1 from {} where {} for no key update)").format(
        _name("s", place), sql.Identifier(table), each
    )


def _unchanged(seen: SeenShape) -> sql.Composed:
    """One row where all are as they were seen, else none."""
    all_there = [
        sql.SQL("(select count(*) from {}) = {}").format(_name("s", place), sql.Literal(count))
        for place, (_, count) in enumerate(seen)
    ]
    return sql.SQL("unchanged as materialized (select 1 where {})").format(sql.SQL(" and ").join(all_there))


def _part(shape: Shape, *, guarded: bool) -> sql.Composed:
    if shape.changes:
        return _change(shape, guarded=guarded)
    return _guarded_rows(shape) if guarded else _new_rows(shape)


def _change(shape: Shape, *, guarded: bool) -> sql.Composed:
    *names, key = map(sql.Identifier, shape.columns)
    table = sql.Identifier(shape.table)
    new = sql.SQL(", ").join([sql.SQL("{} = %s").format(name) for name in names])
    start = sql.SQL("update {} set {}").format(table, new)
    only = sql.SQL(" from unchanged" if guarded else "")
    return start + only + sql.SQL(" where {}.{} = %s").format(table, key)


def _new_rows(shape: Shape) -> sql.Composed:
    one = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(shape.columns)))
    return sql.SQL("insert into {} ({}) values {}").format(
        sql.Identifier(shape.table),
        sql.SQL(", ").join(map(sql.Identifier, shape.columns)),
        sql.SQL(", ").join([one] * shape.rows),
    )


def _guarded_rows(shape: Shape) -> sql.Composed:
    """In their order, which is the order of their numbers in the log."""
    typed = sql.SQL(", ").join([sql.SQL("%s::" + kind) for kind in shape.types])
    rows = [sql.SQL("({}, {})").format(sql.Literal(place), typed) for place in range(shape.rows)]
    columns = sql.SQL(", ").join(map(sql.Identifier, shape.columns))
    return sql.SQL(
        "insert into {table} ({columns})"
        " select {columns} from unchanged, (values {rows}) as new (place, {columns}) order by place"
    ).format(table=sql.Identifier(shape.table), columns=columns, rows=sql.SQL(", ").join(rows))


def _name(letter: str, place: int) -> sql.Identifier:
    return sql.Identifier(f"{letter}{place}")
