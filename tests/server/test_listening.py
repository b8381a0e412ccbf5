"""Where the service listens, and a demonstration that stays at home."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.domain.account import Account
from foodlink.server.listening import (
    CannotListen,
    DemonstrationExposed,
    bind,
    guard_demonstration,
    is_loopback,
    listening_at,
)
from tests.builders import MORNING
from tests.people import People


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
def test_this_machine_alone_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "", "no.such.host.invalid"])
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def _everybody_is_of_the_demonstration(session: Session) -> None:
    session.execute(update(Account).values(demonstration=True))


@pytest.mark.usefixtures("people")
def test_a_demonstration_is_not_shown_to_others_unless_that_is_allowed(session: Session) -> None:
    everywhere = Settings.from_env({"HOST": "0.0.0.0"})
    guard_demonstration(session, everywhere)
    _everybody_is_of_the_demonstration(session)
    with pytest.raises(DemonstrationExposed):
        guard_demonstration(session, everywhere)
    guard_demonstration(session, Settings.from_env({"HOST": "127.0.0.1"}))
    guard_demonstration(session, Settings.from_env({"HOST": "0.0.0.0", "FOODLINK_ALLOW_DEMO": "1"}))


def test_one_account_that_everybody_can_sign_in_to_is_enough(session: Session, people: People) -> None:
    everywhere = Settings.from_env({"HOST": "0.0.0.0"})
    people.dora.demonstration = True
    session.flush()
    with pytest.raises(DemonstrationExposed):
        guard_demonstration(session, everywhere)
    people.dora.disabled_at = MORNING
    session.flush()
    guard_demonstration(session, everywhere)


def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings.from_env({"PORT": str(taken.getsockname()[1])})
        with pytest.raises(CannotListen, match="--port"):
            bind(settings)


def test_links_follow_the_port_unless_an_address_is_given() -> None:
    own = Settings.from_env({})
    assert listening_at(own, host=None, port=81).public_url == "http://127.0.0.1:81"
    known = Settings.from_env({"FOODLINK_PUBLIC_URL": "https://foodlink.example"})
    assert listening_at(known, host="0.0.0.0", port=81).public_url == "https://foodlink.example"
