"""The database of a command: the operator's own, or the embedded one, current and ready to be asked."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Engine

from config.settings import Settings
from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import make_engine
from foodlink.database.use import in_use


class SchemaNotCurrent(Exception):
    """The database does not have this program's schema: run `foodlink db upgrade` with the newest program."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


def open_database(settings: Settings, *, pool_size: int | None = None) -> Engine:
    """An engine on the database that the settings name; the embedded one is started where it is down.

    `pool_size` is the number of connections kept, that of the web's threads unless told. A command wraps what it does in
    `in_use`, so that the embedded database stops with the last one.
    """
    url = settings.database_url
    if url is None:
        embedded = EmbeddedPostgres(settings.home)
        embedded.ensure_running()
        url = embedded.url()
    return make_engine(url, pool_size=pool_size or settings.web_threads)


def libpq_url(engine: Engine) -> str:
    """The engine's address as libpq and psycopg read it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextlib.contextmanager
def opened(settings: Settings, *, pool_size: int = 2) -> Iterator[Engine]:
    """An engine for one short command, which stops the embedded database if nobody else uses it."""
    with in_use(settings):
        engine = open_database(settings, pool_size=pool_size)
        try:
            yield engine
        finally:
            engine.dispose()


def make_current(engine: Engine, settings: Settings) -> None:
    """Migrate the embedded database, which is ours; of another, raise SchemaNotCurrent unless it is already current."""
    if schema.is_current(engine):
        return
    if settings.database_url is not None:
        raise SchemaNotCurrent
    schema.upgrade(engine)
