"""Browsers of the known cast: clients that carry the session cookie and send forms as a page of ours does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from foodlink import clock
from foodlink.domain.account import AccessToken, Account, digest_of
from foodlink.pages.visitor import SESSION_COOKIE
from tests.api.conftest import app, settings
from tests.people import People

__all__ = ["app", "settings"]


@dataclass
class Browser:
    """A client whose forms carry the token that the page shows."""

    client: FlaskClient

    def open(self, address: str) -> str:
        """The page at this address, as it is written."""
        shown = self.client.get(address)
        assert shown.status_code == 200, shown.status
        return shown.text

    def token(self) -> str:
        """The token that pages put into their forms, read from one that everybody may open."""
        found = re.search(r'<meta name="csrf" content="(\w+)"', self.client.get("/sign-in", follow_redirects=True).text)
        assert found is not None
        return found[1]

    def send(self, address: str, **fields: Any) -> TestResponse:
        """Send a form; two underscores in a name stand for a dot."""
        form = {name.replace("__", "."): value for name, value in fields.items()}
        return self.client.post(address, data=form | {"csrf": self.token()})


Browse = Callable[[str], Browser]


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app.test_client())


@pytest.fixture
def browse(app: Flask, session: Session, people: People) -> Browse:
    """The browser of one of the cast, by name."""

    def signed_in(name: str) -> Browser:
        account: Account = getattr(people, name)
        token, now = f"session of {account.id}", clock.machine_now()
        if session.get(AccessToken, digest_of(token)) is None:
            lasts = now + timedelta(days=1)
            row = AccessToken(digest=digest_of(token), account_id=account.id, created_at=now, expires_at=lasts)
            session.add(row)
            session.flush()
        client = app.test_client()
        client.set_cookie(SESSION_COOKIE, token)
        return Browser(client)

    return signed_in


def read(page: str) -> str:
    """What a page says, without its marks and with plain spaces."""
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", unescape(text))
