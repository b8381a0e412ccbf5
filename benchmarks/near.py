"""How much a million past offers slow `GET offers?near=`, against a thousand.

`python -m benchmarks.near`: the same questions by HTTP to the same server, first over 1,000 past offers, then over 1,000,000.
An association is shown what it can still take, so the past is only in its way; goal: less than 1.5 times. A coordinator is
shown the past too, some 150,000 offers within 20 km: first pages, and what a page costs after twenty thousand offers.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text

from benchmarks.ground import foodlink, home, server
from benchmarks.machine import describe, spread_ms
from benchmarks.posting import _token
from foodlink.database.embedded import EmbeddedPostgres

QUESTIONS = 200
PAGES = 100

_PAST = text(
    """
    with giver as (
        select o.id, o.territory, a.id as account, o.lat, o.lon, cast(:day as timestamptz) as day
        from organisations o join accounts a on a.organisation_id = o.id where a.email = 'producteur@demo.example'
    ),
    past as (
        select giver.*, day - n * interval '1 minute' as until
        from giver, generate_series(cast(:first as int), cast(:last as int)) n
    ),
    made as (
        insert into offers (id, producer_id, posted_by, territory, title, status, created_at, available_from,
            available_until, lat, lon, address, version)
        select gen_random_uuid(), id, account, territory, 'Passé', 'delivered', until - interval '9 hours',
            until - interval '8 hours', until, lat + random() - 0.5, lon + random() - 0.5, '', 1
        from past returning id
    )
    insert into lots (id, offer_id, position, category, description, quantity_g, reserved_g, rest, crates,
        temperature, allergens)
    select gen_random_uuid(), id, 0, 'bakery', 'Pain', 10000, 10000, 'open', 1, 'ambient', '{}' from made
    """
)


def main() -> None:
    """Measure and print."""
    print(describe())
    with home() as folder:
        foodlink(folder, "demo", "load", "--territory", "44", "--seed", "1")
        engine = _engine(folder)
        with server(folder, "service") as port:
            tokens = {who: _token(port, f"{who}@demo.example") for who in ("association", "coordination")}
            _make(engine, first=1, last=1_000)
            few = {who: _ask(port, token) for who, token in tokens.items()}
            _make(engine, first=1_001, last=1_000_000)
            many = {who: _ask(port, token) for who, token in tokens.items()}
            leafed = _leaf(port, tokens["coordination"])
        engine.dispose()
    for who in tokens:
        slower = statistics.median(many[who]) / statistics.median(few[who])
        print(
            f"{who}: {spread_ms(few[who])} over 1,000; {spread_ms(many[who])} over 1,000,000: {slower:.2f} times (medians)"
        )
    print(f"coordination, pages of 200 over 1,000,000: the first ten {spread_ms(leafed[:10])}")
    print(f"pages {PAGES - 9} to {PAGES}: {spread_ms(leafed[-10:])}")


def _engine(folder: Path) -> Engine:
    postgres = EmbeddedPostgres(folder)
    postgres.ensure_running()
    return create_engine(postgres.url())


def _make(engine: Engine, *, first: int, last: int) -> None:
    """Past offers from the first to the last, spread over a degree each way."""
    with engine.begin() as connection:
        day = connection.execute(text("select min(available_from) from offers where status = 'open'")).scalar_one()
        connection.execute(_PAST, {"day": day, "first": first, "last": last})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze offers"))
        connection.execute(text("vacuum analyze lots"))


def _ask(port: int, token: str) -> list[float]:
    """How long first pages take, each near another point."""
    places = [
        f"{47.2 + 0.001 * (number % 50):.4f},{-1.55 + 0.001 * (number % 40):.4f}" for number in range(QUESTIONS + 20)
    ]
    return [_timed(port, token, f"near={near}&radius_km=20")[0] for near in places][20:]


def _leaf(port: int, token: str) -> list[float]:
    """How long each page takes of many that follow one another."""
    query, cursor, took = "near=47.2184,-1.5536&radius_km=20&limit=200", "", []
    for _ in range(PAGES):
        seconds, page = _timed(port, token, query + cursor)
        cursor = f"&cursor={page['next']}"
        took.append(seconds)
    return took


def _timed(port: int, token: str, query: str) -> tuple[float, dict[str, Any]]:
    address = f"http://127.0.0.1:{port}/api/v1/offers?{query}"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    began = time.perf_counter()
    with urllib.request.urlopen(asked, timeout=60) as answer:
        body = answer.read()
    return time.perf_counter() - began, json.loads(body)


if __name__ == "__main__":
    main()
