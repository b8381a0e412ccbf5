"""For the operator: liveness, readiness, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from config.settings import Settings
from foodlink import clock
from foodlink.app import create_app
from foodlink.database.engine import make_engine, make_sessions
from foodlink.domain.operation import Tick
from tests.builders import a_territory


def tick(session: Session, minutes_ago: float, *, name: str = "tick_territory:44") -> None:
    at = clock.machine_now() - timedelta(minutes=minutes_ago)
    session.merge(Tick(name=name, due_at=at + timedelta(minutes=5), ticked_at=at))
    session.flush()


def test_it_lives_without_asking_the_database(settings: Settings) -> None:
    nowhere = make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    client = create_app(settings, make_sessions(nowhere)).test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0
    call = client.get("/api/v1/me", headers={"Authorization": "Bearer x"})
    assert (call.status_code, call.headers["Retry-After"]) == (503, "2")


@pytest.mark.parametrize(("minutes_ago", "status"), [(0, 200), (9.5, 200), (10.5, 503)])
def test_it_is_ready_while_the_scheduler_ticks_within_two_intervals(
    anyone: FlaskClient, session: Session, minutes_ago: float, status: int
) -> None:
    a_territory(session)
    tick(session, 0.1, name="clean_up")
    tick(session, minutes_ago)
    assert anyone.get("/readyz").status_code == status


def test_a_territory_that_chose_a_longer_interval_is_given_it(anyone: FlaskClient, session: Session) -> None:
    a_territory(session, batch_every_min=30)
    tick(session, 50)
    assert anyone.get("/readyz").status_code == 200
    tick(session, 61)
    assert anyone.get("/readyz").status_code == 503


def test_it_is_not_ready_on_an_older_schema(anyone: FlaskClient, session: Session) -> None:
    a_territory(session)
    tick(session, 0)
    session.execute(text("update alembic_version set version_num = '0001_first_tables'"))
    assert anyone.get("/readyz").status_code == 503


def test_figures_are_for_loopback_or_for_who_has_the_token(app: Flask, settings: Settings, session: Session) -> None:
    client = app.test_client()
    client.get("/healthz")
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, CONTENT_TYPE_LATEST)
    assert 'foodlink_requests_total{endpoint="operator.live",method="GET",status="200"} 1.0' in answer.text
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404

    guarded = create_app(replace(settings, metrics_token="s3cret"), sessionmaker(session.connection())).test_client()
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert guarded.get("/metrics", environ_base=far, headers={"Authorization": "Bearer s3cret"}).status_code == 200
    assert guarded.get("/metrics", environ_base=far, headers={"Authorization": "Bearer other"}).status_code == 404
