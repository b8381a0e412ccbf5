"""Who comes in where, forms of our own alone, and nothing from another host."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from foodlink.domain.offer import Offer
from tests.pages.conftest import Browse, Browser, read
from tests.people import People

PAGES = {
    "alice": ("/producer/", "/producer/offers", "/notices"),
    "bob": ("/association/", "/association/list", "/association/reservations", "/notices"),
    "charlie": ("/driver/", "/driver/shifts", "/notices"),
    "dora": (
        "/coordinator/44/",
        "/coordinator/44/plan",
        "/coordinator/44/offers",
        "/coordinator/44/organisations",
        "/coordinator/44/people",
        "/coordinator/44/rules",
        "/coordinator/44/log",
    ),
}
EVERY_PAGE = sorted({(name, page) for name, pages in PAGES.items() for page in pages})


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_page_opens_for_its_role_in_both_languages(
    browse: Browse, people: People, session: Session, language: str
) -> None:
    for name in PAGES:
        getattr(people, name).language = language
    session.flush()
    for name, page in EVERY_PAGE:
        assert page == "/association/list" or f'<html lang="{language}">' in browse(name).open(page)


def test_pages_are_closed_to_other_roles(browse: Browse) -> None:
    for name in PAGES:
        browser = browse(name)
        others = [page for other, page in EVERY_PAGE if other != name and page != "/notices"]
        assert {page: browser.client.get(page).status_code for page in others} == dict.fromkeys(others, 403)


def test_who_is_not_signed_in_is_led_to_the_sign_in_page(stranger: Browser) -> None:
    for _name, page in EVERY_PAGE:
        assert (stranger.client.get(page).location or "").startswith("/sign-in?next="), page


def test_another_territory_is_not_there_for_a_coordinator(browse: Browse) -> None:
    pages = [page.replace("44", "72") for page in PAGES["dora"]]
    assert {browse("dora").client.get(page).status_code for page in pages} == {404}


def test_an_admin_chooses_a_territory_and_has_its_pages(browse: Browse) -> None:
    browser = browse("admin")
    assert "Sarthe" in browser.open("/coordinator/")
    assert "Sarthe" in browser.open("/coordinator/72/")


def test_a_form_without_the_pages_token_does_nothing(browse: Browse, session: Session) -> None:
    alice, bob = browse("alice"), browse("bob")
    fields = {
        "lots.0.category": "bakery",
        "lots.0.quantity_kg": "5",
        "lots.0.temperature": "ambient",
        "until_day": "2026-11-24",
        "until_time": "18:00",
    }
    for token in ("", "made up", bob.token()):
        assert alice.client.post("/producer/offers", data=fields | {"csrf": token}).status_code == 403
    assert session.scalar(select(func.count()).select_from(Offer)) == 0
    assert alice.send("/producer/offers", **fields).status_code == 303
    assert session.scalar(select(func.count()).select_from(Offer)) == 1


def test_a_page_takes_nothing_from_another_host_and_runs_no_script_of_its_own(
    browse: Browse, stranger: Browser
) -> None:
    pages = [(stranger, "/sign-in"), *((browse(name), page) for name, page in EVERY_PAGE)]
    for browser, page in pages:
        shown = browser.client.get(page)
        policy = shown.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert re.search(r'(src|href|action)="(https?:)?//', shown.text) is None, page
        assert re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", shown.text) is None, page


def test_what_is_not_there_is_said_on_a_page_and_to_a_program_as_a_problem(stranger: Browser) -> None:
    page = stranger.client.get("/nowhere", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "Il n’y a pas de page à cette adresse" in read(page.text)
    assert (
        stranger.client.get("/api/v1/nowhere", headers={"Accept": "text/html"}).mimetype == "application/problem+json"
    )


def test_fields_have_labels_and_ids_stand_once(browse: Browse, stranger: Browser) -> None:
    for browser, address in [(stranger, "/sign-in"), *((browse(name), page) for name, page in EVERY_PAGE)]:
        page = browser.open(address)
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(set(ids)) == sorted(ids), address
        fields = re.findall(r'<(?:input|select|textarea)\s(?![^>]*type="(?:hidden|radio|checkbox)")[^>]*>', page)
        named = [re.search(r'id="([^"]+)"', field) for field in fields]
        assert all(found is not None and f'for="{found[1]}"' in page for found in named), address
