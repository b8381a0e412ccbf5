"""Signing in and out, setting a password, and where each leads."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from foodlink import clock
from foodlink.domain.account import Role
from foodlink.domain.actor import Actor
from foodlink.services.invite import invite_account
from foodlink.services.passwords import Passwords
from tests.pages.conftest import Browse, Browser, read
from tests.people import People

PASSWORD = "trois mots rares"


@pytest.fixture
def alice(people: People, session: Session) -> People:
    people.alice.password_hash = Passwords(cheap=True).hash(PASSWORD)
    session.flush()
    return people


def test_the_front_page_leads_to_the_sign_in_page_without_a_token(stranger: Browser) -> None:
    shown = stranger.client.get("/", follow_redirects=True)
    assert (shown.status_code, shown.request.path) == (200, "/sign-in")
    assert '<html lang="fr">' in shown.text


@pytest.mark.usefixtures("alice")
def test_who_signs_in_comes_to_the_page_of_their_role_with_a_cookie_that_scripts_cannot_read(
    stranger: Browser,
) -> None:
    entered = stranger.send("/sign-in", email="Alice@example.org", password=PASSWORD)
    cookie = next(each for each in entered.headers.getlist("Set-Cookie") if each.startswith("foodlink_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    home = stranger.client.get("/", follow_redirects=True)
    assert home.request.path == "/producer/"


@pytest.mark.usefixtures("alice")
def test_a_wrong_password_is_told_in_words_and_the_email_is_not_lost(stranger: Browser) -> None:
    refused = stranger.send("/sign-in", email="alice@example.org", password="wrong")
    assert refused.status_code == 422
    assert "ne vont pas ensemble" in read(refused.text)
    assert 'value="alice@example.org"' in refused.text
    assert "wrong" not in refused.text


@pytest.mark.usefixtures("alice")
def test_after_five_wrong_tries_one_is_asked_to_wait(stranger: Browser) -> None:
    for _ in range(5):
        stranger.send("/sign-in", email="alice@example.org", password="wrong")
    refused = stranger.send("/sign-in", email="alice@example.org", password=PASSWORD)
    assert refused.status_code == 422
    assert "Trop d’essais" in read(refused.text)


@pytest.mark.usefixtures("alice")
@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_sign_in_leads_to_another_host(stranger: Browser, address: str) -> None:
    entered = stranger.send("/sign-in", email="alice@example.org", password=PASSWORD, next=address)
    assert entered.location == "/"


@pytest.mark.usefixtures("alice")
def test_who_was_on_the_way_to_a_page_comes_to_it_after_signing_in(stranger: Browser) -> None:
    asked = stranger.client.get("/producer/offers")
    assert asked.location == "/sign-in?next=/producer/offers"
    entered = stranger.send("/sign-in", email="alice@example.org", password=PASSWORD, next="/producer/offers")
    assert entered.location == "/producer/offers"


def test_signing_out_makes_the_session_worthless(browse: Browse, app: Flask) -> None:
    browser = browse("alice")
    cookie = browser.client.get_cookie("foodlink_session")
    assert cookie is not None
    assert browser.send("/sign-out").location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("foodlink_session", cookie.value)
    assert thief.get("/producer/").location == "/sign-in?next=/producer/"


def test_an_invitations_link_sets_the_password_once(stranger: Browser, people: People, session: Session) -> None:
    invitation = invite_account(
        session,
        email="new@example.org",
        name="Nouvelle",
        role=Role.DRIVER,
        by=Actor.of(people.dora),
        at=clock.machine_now(),
    )
    address = f"/password/{invitation.secret}"
    assert "Choisir mon mot de passe" in stranger.open(address)
    assert stranger.send(address, password=PASSWORD, again="something else").status_code == 422
    assert stranger.send(address, password="short", again="short").status_code == 422
    assert stranger.send(address, password=PASSWORD, again=PASSWORD).location == "/sign-in?done=password"
    again = stranger.send(address, password=PASSWORD, again=PASSWORD)
    assert "Ce lien a déjà servi" in read(again.text)
    assert stranger.send("/sign-in", email="new@example.org", password=PASSWORD).location == "/"


def test_a_demonstration_says_that_it_is_one_and_shows_its_sign_ins(
    stranger: Browser, people: People, session: Session
) -> None:
    assert "demo-foodlink" not in stranger.open("/sign-in")
    for name in ("alice", "bob", "beth", "charlie", "dora", "admin", "stan", "stella"):
        getattr(people, name).demonstration = True
    session.flush()
    page = read(stranger.open("/sign-in"))
    assert "Démonstration" in page
    assert "mardi 24 novembre, 08:30" in page
    assert "benevole@demo.example" in page
    assert "demo-foodlink" in page
