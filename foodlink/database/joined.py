"""A session whose commits end savepoints of one outer transaction, which is committed once, with more in it."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions


class JoinedTransaction:
    """One transaction around a use case: the service's commit is a step in it, `commit` makes all of it durable."""

    def __init__(self, sessions: Sessions) -> None:
        bind = sessions.kw["bind"]
        self._lent = isinstance(bind, Connection)
        self.connection: Connection = bind if self._lent else bind.connect()
        self._outer = self.connection.begin_nested() if self._lent else self.connection.begin()
        self.session: Session = sessions(bind=self.connection, join_transaction_mode="create_savepoint")

    def commit(self) -> None:
        """Make what was done durable."""
        self.session.close()
        self._outer.commit()

    def close(self) -> None:
        """Roll back what was not committed and give the connection back."""
        self.session.close()
        if self._outer.is_active:
            self._outer.rollback()
        if not self._lent:
            self.connection.close()
