"""Faults of the embedded database, each with the one line that is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg


class EmbeddedDatabaseError(Exception):
    """The embedded PostgreSQL cannot do what was asked; its message is one line: why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


@contextmanager
def told_in_one_line(attempt: str) -> Iterator[None]:
    """Turn a fault of the system or of the server into an EmbeddedDatabaseError that begins with `attempt`."""
    try:
        yield
    except (OSError, psycopg.Error) as error:
        raise EmbeddedDatabaseError(f"{attempt}: {error}") from error
