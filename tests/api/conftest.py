"""The application in the test's own transaction, and clients that are signed in as the known cast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from config.settings import Settings
from foodlink import clock
from foodlink.app import create_app
from foodlink.domain.account import AccessToken, Account, digest_of
from tests.people import People

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Cheap passwords, and no address geocoder to ask."""
    return Settings.from_env(
        {"FOODLINK_HOME": str(tmp_path), "FOODLINK_PASSWORD_PROFILE": "cheap", "FOODLINK_GEOCODER": "off"}
    )


@pytest.fixture
def app(settings: Settings, session: Session, at: datetime) -> Flask:
    """The application on the test's transaction; its service clock stands at `at`, the machine's does not."""
    clock.set_shift(at - clock.machine_now())
    sessions = sessionmaker(session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False)
    return create_app(settings, sessions)


@pytest.fixture
def anyone(app: Flask) -> FlaskClient:
    """A client without a token."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, session: Session, people: People) -> SignIn:
    """A client of one of the cast, by name."""

    def sign_in(name: str) -> FlaskClient:
        account: Account = getattr(people, name)
        token = f"token of {account.id}"
        now = clock.machine_now()
        if session.get(AccessToken, digest_of(token)) is None:
            session.add(
                AccessToken(
                    digest=digest_of(token), account_id=account.id, created_at=now, expires_at=now + timedelta(days=1)
                )
            )
            session.flush()
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return sign_in
