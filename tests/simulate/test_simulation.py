"""A short day in a small world, played under both policies through the services on real databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from foodlink.database.embedded import EmbeddedPostgres
from foodlink.demo.network import Size
from foodlink.domain.offer import Lot, Offer
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import Collection
from foodlink.simulate.measure import ends_of
from foodlink.simulate.options import Options
from foodlink.simulate.play import POLICIES, Played, play
from foodlink.simulate.report import table_of
from foodlink.simulate.run import simulate
from foodlink.simulate.side_by_side import SideBySide, SimulationFailed
from foodlink.simulate.world import World

SMALL = Options(
    territory="72",
    days=1,
    seed=22,
    first_day=date(2026, 11, 24),
    size=Size(producers=10, associations=6, drivers=12),
    batch_min=60,
    iterations=3,
    watchful=0.8,
    claim_delay_min=20,
    remarks=0.6,
)
FIGURES = (
    "offered_kg rescued_kg expired_kg withdrawn_kg refused_kg reachable_kg km km_per_tonne volunteer_hours trips "
    "empty_trips gini violations"
)


@pytest.fixture(scope="module")
def document(postgres: EmbeddedPostgres) -> dict[str, Any]:
    return simulate(SMALL, server=postgres)


@pytest.fixture(scope="module")
def databases(postgres: EmbeddedPostgres, template: str) -> Iterator[dict[str, tuple[str, Played]]]:
    """The day once more under each policy, in databases that are left as they are; with what came of it."""
    names = {policy: f"played_{policy}" for policy in POLICIES}
    for name in names.values():
        postgres.create_database(name, template=template)
    urls = {policy: postgres.url(name) for policy, name in names.items()}
    yield {policy: (url, play(World.of(SMALL), policy, url=url, progress=lambda: None)) for policy, url in urls.items()}
    for name in names.values():
        postgres.drop_database(name)


@pytest.fixture(scope="module")
def played(databases: dict[str, tuple[str, Played]]) -> dict[str, str]:
    """The addresses of those databases, by policy."""
    return {policy: url for policy, (url, _) in databases.items()}


def asked(url: str, statement: Any) -> list[Any]:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return list(connection.execute(statement))
    finally:
        engine.dispose()


def test_the_document_is_that_of_the_contract(document: dict[str, Any]) -> None:
    assert list(document) == ["territory", "days", "seed", "policies"]
    assert list(document["policies"]) == list(POLICIES)
    for figures in document["policies"].values():
        assert list(figures) == FIGURES.split()


def test_something_is_rescued_under_both_policies_without_a_violation(document: dict[str, Any]) -> None:
    for figures in document["policies"].values():
        assert figures["rescued_kg"] > 0
        assert set(figures["violations"].values()) == {0}


def test_every_kilo_has_one_end(document: dict[str, Any]) -> None:
    for figures in document["policies"].values():
        ends = [figures[f"{end}_kg"] for end in ("rescued", "expired", "withdrawn", "refused")]
        assert min(ends) >= 0
        assert sum(ends) == pytest.approx(figures["offered_kg"])


def test_nobody_rescues_more_than_can_be_reached(document: dict[str, Any]) -> None:
    for figures in document["policies"].values():
        assert figures["rescued_kg"] <= figures["reachable_kg"] <= figures["offered_kg"]


def test_the_same_seed_gives_the_same_figures(
    document: dict[str, Any], databases: dict[str, tuple[str, Played]]
) -> None:
    for policy, (_, again) in databases.items():
        first = {name: value for name, value in document["policies"][policy].items() if name != "reachable_kg"}
        assert json.dumps(again.figures) == json.dumps(first)


def test_what_goes_wrong_in_a_player_is_told(postgres: EmbeddedPostgres) -> None:
    nowhere = {"first_come": postgres.url("nowhere")}
    with pytest.raises(SimulationFailed, match="first_come: OperationalError"), SideBySide(SMALL, nowhere) as players:
        players.figures(lambda _: None)


def test_the_services_take_every_report_of_every_driver(databases: dict[str, tuple[str, Played]]) -> None:
    assert [again.rejected_reports for _, again in databases.values()] == [0, 0]


def test_nothing_is_left_on_the_server(document: dict[str, Any], postgres: EmbeddedPostgres) -> None:
    assert document
    names = [name for (name,) in asked(postgres.url("postgres"), text("select datname from pg_database"))]
    assert not [name for name in names if name.startswith("simulation")]


def test_both_policies_meet_the_same_offers(played: dict[str, str]) -> None:
    offered = select(Offer.producer_id, Offer.created_at, Lot.description, Lot.quantity_g).join(Lot.offer)
    by_policy = [sorted(map(tuple, asked(url, offered))) for url in played.values()]
    assert by_policy[0] == by_policy[1]
    assert by_policy[0]


def test_both_policies_find_the_same_at_a_door(played: dict[str, str]) -> None:
    """Where both fetched all that they held of a lot, it weighed the share of it that is really there."""
    weighed = (
        select(Lot.description, Offer.producer_id, Collection.collected_g, ReservationLine.quantity_g)
        .join(Lot, Lot.id == Collection.lot_id)
        .join(Offer, Offer.id == Lot.offer_id)
        .join(ReservationLine, ReservationLine.id == Collection.line_id)
    )
    short = [
        {(what, who) for what, who, collected, held in asked(url, weighed) if 0 < collected < held}
        for url in played.values()
    ]
    fetched = [{(what, who) for what, who, *_ in asked(url, weighed)} for url in played.values()]
    both = fetched[0] & fetched[1]
    assert both
    assert short[0] & both == short[1] & both


def test_kilos_are_conserved_lot_by_lot(played: dict[str, str]) -> None:
    delivered = select(func.sum(Collection.delivered_g)).where(Collection.lot_id == Lot.id).scalar_subquery()
    collected = select(func.sum(Collection.collected_g)).where(Collection.lot_id == Lot.id).scalar_subquery()
    for url in played.values():
        for quantity, out, moved in asked(url, select(Lot.quantity_g, delivered, collected)):
            assert (out or 0) <= (moved or 0) <= quantity


def test_what_is_rescued_is_what_was_weighed_at_the_tables(played: dict[str, str]) -> None:
    for url in played.values():
        engine = create_engine(url)
        with Session(engine) as session:
            ends = ends_of(session)
            weighed = sum(one.delivered_g or 0 for one in session.scalars(select(Collection)))
        engine.dispose()
        assert ends.rescued == weighed


def test_nobody_is_left_on_the_road(played: dict[str, str]) -> None:
    for url in played.values():
        statuses = {status for (status,) in asked(url, text("select distinct status from routes"))}
        assert statuses
        assert statuses <= {"done", "declined", "superseded", "cancelled"}


def test_the_day_is_planned_again_between_two_batches_where_something_in_it_changes(played: dict[str, str]) -> None:
    moments = [at for (at,) in asked(played["foodlink"], text("select created_at from plans order by id"))]
    assert any(at.minute % SMALL.batch_min for at in moments)


def test_first_come_gives_each_claim_a_trip_of_its_own(played: dict[str, str]) -> None:
    claims = text(
        "select count(distinct l.reservation_id) from stops s join stop_loads sl on sl.stop_id = s.id"
        " join reservation_lines l on l.id = sl.line_id group by s.route_id"
    )
    assert {count for (count,) in asked(played["first_come"], claims)} == {1}


def test_where_nobody_turns_up_nothing_is_rescued(postgres: EmbeddedPostgres) -> None:
    nobody = simulate(replace(SMALL, no_show=1.0, batch_min=240), server=postgres, side_by_side=False)
    for figures in nobody["policies"].values():
        assert figures["rescued_kg"] == figures["km"] == figures["trips"] == 0
        assert figures["km_per_tonne"] is None


def test_the_table_shows_every_policy_and_every_figure(document: dict[str, Any]) -> None:
    shown = table_of(document)
    assert all(policy in shown for policy in POLICIES)
    assert len(shown.splitlines()) == 1 + 12 + 6
