"""The recount finds each kind of violation where one is planted, and none where all went well."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from foodlink.domain import event
from foodlink.domain.lifecycle import ReservationStatus
from foodlink.domain.offer import Lot, Temperature
from foodlink.domain.organisation import Closure, OpeningHours
from foodlink.simulate.recount import KINDS, recount
from tests import builders
from tests.people import People
from tests.simulate.handovers import When, a_handover, a_route

TODAY = date(2026, 11, 24)


class Scene:
    """Alice's offer, Bob's association, Charlie's route: a test plants what should not have happened."""

    def __init__(self, session: Session, people: People, at: datetime) -> None:
        self.session, self.people, self.at = session, people, at
        self.route = a_route(session, people.driver, at)

    def lot(self, **traits: object) -> Lot:
        lot = builders.a_lot(**traits)  # type: ignore[arg-type] # a test states only what matters to it
        builders.an_offer(self.session, self.people.bakery, by=self.people.alice, lots=[lot], at=self.at)
        return lot

    def hand_over(self, lot: Lot, *, kg: float = 5, when: When | None = None, measured_c: float | None = None) -> None:
        when = when or When.from_(self.at)
        a_handover(self.session, lot, self.people.association, self.route, kg=kg, when=when, measured_c=measured_c)

    def found(self) -> dict[str, int]:
        return {kind: count for kind, count in recount(self.session).items() if count}


@pytest.fixture
def scene(session: Session, people: People, at: datetime) -> Scene:
    return Scene(session, people, at)


def test_a_day_on_which_all_went_well_has_no_violation(scene: Scene) -> None:
    scene.hand_over(scene.lot(kg=10))
    scene.hand_over(scene.lot(kg=10, temperature=Temperature.CHILLED), measured_c=3.5)
    assert recount(scene.session) == dict.fromkeys(KINDS, 0)


def test_food_handed_over_after_its_use_by_day_is_expired(scene: Scene) -> None:
    scene.people.association.use_by_lead_h = 0
    scene.hand_over(scene.lot(use_by=TODAY - timedelta(days=1)))
    assert scene.found() == {"expired": 1}


def test_food_handed_over_nearer_to_its_use_by_day_than_the_association_may_take_is_expired(scene: Scene) -> None:
    scene.people.association.use_by_lead_h = 48
    scene.hand_over(scene.lot(use_by=TODAY + timedelta(days=1)))
    assert scene.found() == {"expired": 1}


def test_food_of_its_last_day_is_fine_where_the_association_serves_at_once(scene: Scene) -> None:
    scene.people.association.use_by_lead_h = 0
    scene.hand_over(scene.lot(use_by=TODAY))
    assert scene.found() == {}


def test_cold_food_in_a_vehicle_without_cold_places_is_a_violation_of_temperature(scene: Scene) -> None:
    scene.people.driver.frozen_crates = 0
    scene.hand_over(scene.lot(temperature=Temperature.FROZEN), measured_c=-19)
    assert scene.found() == {"temperature": 1, "capacity": 1}


def test_cold_food_measured_too_warm_is_a_violation_of_temperature(scene: Scene) -> None:
    scene.hand_over(scene.lot(temperature=Temperature.CHILLED), measured_c=4.5)
    assert scene.found() == {"temperature": 1}


def test_cold_food_too_long_on_board_is_a_violation_of_temperature(scene: Scene) -> None:
    long = When.from_(scene.at, ride=timedelta(minutes=70))
    scene.hand_over(scene.lot(temperature=Temperature.CHILLED), measured_c=3, when=long)
    assert scene.found() == {"temperature": 1}


def test_more_held_of_a_lot_at_a_time_than_there_was_is_overbooked(scene: Scene) -> None:
    lot = scene.lot(kg=8)
    builders.a_reservation(scene.session, lot, scene.people.association, kg=5, at=scene.at)
    lot.reserved_g = 0  # as if nobody had counted it
    for reservation in (
        lot.lines[0].reservation,
        builders.a_reservation(scene.session, lot, scene.people.other_association, kg=5, at=scene.at),
    ):
        event.record(reservation, ReservationStatus.ACTIVE, at=scene.at, by=None, territory="44")
    scene.session.commit()
    assert scene.found() == {"overbooked": 1}


def test_what_was_given_back_before_another_took_it_is_not_overbooked(scene: Scene) -> None:
    lot = scene.lot(kg=8)
    first = builders.a_reservation(scene.session, lot, scene.people.association, kg=5, at=scene.at)
    event.record(first, ReservationStatus.ACTIVE, at=scene.at, by=None, territory="44")
    later = scene.at + timedelta(minutes=5)
    first.lines[0].move_to(ReservationStatus.RELEASED)
    first.follow_lines(at=later, by=None)
    second = builders.a_reservation(scene.session, lot, scene.people.other_association, kg=6, at=later)
    event.record(second, ReservationStatus.ACTIVE, at=later, by=None, territory="44")
    scene.session.commit()
    assert scene.found() == {}


def test_more_brought_on_a_day_than_a_store_holds_is_a_violation_of_storage(scene: Scene) -> None:
    scene.people.association.storage_ambient_g = 9_000
    for lot in (scene.lot(kg=5), scene.lot(kg=5)):
        scene.hand_over(lot)
    assert scene.found() == {"storage": 1}


@pytest.mark.parametrize(("limit", "value"), [("capacity_g", 9_000), ("crates", 1)])
def test_more_on_board_at_a_time_than_the_vehicle_holds_is_a_violation_of_capacity(
    scene: Scene, limit: str, value: int
) -> None:
    setattr(scene.people.driver, limit, value)
    for lot in (scene.lot(kg=5), scene.lot(kg=5)):
        scene.hand_over(lot)
    assert scene.found() == {"capacity": 1}


def test_one_load_after_the_other_is_no_violation_of_capacity(scene: Scene) -> None:
    scene.people.driver.capacity_g = 6_000
    first = When.from_(scene.at)
    scene.hand_over(scene.lot(kg=5), when=first)
    scene.hand_over(scene.lot(kg=5), when=When.from_(first.delivered))
    assert scene.found() == {}


def test_coming_to_the_producer_after_its_time_is_a_violation_of_a_window(scene: Scene) -> None:
    lot = scene.lot(kg=5)
    scene.hand_over(lot, when=When.from_(lot.offer.available_until + timedelta(minutes=1)))
    assert scene.found() == {"window": 1}


def test_coming_to_the_association_after_it_closed_is_a_violation_of_a_window(scene: Scene) -> None:
    scene.people.association.hours = [OpeningHours(weekday=2, opens=time(6), closes=time(8, 40))]
    scene.hand_over(scene.lot(kg=5))
    assert scene.found() == {"window": 1}


def test_handing_over_on_a_day_on_which_it_is_closed_is_a_violation_of_a_window(scene: Scene) -> None:
    scene.people.association.closures = [Closure(day=TODAY, reason="Inventaire", created_at=scene.at)]
    scene.hand_over(scene.lot(kg=5))
    assert scene.found() == {"window": 1}
