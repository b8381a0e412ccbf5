"""What all tests stand on: one real PostgreSQL a run, migrated once, copied for those that need a database of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.database import schema
from foodlink.database.embedded import EmbeddedPostgres
from foodlink.database.engine import Sessions, make_engine, make_sessions
from tests.builders import MORNING
from tests.people import People, the_people

hypothesis_settings.register_profile("suite", deadline=None, derandomize=True, max_examples=50)
hypothesis_settings.load_profile("suite")

pytest_plugins = ["tests.browser", "tests.valhalla"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The run's own server, in a short-lived home; it need not survive a crash of the machine, so it does not sync."""
    home = Path(tempfile.mkdtemp(prefix="fl-"))
    server = EmbeddedPostgres(home, durable=False)
    server.ensure_running()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """A migrated, empty database to copy (a copy takes some 20 ms)."""
    postgres.create_database("template_empty")
    engine = make_engine(postgres.url("template_empty"))
    schema.upgrade(engine)
    engine.dispose()
    return "template_empty"


@pytest.fixture
def fresh_url(postgres: EmbeddedPostgres, template: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty, migrated database for this test alone: for races, jobs, streams and servers."""
    name = f"t{abs(hash(request.node.nodeid)):x}"
    postgres.drop_database(name)
    postgres.create_database(name, template=template)
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture
def fresh_sessions(fresh_url: str) -> Iterator[Sessions]:
    """Sessions on a database of the test's own; what they commit is committed."""
    engine = make_engine(fresh_url)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_engine(postgres: EmbeddedPostgres, template: str) -> Iterator[Engine]:
    postgres.create_database("shared", template=template)
    engine = make_engine(postgres.url("shared"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """A session inside one outer transaction, rolled back at the end: a service's commit ends a savepoint."""
    with shared_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as one:
            yield one
        outer.rollback()


@pytest.fixture
def at() -> datetime:
    """Tuesday 24 November 2026, 08:30 in Nantes."""
    return MORNING


@pytest.fixture
def people(session: Session) -> People:
    """The known cast, in the test's own transaction."""
    return the_people(session)


@pytest.fixture(autouse=True)
def _unshifted_clock() -> Iterator[None]:
    yield
    if clock.shift():
        clock.set_shift(clock.shift() - clock.shift())
