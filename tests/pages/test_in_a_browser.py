"""The pages in a real Chromium, on a phone and on a desk, against the real server: what scripts and style sheets do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select

from foodlink import clock
from foodlink.database.engine import Sessions
from foodlink.domain.availability import announce
from foodlink.domain.lifecycle import StopStatus
from foodlink.domain.offer import Offer
from foodlink.domain.reservation import Reservation
from foodlink.domain.route import Report, Route, Stop
from foodlink.pages.visitor import SESSION_COOKIE
from tests import builders
from tests.browser import chromium_path
from tests.driving import a_route
from tests.people import People
from tests.server.served import Served, a_token
from tests.stream.conftest import cast, service

__all__ = ["cast", "service"]

pytestmark = pytest.mark.chromium

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
OFFERS = "#offers > ul > li"
PATIENCE_MS = 30_000
TOO_SMALL = """() => [...document.querySelectorAll("button, .button, input:not([type=hidden]), select, summary, .nav a")]
  .map(part => part.closest(".pick, .tick") ?? part)
  .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
  .map(part => part.outerHTML.slice(0, 80))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all of these tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(headless=True, executable_path=chromium_path(), args=[*QUIET])
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _morning() -> None:
    """The service's clock stands at the cast's morning; the browser's own does not, as on a demonstration."""
    clock.set_shift(builders.MORNING - clock.machine_now())


@contextmanager
def opened(
    chromium: Browser, service: Served, person: object, *, viewport: dict[str, int] = PHONE, refused: Sequence[str] = ()
) -> Iterator[Page]:
    """A page of that person's own browser; what its console says, and whom it asks, is looked at in the end.

    `refused` are the statuses that the server is expected to answer with.
    """
    token = a_token(service.sessions, person)  # type: ignore[arg-type] # one of the cast's accounts
    context: BrowserContext = chromium.new_context(viewport=viewport)  # type: ignore[arg-type] # a size
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": service.url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(service.url) else strangers.append(sent.url))
    yield page
    context.close()
    expected = ("ERR_INTERNET_DISCONNECTED", *refused)
    assert [error for error in errors if not any(word in error for word in expected)] == []
    assert strangers == []


def looked_at(page: Page) -> None:
    """Nothing sticks out of the screen, and everything to touch is large enough for a thumb."""
    assert page.evaluate(OVERFLOW) <= 0, page.url
    assert page.evaluate(TOO_SMALL) == [], page.url


def test_what_a_producer_gives_on_a_phone_appears_at_the_association_by_itself_and_is_reserved(
    chromium: Browser, service: Served, cast: People
) -> None:
    with opened(chromium, service, cast.bob) as bob, opened(chromium, service, cast.alice) as alice:
        bob.goto(f"{service.url}/association/")
        expect(bob.locator("#live")).to_have_text("En direct", timeout=PATIENCE_MS)
        expect(bob.locator(OFFERS)).to_have_count(0)
        alice.goto(f"{service.url}/")
        looked_at(alice)
        alice.get_by_label("Produits laitiers").check()
        expect(alice.get_by_label("Au frais")).to_be_checked()  # what is usually kept cold is so marked
        alice.get_by_label("Combien ?").fill("12,5")
        alice.get_by_role("button", name="Donner").click()
        expect(alice.get_by_role("status").first).to_contain_text("Merci !")
        expect(bob.locator(OFFERS)).to_contain_text("12,5", timeout=PATIENCE_MS)
        looked_at(bob)
        bob.get_by_role("link", name="Réserver").click()
        bob.get_by_label("Combien en prenez-vous ?").fill("4,5")
        looked_at(bob)
        bob.get_by_role("button", name="Réserver").click()
        expect(bob.get_by_role("status").first).to_contain_text("C’est réservé")
        looked_at(bob)
    with service.sessions() as session:
        assert [line.quantity_g for one in session.scalars(select(Reservation)) for line in one.lines] == [4_500]


def test_what_is_gone_leaves_the_association_s_list_by_itself(
    chromium: Browser, service: Served, cast: People, fresh_sessions: Sessions
) -> None:
    with fresh_sessions() as session:
        offer = builders.an_offer(session, session.merge(cast.bakery), by=cast.alice)
        announce(offer, "opened", at=builders.MORNING, by=None)
        session.commit()
    with opened(chromium, service, cast.bob, viewport=DESK) as bob, opened(chromium, service, cast.alice) as alice:
        bob.goto(f"{service.url}/association/")
        expect(bob.locator("#live")).to_have_text("En direct", timeout=PATIENCE_MS)
        expect(bob.locator(OFFERS)).to_have_count(1)
        looked_at(bob)
        alice.goto(f"{service.url}/producer/offers")
        alice.get_by_text("La retirer").click()
        alice.get_by_role("button", name="Retirer cette offre").click()
        expect(bob.locator(OFFERS)).to_have_count(0, timeout=PATIENCE_MS)
        expect(bob.locator("#offers")).to_contain_text("Rien à prendre en ce moment")


