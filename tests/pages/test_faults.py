"""What goes wrong outside every view is a page to who reads pages, in their language, and a problem to a program."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config.settings import Settings
from foodlink.app import create_app
from foodlink.database.engine import make_engine, make_sessions
from foodlink.pages.language import LANGUAGE_COOKIE
from foodlink.pages.visitor import SESSION_COOKIE
from tests.pages.conftest import Browse, read
from tests.people import People
from tests.server.conftest import cast, service
from tests.server.served import Served, a_token

__all__ = ["cast", "service"]

A_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
TOO_MUCH = b"x" * ((1 << 20) + 1)


@pytest.fixture
def _broken(app: Flask) -> None:
    """The application with a page in which something of ours breaks."""

    def break_down() -> str:
        raise RuntimeError("a mistake of ours")

    app.add_url_rule("/producer/broken", "producer.broken", break_down)


@pytest.mark.usefixtures("_broken")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_fault_is_a_page_in_the_readers_language(
    browse: Browse, people: People, session: Session, language: str
) -> None:
    people.alice.language = language
    session.flush()
    browser = browse("alice").client
    faults = {
        404: browser.get("/nowhere", headers=A_BROWSER),
        403: browser.get("/coordinator/44/", headers=A_BROWSER),
        405: browser.delete("/producer/", headers=A_BROWSER),
        500: browser.get("/producer/broken", headers=A_BROWSER),
    }
    for status, page in faults.items():
        assert (page.status_code, page.mimetype) == (status, "text/html")
        assert f'<html lang="{language}">' in page.text
        assert "mistake" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_program_is_told_a_problem_at_every_address_of_the_api(browse: Browse) -> None:
    browser = browse("alice").client
    for address in ("/api", "/api/nowhere", "/api/v1/nowhere"):
        assert browser.get(address, headers=A_BROWSER).mimetype == "application/problem+json"
    assert browser.get("/apiary", headers=A_BROWSER).mimetype == "text/html"
    assert browser.get("/nowhere", headers={"Accept": "application/json"}).mimetype == "application/problem+json"


def test_a_page_says_that_the_database_does_not_serve(settings: Settings) -> None:
    away = make_sessions(make_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    browser = create_app(settings, away).test_client()
    browser.set_cookie(SESSION_COOKIE, "a session")
    browser.set_cookie(LANGUAGE_COOKIE, "en")
    for address in ("/producer/", "/nowhere"):
        page = browser.get(address, headers=A_BROWSER)
        assert page.mimetype == "text/html"
        assert '<html lang="en">' in page.text
    page = browser.get("/producer/", headers=A_BROWSER)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    assert "The service is busy. Please try again in a moment." in read(page.text)


def test_a_form_that_is_too_large_is_refused_on_a_page(service: Served, cast: People) -> None:
    reader = {"Cookie": f"{SESSION_COOKIE}={a_token(service.sessions, cast.alice)}", **A_BROWSER}
    with service.client() as client:
        page = client.post("/producer/offers", content=TOO_MUCH, headers=reader)
        assert (page.status_code, page.headers["content-type"]) == (413, "text/html; charset=utf-8")
        assert "C’était trop à la fois." in read(page.text)
        assert cast.alice.name in page.text
        assert page.headers["connection"] == "close"
