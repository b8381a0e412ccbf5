"""Statements sent as the driver takes them, past SQLAlchemy's execution, in the transaction of a session.

What SQLAlchemy adds around a short statement costs several times what the driver and the server need for it. Where requests
are many, statements are made once (`reading.py`, `rows.py`) and come here; errors leave as SQLAlchemy's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Driver = psycopg.Connection[tuple[Any, ...]]
Values = Mapping[str, Any] | Sequence[Any]


def send(session: Session, statement: str, values: Values, *, alone: bool = False) -> psycopg.Cursor[tuple[Any, ...]]:
    """Run one statement in the session's transaction. Raises what SQLAlchemy would, had it been sent through it.

    `alone`: where nothing was sent in this transaction yet, the statement is a transaction by itself, without a turn to the
    server to begin one and another to end it. It is for reads that lock nothing, and for the last write before a commit.
    """
    connection = session.connection()
    driver = cast(Driver, connection.connection.driver_connection)
    by_itself = alone and _is_idle(session, driver)
    try:
        if by_itself:
            driver.autocommit = True
        # Made from what is mapped, never from what somebody sent: values only ever travel beside it.
        return driver.execute(cast(Any, statement), values)
    except psycopg.Error as error:
        if driver.closed:
            connection.exec_driver_sql(
                "select 1"
            )  # SQLAlchemy finds out by itself, and what its pool holds is lost too
        raise _told_by_sqlalchemy(error, connection, statement, values) from error
    finally:
        if by_itself and not driver.closed:
            driver.autocommit = False


def nothing_sent(session: Session) -> bool:
    """Whether the session has a connection of its own, and no transaction on it that the server knows of."""
    return _is_idle(session, cast(Driver, session.connection().connection.driver_connection))


def _is_idle(session: Session, driver: Driver) -> bool:
    return driver.pgconn.transaction_status == TransactionStatus.IDLE and isinstance(session.get_bind(), Engine)


def _told_by_sqlalchemy(error: psycopg.Error, connection: Connection, statement: str, values: Values) -> Exception:
    hidden = connection.engine.hide_parameters
    return DBAPIError.instance(
        statement, cast(Any, values), error, psycopg.Error, hide_parameters=hidden, dialect=connection.dialect
    )
