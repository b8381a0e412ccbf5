"""The day as the router's problem: what the food rules, hours, stores, pins and vehicles allow, and why the rest stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from foodlink.domain.offer import Category, Lot, Offer, Temperature
from foodlink.domain.organisation import Closure, OpeningHours
from foodlink.local_time import end_of_day, local_day, local_moment
from foodlink.planning.cargo import Posed
from foodlink.planning.proposal import proposal_from
from foodlink.planning.snapshot import Snapshot
from foodlink.queries.planning import snapshot
from foodlink.routing_bridge import problem_from, solve_problem
from foodlink.routing_bridge.reasons import SENTENCES
from foodlink.routing_bridge.shipments import pieces
from tests import builders
from tests.builders import MORNING
from tests.people import People

DAY = local_day(MORNING)


def _day(session: Session) -> Snapshot:
    session.flush()
    session.expire_all()
    return snapshot(session, "44", DAY, at=MORNING)


def _posed(session: Session) -> Posed:
    return problem_from(_day(session))


def _left_behind(session: Session) -> list[dict[str, Any]]:
    posed = _posed(session)
    plan = solve_problem(posed.problem, time_limit_s=None, iterations=10)
    proposal = proposal_from(posed, plan, SENTENCES)
    left: list[dict[str, Any]] = proposal["unassigned"]
    return left


def _offer(session: Session, people: People, *lots: Lot, hours: int = 8) -> Offer:
    return builders.an_offer(
        session, people.bakery, by=people.alice, lots=list(lots) or None, lasts=timedelta(hours=hours)
    )


def _destinations(posed: Posed) -> list[set[UUID]]:
    return [set(cargo.associations) for cargo in posed.cargo]


def test_free_food_may_go_to_any_association_that_takes_it(session: Session, people: People) -> None:
    people.other_association.accepts = ["dairy"]
    _offer(session, people)

    assert _destinations(_posed(session)) == [{people.association.id}]


def test_a_pinned_lot_goes_to_nobody_else(session: Session, people: People) -> None:
    offer = _offer(session, people)
    offer.lots[0].pinned_association_id = people.other_association.id

    assert _destinations(_posed(session)) == [{people.other_association.id}]


def test_a_claim_has_one_alternative_and_counts_more_than_what_is_free(session: Session, people: People) -> None:
    offer = _offer(session, people, builders.a_lot(kg=20))
    builders.a_reservation(session, offer.lots[0], people.association, kg=10)

    posed = _posed(session)

    claimed, free = posed.cargo
    assert (claimed.claimed, claimed.associations) == (True, (people.association.id,))
    assert len(free.associations) == 2
    assert posed.problem["shipments"][0]["value"] > 2 * posed.problem["shipments"][1]["value"]


def test_what_an_association_fetches_itself_is_not_planned_but_fills_its_store(
    session: Session, people: People
) -> None:
    from foodlink.domain.reservation import Transport

    offer = _offer(session, people, builders.a_lot(kg=20))
    builders.a_reservation(session, offer.lots[0], people.association, kg=20, transport=Transport.SELF)

    day = _day(session)

    assert (day.lines, day.free) == ((), ())
    assert day.taker_by_id[people.association.id].room_g("ambient") == 480_000


def test_food_is_handed_over_48_hours_before_the_end_of_its_use_by_day(session: Session, people: People) -> None:
    use_by = DAY + timedelta(days=1)
    people.other_association.use_by_lead_h = 36
    _offer(session, people, builders.a_lot(use_by=use_by))

    posed = _posed(session)

    assert _destinations(posed) == [{people.other_association.id}]
    [delivery] = posed.problem["shipments"][0]["deliveries"]
    assert delivery["time_windows"][-1][1] == int((end_of_day(use_by) - timedelta(hours=36)).timestamp())


def test_a_closed_association_gets_nothing_that_day(session: Session, people: People) -> None:
    people.association.closures.append(Closure(day=DAY, reason="Congés", created_at=MORNING))
    _offer(session, people)

    assert _destinations(_posed(session)) == [{people.other_association.id}]


def test_a_closed_producer_is_not_driven_to(session: Session, people: People) -> None:
    people.bakery.closures.append(Closure(day=DAY, reason="Congés", created_at=MORNING))
    _offer(session, people)

    [left] = _left_behind(session)
    assert (left["code"], left["reason"]) == ("windows_unreachable", "Le producteur est fermé ce jour-là.")


def test_food_is_delivered_within_opening_hours(session: Session, people: People) -> None:
    people.association.hours = [
        OpeningHours(weekday=DAY.isoweekday(), opens=time(opens), closes=time(closes))
        for opens, closes in ((9, 12), (14, 17))
    ]
    people.other_association.accepts = []
    _offer(session, people)

    [delivery] = _posed(session).problem["shipments"][0]["deliveries"]

    moments = [[int(local_moment(DAY, time(hour)).timestamp()) for hour in pair] for pair in ((9, 12), (14, 17))]
    assert delivery["time_windows"] == moments


@pytest.mark.parametrize("temperature", [Temperature.CHILLED, Temperature.FROZEN])
def test_cold_food_rides_only_where_it_is_cold_and_only_so_long(
    session: Session, people: People, temperature: Temperature
) -> None:
    _offer(session, people, builders.a_lot(temperature=temperature, category=Category.DAIRY))

    [shipment] = _posed(session).problem["shipments"]

    assert shipment["skills"] == [temperature.value]
    assert shipment["max_ride_s"] == {"chilled": 3600, "frozen": 1800}[temperature.value]
    assert shipment["load"][f"{temperature.value}_crates"] == 1
    people.driver.chilled_crates = people.driver.frozen_crates = 0
    [left] = _left_behind(session)
    assert left["code"] == "no_vehicle_skill"
    assert "isothermes" in left["reason"]


def test_cold_food_goes_only_where_there_is_a_cold_store(session: Session, people: People) -> None:
    for association in (people.association, people.other_association):
        association.storage_chilled_g = 0
    _offer(session, people, builders.a_lot(temperature=Temperature.CHILLED, category=Category.DAIRY))

    [left] = _left_behind(session)
    assert left["code"] == "no_room"


def test_a_claim_beyond_the_stated_room_is_left_behind_as_such(session: Session, people: People) -> None:
    people.association.storage_ambient_g = 5_000
    offer = _offer(session, people, builders.a_lot(kg=20))
    builders.a_reservation(session, offer.lots[0], people.association, kg=20)

    [left] = _left_behind(session)
    assert (left["code"], left["quantity_g"]) == ("no_room", 20_000)


def test_a_claim_larger_than_every_vehicle_is_left_whole_with_what_to_do(session: Session, people: People) -> None:
    offer = _offer(session, people, builders.a_lot(kg=400, crates=20))
    builders.a_reservation(session, offer.lots[0], people.association, kg=400)

    [left] = _left_behind(session)
    assert (left["code"], left["quantity_g"]) == ("too_large", 400_000)
    assert "partager la réservation" in left["reason"]


def test_without_a_volunteer_all_is_left_behind(session: Session, people: People) -> None:
    people.driver.weekly = []
    _offer(session, people)

    assert [left["code"] for left in _left_behind(session)] == ["no_shift"]


def test_a_one_off_day_goes_before_the_weekly_shift(session: Session, people: People) -> None:
    from foodlink.domain.driver import OneOffShift

    people.driver.one_off = [OneOffShift(day=DAY, starts=time(7), ends=time(20), available=False)]
    _offer(session, people)

    assert _posed(session).volunteers == ()


def test_one_producer_one_association_one_driver_are_enough(session: Session, people: People) -> None:
    people.other_association.accepts = []
    _offer(session, people, builders.a_lot(kg=17))

    assert _left_behind(session) == []


def test_places_are_two_stops_where_two_organisations_share_a_point(session: Session, people: People) -> None:
    _offer(session, people)
    twin = builders.a_producer(session, "Épicerie d'à côté")
    builders.an_offer(session, twin, by=people.alice)

    pickups = {shipment["pickup"]["location"] for shipment in _posed(session).problem["shipments"]}
    assert len(pickups) == 2


def test_the_same_day_gives_the_same_problem(session: Session, people: People) -> None:
    for number in range(5):
        _offer(session, people, builders.a_lot(kg=5 + number))

    assert _posed(session).problem == _posed(session).problem


@pytest.mark.parametrize(
    ("kg", "crates", "expected"),
    [(300, 30, [300]), (301, 30, [300, 1]), (900, 30, [300, 300, 300]), (100, 60, [50, 50])],
)
def test_free_food_larger_than_any_vehicle_is_cut(
    session: Session, people: People, kg: int, crates: int, expected: list[int]
) -> None:
    offer = _offer(session, people, builders.a_lot(kg=kg, crates=crates))
    day = _day(session)
    food = day.free[0].food

    cut = pieces(food, offer.lots[0].quantity_g, day.volunteers, day.takers)

    assert [grams // 1000 for grams in cut] == expected


def test_free_food_larger_than_any_store_is_cut(session: Session, people: People) -> None:
    people.association.storage_ambient_g, people.other_association.storage_ambient_g = 60_000, 40_000
    _offer(session, people, builders.a_lot(kg=100, crates=4))

    posed = _posed(session)

    assert [cargo.quantity_g for cargo in posed.cargo] == [60_000, 40_000]
    assert _left_behind(session) == []


def test_who_received_least_a_person_costs_least(session: Session, people: People) -> None:
    _offer(session, people)
    day = _day(session)
    rich, poor = (replace(taker, received_g=grams) for taker, grams in zip(day.takers, (90_000, 10_000), strict=True))

    posed = problem_from(replace(day, takers=(rich, poor), taker_by_id={}))

    costs = {one["receiver"]: one["cost_s"] for one in posed.problem["shipments"][0]["deliveries"]}
    assert costs[str(poor.id)] < costs[str(rich.id)]


def test_food_counts_more_as_its_end_comes_near(session: Session, people: People) -> None:
    _offer(session, people, hours=2)
    _offer(session, people, hours=8)

    soon, later = _posed(session).problem["shipments"]
    assert soon["value"] > later["value"]


def test_every_code_of_the_router_has_its_sentences() -> None:
    from routing.plan import Code

    assert set(SENTENCES) == {code.value for code in Code}
    assert all(fr and en and fr != en for fr, en in SENTENCES.values())


def test_a_day_to_come_is_planned_from_its_first_hour(session: Session, people: People) -> None:
    builders.an_offer(session, people.bakery, by=people.alice, lasts=timedelta(days=2))
    tomorrow: date = DAY + timedelta(days=1)
    session.flush()

    day = snapshot(session, "44", tomorrow, at=MORNING)

    assert day.at == local_moment(tomorrow, time(0))
    assert problem_from(day).problem["vehicles"][0]["shift"][0] == int(local_moment(tomorrow, time(7)).timestamp())
