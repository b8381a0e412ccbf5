"""How much a million past offers slow `GET offers?near=` of today's, against a thousand.

`python -m benchmarks.near`: the same questions by HTTP to the same server, first over 1,000 past offers, then over 1,000,000.
Goal: less than 1.5 times.
"""

from __future__ import annotations

import statistics
import time
import urllib.request
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from benchmarks.ground import foodlink, home, server
from benchmarks.machine import describe, spread_ms
from benchmarks.posting import _token
from foodlink.database.embedded import EmbeddedPostgres

QUESTIONS = 200

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
            few = _ask_after(engine, port, first=1, last=1_000)
            many = _ask_after(engine, port, first=1_001, last=1_000_000)
        engine.dispose()
    print(f"1,000 past offers: {spread_ms(few)}")
    print(f"1,000,000 past offers: {spread_ms(many)}")
    print(f"slower by {statistics.median(many) / statistics.median(few):.2f} times (medians)")


def _engine(folder: Path) -> Engine:
    postgres = EmbeddedPostgres(folder)
    postgres.ensure_running()
    return create_engine(postgres.url())


def _ask_after(engine: Engine, port: int, *, first: int, last: int) -> list[float]:
    with engine.begin() as connection:
        day = connection.execute(text("select min(available_from) from offers where status = 'open'")).scalar_one()
        connection.execute(_PAST, {"day": day, "first": first, "last": last})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze offers"))
        connection.execute(text("vacuum analyze lots"))
    token = _token(port, "association@demo.example")
    return [_ask(port, token, number) for number in range(QUESTIONS + 20)][20:]


def _ask(port: int, token: str, number: int) -> float:
    near = f"{47.2 + 0.001 * (number % 50):.4f},{-1.55 + 0.001 * (number % 40):.4f}"
    address = f"http://127.0.0.1:{port}/api/v1/offers?near={near}&radius_km=20"
    began = time.perf_counter()
    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"}), timeout=60
    ) as answer:
        answer.read()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
