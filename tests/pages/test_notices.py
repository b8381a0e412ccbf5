"""Notices say in words what changed, and can be marked as read."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

import foodlink
from foodlink.domain.lifecycle import ReservationStatus, RouteStatus
from foodlink.pages.public.notices import KINDS
from foodlink.services.notices import tell
from tests.pages.conftest import Browse, read
from tests.people import People

SERVICES = Path(foodlink.__file__).parent / "services"


def test_a_notice_says_what_changed_and_is_unread_until_it_is_read(
    browse: Browse, session: Session, people: People, at: datetime
) -> None:
    facts = {"title": "<b>Pain</b>", "producer": "Boulangerie Alice", "reason": "Vendu", "quantity_g": 4_500}
    tell(session, [people.bob.id], "offer_withdrawn", facts, at=at)
    bob = browse("bob")
    page = bob.open("/notices")
    assert "Une offre a été retirée\u00a0: &lt;b&gt;Pain&lt;/b&gt;" in page
    assert "Boulangerie Alice – 4,5 kg – Vendu" in read(page).replace("\xa0", " ")
    assert 'class="count"' in page
    assert bob.send("/notices/read").location == "/notices"
    assert 'class="count"' not in bob.open("/notices")


def test_a_notice_of_a_kind_that_is_not_known_is_shown_all_the_same(
    browse: Browse, session: Session, people: People, at: datetime
) -> None:
    tell(session, [people.bob.id], "something_else", {"reason": "Parce que"}, at=at)
    assert "Quelque chose a changé Parce que" in re.sub(r" \d\d:\d\d", "", read(browse("bob").open("/notices")))


def test_every_kind_of_notice_that_a_service_leaves_has_its_sentence() -> None:
    written = "".join(file.read_text(encoding="utf-8") for file in sorted(SERVICES.glob("*.py")))
    named = set(re.findall(r'tell\([^"]*?"([a-z_]+)",', written))
    routes = {
        f"route_{status.value}" for status in (RouteStatus.DECLINED, RouteStatus.CANCELLED, RouteStatus.SUPERSEDED)
    }
    moved = {f"reservation_{status.value}" for status in (ReservationStatus.ACTIVE, ReservationStatus.PLANNED)}
    assert len(named) > 5
    assert named | routes | moved <= set(KINDS)
