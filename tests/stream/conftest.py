"""The stream's tests: the cast on a database of the test's own, behind a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from foodlink.database.engine import Sessions
from tests.people import People, the_people
from tests.server.served import Served, served


@pytest.fixture
def cast(fresh_sessions: Sessions) -> People:
    with fresh_sessions() as session:
        people = the_people(session)
        session.commit()
    return people


@pytest.fixture
def service(fresh_sessions: Sessions, cast: People) -> Iterator[Served]:  # noqa: ARG001 - the cast is there first
    with served(fresh_sessions) as one:
        yield one
