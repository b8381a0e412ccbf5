"""Reading a few rows past the mapper, where requests are many: a select is compiled once, its rows become objects by hand.

The objects are the session's, as any that it has read. Where it knows one of them already, which a request seldom does, the
mapper reads them after all: only it can merge what is read with what was changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Enum, Select, inspect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_state

from foodlink.database.driver import send

DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call] # SQLAlchemy's own gap
_Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class _Noun:
    """A mapped class within the rows: its columns from the key at `first` on, and the attributes that they are."""

    mapper: Mapper[Any]
    names: tuple[str, ...]
    first: int

    def key_in(self, row: _Row) -> tuple[Any, ...]:
        return self.mapper.identity_key_from_primary_key((row[self.first],))

    def of(self, row: _Row, session: Session) -> Any:
        """The session's object of that row, None where an outer join met nothing."""
        if row[self.first] is None:
            return None
        known = session.identity_map.get(self.key_in(row))
        if known is not None:
            return known
        return object_with_row(session, self.mapper, dict(zip(self.names, row[self.first :], strict=False)))


def object_with_row(session: Session, mapper: Mapper[Any], values: dict[str, Any]) -> Any:
    """A new object of the session for a row that has these columns' values, `id` among them; no event tells of it.

    It is what the mapper does for each row that it loads. `Session.add` would look through all relations besides.
    """
    made = mapper.class_manager.new_instance()
    vars(made).update(values)
    state = instance_state(made)
    state.key = mapper.identity_key_from_primary_key((values["id"],))
    state.session_id = session.hash_key
    session.identity_map.add(state)
    return made


class Reading:
    """A select of columns, then of mapped classes whose first column is their key; what varies are its parameters.

    `locks` says that it locks what it reads: that needs a transaction which goes on.
    """

    def __init__(self, select: Select[*tuple[Any, ...]], *, locks: bool = False) -> None:
        self._select = select
        self._locks = locks

    def rows(self, session: Session, values: Mapping[str, Any]) -> Sequence[_Row]:
        """The rows as the session would give them, which first writes what was changed."""
        session.flush()
        sql, words, width, nouns = self._made
        found = [list(row) for row in send(session, sql, values, alone=not self._locks)]
        for row in found:
            for place, word in words:
                row[place] = word(row[place])
        if any(noun.key_in(row) in session.identity_map for noun in nouns for row in found):
            return session.execute(self._select, dict(values)).all()
        return [(*row[:width], *[noun.of(row, session) for noun in nouns]) for row in found]

    def first(self, session: Session, values: Mapping[str, Any]) -> _Row | None:
        """The first row, None where there is none."""
        return next(iter(self.rows(session, values)), None)

    @cached_property
    def _made(self) -> tuple[str, list[tuple[int, Callable[[Any], Any]]], int, list[_Noun]]:
        columns = list(self._select.selected_columns)
        words = [(place, _reader(one.type)) for place, one in enumerate(columns) if isinstance(one.type, Enum)]
        nouns, width = list[_Noun](), 0
        for told in self._select.column_descriptions:
            if not isinstance(told["expr"], type):
                width += 1
                continue
            mapper: Mapper[Any] = inspect(told["expr"])
            at = width + sum(len(noun.names) for noun in nouns)
            names = tuple(mapper.get_property_by_column(one).key for one in columns[at : at + len(mapper.columns)])
            nouns.append(_Noun(mapper, names, at))
        return str(self._select.compile(dialect=DIALECT)), words, width, nouns


def _reader(words: Enum) -> Callable[[Any], Any]:
    kept: dict[Any, Any] = {word.value: word for word in words.enum_class or ()}
    return (kept | {None: None}).__getitem__