def test_what_a_driver_reports_without_a_network_is_kept_and_sent_when_there_is_one_again(
    chromium: Browser, service: Served, cast: People, fresh_sessions: Sessions
) -> None:
    _a_route_for(cast, fresh_sessions)
    with opened(chromium, service, cast.charlie) as charlie:
        charlie.goto(f"{service.url}/driver/")
        looked_at(charlie)
        charlie.get_by_role("button", name="Je suis sur place").first.click()
        expect(charlie.locator("#routes .chip", has_text=re.compile("^Sur place$"))).to_be_visible(timeout=PATIENCE_MS)
        charlie.context.set_offline(True)
        charlie.get_by_label("Pain de la veille").first.fill("7,5")
        charlie.get_by_role("button", name="C’est à bord").click()
        expect(charlie.locator("#queue")).to_contain_text("1 signalement attend le réseau")
        assert _statuses(fresh_sessions) == [StopStatus.ARRIVED, StopStatus.PLANNED]
        charlie.context.set_offline(False)
        expect(charlie.locator("#queue")).to_be_hidden(timeout=PATIENCE_MS)
        expect(charlie.locator("#routes .chip", has_text=re.compile("^Fait$"))).to_be_visible(timeout=PATIENCE_MS)
    assert _statuses(fresh_sessions) == [StopStatus.DONE, StopStatus.PLANNED]
    with fresh_sessions() as session:
        assert [report.kind for report in session.scalars(select(Report).order_by(Report.received_at))] == [
            "arrived",
            "collected",
        ]
        assert session.scalars(select(Stop).order_by(Stop.position)).first().loads[0].actual_g == 7_500  # type: ignore[union-attr]


def test_a_report_that_is_refused_takes_no_other_with_it(
    chromium: Browser, service: Served, cast: People, fresh_sessions: Sessions
) -> None:
    _a_route_for(cast, fresh_sessions)
    with opened(chromium, service, cast.charlie, refused=["status of 422"]) as charlie:
        charlie.goto(f"{service.url}/driver/")
        charlie.context.set_offline(True)
        charlie.get_by_role("button", name="Je suis sur place").first.click()
        charlie.get_by_text("Collecté : peser et noter").first.click()
        weight = charlie.get_by_label("Pain de la veille").first
        weight.fill("sept")
        charlie.get_by_role("button", name="C’est à bord").click()
        assert weight.evaluate("field => field.validationMessage") == "Un nombre, comme 12,5."
        weight.fill("75000")
        charlie.get_by_role("button", name="C’est à bord").click()
        expect(charlie.locator("#queue")).to_contain_text("2 signalements attendent le réseau")
        charlie.context.set_offline(False)
        expect(charlie.locator("#answers")).to_contain_text("Ce signalement est illisible", timeout=PATIENCE_MS)
        expect(charlie.locator("#queue")).to_be_hidden(timeout=PATIENCE_MS)
    assert _statuses(fresh_sessions) == [StopStatus.ARRIVED, StopStatus.PLANNED]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_coordinators_pages_fit_a_phone_and_a_desk_without_an_error(
    chromium: Browser, service: Served, cast: People, fresh_sessions: Sessions, viewport: dict[str, int]
) -> None:
    route = _a_route_for(cast, fresh_sessions)
    with fresh_sessions() as session:
        offer = session.scalars(select(Offer)).one()
        lot = offer.lots[0]
    pages = ["", "plan", "offers", f"offers/{offer.id}", f"lots/{lot.id}/trace", f"routes/{route.id}"]
    with opened(chromium, service, cast.dora, viewport=viewport) as dora:
        for address in [*pages, "organisations", "people", "rules", "log"]:
            dora.goto(f"{service.url}/coordinator/44/{address}")
            looked_at(dora)


def test_pages_can_be_walked_by_keyboard_and_say_in_which_language_they_are(
    chromium: Browser, service: Served, cast: People
) -> None:
    with opened(chromium, service, cast.alice) as alice:
        alice.goto(f"{service.url}/producer/")
        alice.keyboard.press("Tab")
        expect(alice.get_by_text("Aller au contenu")).to_be_focused()
        alice.keyboard.press("Enter")
        assert alice.evaluate("document.activeElement.id") == "main"
        alice.keyboard.press("Tab")
        assert alice.evaluate("document.activeElement.name") == "lots.0.category"
        alice.keyboard.press("ArrowDown")
        expect(alice.get_by_label("Fruits et légumes")).to_be_checked()
        alice.get_by_role("button", name="English").click()
        expect(alice.locator("html")).to_have_attribute("lang", "en")


def _a_route_for(people: People, sessions: Sessions) -> Route:
    with sessions() as session:
        offer = builders.an_offer(session, session.merge(people.bakery), by=people.alice, lasts=timedelta(hours=9))
        reservation = builders.a_reservation(session, offer.lots[0], session.merge(people.association), kg=8)
        return a_route(session, session.merge(people.driver), [reservation])


def _statuses(sessions: Sessions) -> list[StopStatus]:
    with sessions() as session:
        return list(session.scalars(select(Stop.status).order_by(Stop.position)))
