"""Who uses the embedded database: it is up for as long as any process of ours does, and can be started ahead of its use.

Told by a lock on a file in FOODLINK_HOME that the system lets go of with the process, however it ends: what `kill -9` left
running is stopped by whoever comes last after it. Loads nothing that a start would have to wait for.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from config.settings import Settings


@contextlib.contextmanager
def in_use(settings: Settings) -> Iterator[None]:
    """Say that this process uses the embedded database; the last one to leave stops it, whoever started it.

    Does nothing for a database of the operator's own.
    """
    if settings.database_url is not None:
        yield
        return
    lock = _opened_lock(settings)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)  # waits for one who is just stopping it
        try:
            yield
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(settings)
    finally:
        os.close(lock)


def start_ahead(settings: Settings) -> None:
    """Start the embedded database in a thread, while this one does something else.

    A fault is not told here: whoever opens the database tries again, and hears it. The thread uses the database too, so that
    what it started is stopped even where everybody else has left meanwhile.
    """
    if settings.database_url is not None:
        return
    # Loaded by this thread: two that load one module may hold each other up.
    from foodlink.database.embedded import EmbeddedDatabaseError, EmbeddedPostgres

    def start() -> None:
        with contextlib.suppress(EmbeddedDatabaseError), in_use(settings):
            EmbeddedPostgres(settings.home).ensure_running()

    threading.Thread(target=start, name="database").start()


def others_use_it(settings: Settings) -> bool:
    """Whether another process uses the embedded database now; False for a database of the operator's own."""
    if settings.database_url is not None or not _lock_of(settings).exists():
        return False
    lock = os.open(_lock_of(settings), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _opened_lock(settings: Settings) -> int:
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(_lock_of(settings), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        from foodlink.database.errors import EmbeddedDatabaseError

        told = f"FOODLINK_HOME cannot be used, choose a folder that can be written: {error}"
        raise EmbeddedDatabaseError(told) from error


def _stop(settings: Settings) -> None:
    from foodlink.database.embedded import EmbeddedPostgres

    EmbeddedPostgres(settings.home).stop()


def _lock_of(settings: Settings) -> Path:
    return settings.home / "in-use"
