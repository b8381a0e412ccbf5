"""What the stream lives through: a lost connection to the database, a listener that does not read, the server's own end."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, text

from foodlink.database.engine import Sessions
from foodlink.domain.account import AccessToken
from foodlink.stream import endpoint, hub
from foodlink.stream.audience import Audience
from foodlink.stream.hub import QUEUE, Listener
from tests.people import People
from tests.server.served import Served, a_token, served
from tests.stream.listening import PATH, listening
from tests.stream.posting import posted


def test_events_of_the_time_without_a_connection_arrive_once_it_is_back(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.bob)) as ear:
        posted(service.sessions, cast, title="before")
        with service.sessions() as session:
            ended = session.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'foodlink stream'"
                )
            ).all()
            session.commit()
        assert len(ended) == 1
        posted(service.sessions, cast, title="after")
        assert [told.data["offer"]["title"] for told in ear.some(2)] == ["before", "after"]


def test_a_listener_that_does_not_keep_up_is_cut_without_holding_up_anybody() -> None:
    async def fill() -> Listener:
        listener = Listener(Audience("44"), after=0, token="t")
        for number in range(1, QUEUE + 2):
            listener.put(number, b"x")
        return listener

    assert asyncio.run(fill()).cut.is_set()


def test_a_listener_takes_no_event_twice() -> None:
    async def hear() -> bytes:
        listener = Listener(Audience("44"), after=2, token="t")
        for number in (1, 2, 3, 3, 4):
            listener.put(number, str(number).encode())
        return await listener.take()

    assert asyncio.run(hear()) == b"34"


def test_streams_end_with_the_server_and_do_not_hold_it_up(service: Served, cast: People) -> None:
    with listening(service, a_token(service.sessions, cast.bob)) as ear:
        service.server.should_exit = True
        ear.waits_for_its_end()


def test_a_line_on_which_nothing_happens_carries_comments(
    service: Served, cast: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "COMMENT_S", 0.05)
    with (
        service.client(a_token(service.sessions, cast.bob)) as client,
        client.stream("GET", PATH) as answer,
    ):
        lines = answer.iter_lines()
        assert [next(lines) for _ in range(6)] == [":", ""] * 3


def test_who_signs_out_is_cut(fresh_sessions: Sessions, cast: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "CHECK_S", 0.05)
    with served(fresh_sessions) as service, listening(service, a_token(service.sessions, cast.bob)) as ear:
        with service.sessions() as session:
            session.execute(delete(AccessToken))
            session.commit()
        ear.waits_for_its_end()


def test_a_browser_that_vanishes_is_forgotten(service: Served, cast: People) -> None:
    token = a_token(service.sessions, cast.bob)
    where = urlsplit(service.url)
    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 200")
    with listening(service, token) as ear:
        posted(service.sessions, cast)
        assert ear.next().name == "offer.opened"
