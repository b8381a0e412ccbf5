"""The nearest offers first, past ones too: the same as if all were looked at, page by page."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, event, insert, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from foodlink.database.engine import Sessions, make_engine
from foodlink.domain.actor import Actor
from foodlink.domain.lifecycle import OfferStatus
from foodlink.domain.offer import Category, Lot, Offer
from foodlink.queries.flat_map import order_from
from foodlink.queries.nearest import _LOOK_AT
from foodlink.queries.offers import OfferFilter, list_offers
from tests.people import People, the_people

NEAR = (47.2184, -1.5536)
MANY = 2 * _LOOK_AT
Row = dict[str, Any]


def _some_offers(people: People, at: datetime, *, many: int) -> list[Row]:
    """Mostly past ones, at many places and, in piles, at a few; a tenth in another territory, some of them close."""
    draw = random.Random(7)
    piles = [(NEAR[0] + draw.uniform(-0.1, 0.1), NEAR[1] + draw.uniform(-0.1, 0.1)) for _ in range(3)]
    rows: list[Row] = []
    for number in range(many):
        spread = draw.choice((0.01, 0.3))
        anywhere = (NEAR[0] + draw.uniform(-spread, spread), NEAR[1] + draw.uniform(-spread, spread))
        lat, lon = draw.choice(piles) if draw.random() < 0.4 else anywhere
        away = draw.random() < 0.1
        rows.append(
            {
                "id": UUID(int=draw.getrandbits(128), version=4),
                "producer_id": people.bakery.id,
                "posted_by": people.alice.id,
                "territory": "72" if away else "44",
                "title": "Pain",
                "status": draw.choice((OfferStatus.DELIVERED, OfferStatus.DELIVERED, OfferStatus.EXPIRED)),
                "created_at": at,
                "available_from": at,
                "available_until": at + timedelta(minutes=1 + number),
                "lat": lat,
                "lon": lon,
                "version": 1,
            }
        )
    rows[0]["status"] = OfferStatus.FAILED
    return rows


def _lots(rows: Sequence[Row]) -> list[Row]:
    categories = (Category.BAKERY, Category.DAIRY)
    return [
        {
            "id": uuid4(),
            "offer_id": row["id"],
            "position": 0,
            "category": categories[number % 5 == 0],
            "description": "Pain",
            "quantity_g": 1000,
            "crates": 1,
            "temperature": "ambient",
        }
        for number, row in enumerate(rows)
    ]


def _distance_m(row: Row) -> int:
    lat, lon = math.radians(row["lat"]), math.radians(row["lon"])
    here = (math.radians(NEAR[0]), math.radians(NEAR[1]))
    north, east = math.sin((lat - here[0]) / 2), math.sin((lon - here[1]) / 2)
    chord = north**2 + math.cos(here[0]) * math.cos(lat) * east**2
    return round(2 * 6_371_008.8 * math.asin(math.sqrt(chord)))


def _pages(session: Session, wanted: OfferFilter, *, by: Actor, at: datetime, limit: int) -> Iterator[list[Any]]:
    after: tuple[Any, ...] | None = None
    while True:
        page = list_offers(session, wanted, by=by, at=at, after=after, limit=limit)
        yield [(seen.distance_m, seen.offer.id) for seen in page]
        if len(page) < limit:
            return
        after = (page[-1].distance_m, page[-1].offer.id)


@pytest.fixture
def rows(session: Session, people: People, at: datetime) -> list[Row]:
    rows = _some_offers(people, at, many=MANY)
    session.execute(insert(Offer), rows)
    session.execute(insert(Lot), _lots(rows))
    return rows


@pytest.mark.parametrize("who", ["dora", "admin"])
@pytest.mark.parametrize(
    ("radius_m", "limit", "statuses", "categories"),
    [
        (3_000, 50, (), ()),
        (20_000, 201, (), ()),
        (100_000, 201, (OfferStatus.DELIVERED, OfferStatus.OPEN), ()),
        (20_000, 30, (OfferStatus.FAILED,), ()),
        (20_000, 70, (OfferStatus.EXPIRED,), (Category.DAIRY,)),
        (50, 5, (), ()),
    ],
)
def test_the_pages_of_who_sees_all_are_as_if_all_were_sorted(
    session: Session,
    people: People,
    at: datetime,
    rows: list[Row],
    who: str,
    radius_m: int,
    limit: int,
    statuses: Sequence[OfferStatus],
    categories: Sequence[Category],
) -> None:
    wanted = OfferFilter(statuses, categories, near=NEAR, radius_m=radius_m)
    shown = [key for page in _pages(session, wanted, by=people.actor(who), at=at, limit=limit) for key in page]
    expected = sorted(
        (_distance_m(row), row["id"])
        for number, row in enumerate(rows)
        if _distance_m(row) <= radius_m
        and (who == "admin" or row["territory"] == "44")
        and (not statuses or row["status"] in statuses)
        and (not categories or number % 5 == 0)
    )
    assert shown == expected


def test_the_index_hands_out_the_nearest(session: Session, rows: list[Row]) -> None:
    nearest = select(Offer.id).order_by(order_from(Offer.lat, Offer.lon, near=NEAR))
    written = nearest.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    session.execute(text("set local enable_seqscan = off"))
    assert rows
    plan = "\n".join(session.scalars(text(f"explain {written}")))
    assert "ix_offers_place" in plan
    assert "Sort" not in plan


def test_an_offer_that_leaves_the_view_meanwhile_shortens_no_page(
    fresh_sessions: Sessions, fresh_url: str, at: datetime
) -> None:
    with fresh_sessions() as session:
        people = the_people(session)
        rows = [row | {"territory": "44", "status": OfferStatus.DELIVERED} for row in _some_offers(people, at, many=40)]
        session.execute(insert(Offer), rows)
        session.commit()
    rows.sort(key=lambda row: (_distance_m(row), row["id"]))
    other = make_engine(fresh_url)

    taken: list[UUID] = []

    def take_away(*_: object) -> None:
        if not taken:
            taken.append(rows[3]["id"])
            with other.begin() as connection:
                connection.execute(update(Offer).where(Offer.id == taken[0]).values(status=OfferStatus.FAILED))

    engine: Engine = fresh_sessions.kw["bind"]
    with fresh_sessions() as session:
        event.listen(engine, "after_cursor_execute", take_away)
        wanted = OfferFilter([OfferStatus.DELIVERED], near=NEAR, radius_m=100_000)
        page = list_offers(session, wanted, by=people.actor("dora"), at=at, after=None, limit=10)
    other.dispose()
    assert taken
    assert [seen.offer.id for seen in page] == [row["id"] for row in rows[:3] + rows[4:11]]
