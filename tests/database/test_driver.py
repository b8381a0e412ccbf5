"""Statements that are sent past SQLAlchemy: in the session's transaction, or alone, and with SQLAlchemy's errors."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from foodlink.database.driver import send
from foodlink.database.engine import Sessions
from foodlink.domain.operation import Fact

_KEEP = "insert into facts (name, value, at) values (%s, '1', %s)"


def _kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Fact)) or 0


def test_a_statement_is_of_the_sessions_transaction(fresh_sessions: Sessions, at: datetime) -> None:
    with fresh_sessions() as session:
        send(session, _KEEP, ("a", at))
        session.rollback()
        assert _kept(session) == 0
        send(session, _KEEP, ("a", at))
        session.commit()
    with fresh_sessions() as session:
        assert _kept(session) == 1


def test_alone_it_is_done_at_once(fresh_sessions: Sessions, at: datetime) -> None:
    with fresh_sessions() as session, fresh_sessions() as other:
        send(session, _KEEP, ("a", at), alone=True)
        assert _kept(other) == 1
        session.commit()
        send(session, _KEEP, ("b", at))
        session.rollback()
        assert _kept(session) == 1


@pytest.mark.parametrize("savepoint", [False, True])
def test_it_is_not_alone_after_another_statement(fresh_sessions: Sessions, at: datetime, savepoint: bool) -> None:
    with fresh_sessions() as session:
        if savepoint:
            session.begin_nested()
        else:
            session.execute(text("select 1"))
        send(session, _KEEP, ("a", at), alone=True)
        session.rollback()
        session.rollback()
        assert _kept(session) == 0


def test_it_is_not_alone_on_a_connection_that_is_lent(fresh_sessions: Sessions, at: datetime) -> None:
    with fresh_sessions.kw["bind"].connect() as connection, connection.begin() as outer:
        with Session(connection) as session:
            send(session, _KEEP, ("a", at), alone=True)
            session.commit()
        outer.rollback()
    with fresh_sessions() as session:
        assert _kept(session) == 0


@pytest.mark.parametrize("alone", [False, True])
def test_what_the_database_forbids_is_told_as_sqlalchemy_tells_it(
    fresh_sessions: Sessions, at: datetime, alone: bool
) -> None:
    with fresh_sessions() as session:
        send(session, _KEEP, ("a", at))
        session.commit()
        with pytest.raises(IntegrityError, match="pk_facts"):
            send(session, _KEEP, ("a", at), alone=alone)
        session.rollback()
        send(session, _KEEP, ("b", at))
        session.commit()
        assert _kept(session) == 2


@pytest.mark.parametrize("alone", [False, True])
def test_a_lost_connection_is_told_once_and_the_next_session_has_another(
    fresh_sessions: Sessions, at: datetime, alone: bool
) -> None:
    with fresh_sessions() as session, fresh_sessions() as other:
        lost = session.connection().connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        other.execute(text("select pg_terminate_backend(:lost, 5000)"), {"lost": lost})
        with pytest.raises(OperationalError) as told:
            send(session, _KEEP, ("a", at), alone=alone)
        assert told.value.connection_invalidated
        session.rollback()
    with fresh_sessions() as session:
        send(session, _KEEP, ("a", at), alone=alone)
        session.commit()
        assert _kept(session) == 1
