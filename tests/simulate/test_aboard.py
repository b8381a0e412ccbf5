"""What is in a simulated vehicle: nobody loads more than it holds, with what was refused at a door on board."""

from __future__ import annotations

from foodlink.demo.people import DrawnVehicle
from foodlink.domain.driver import VehicleKind
from foodlink.domain.lifecycle import StopStatus
from foodlink.domain.offer import Lot, Temperature
from foodlink.domain.reservation import ReservationLine
from foodlink.domain.route import StopKind, StopLoad
from foodlink.ids import new_id
from foodlink.simulate.aboard import Aboard
from tests import builders

CAR = DrawnVehicle(id=new_id(), kind=VehicleKind.CAR, capacity_kg=100, crates=10, chilled_crates=2, frozen_crates=0)


def a_lot(kg: int, crates: int, temperature: Temperature = Temperature.AMBIENT) -> Lot:
    lot = builders.a_lot(kg=kg, crates=crates, temperature=temperature)
    lot.id = new_id()
    return lot


def a_load(lot: Lot, kg: int) -> StopLoad:
    line = ReservationLine(id=new_id(), lot=lot, lot_id=lot.id, quantity_g=kg * 1000)
    return StopLoad(line=line, line_id=line.id, kind=StopKind.PICKUP, status=StopStatus.PLANNED, quantity_g=kg * 1000)


def loaded(aboard: Aboard, lot: Lot, kg: int) -> int:
    """How many kilos are loaded of so many that are planned and there."""
    return aboard.load([a_load(lot, kg)], there_g={lot.id: kg * 1000})[lot.id] // 1000


def test_what_does_not_fit_beside_what_was_refused_stays_at_the_door() -> None:
    aboard = Aboard(CAR)
    assert loaded(aboard, a_lot(60, 2), 60) == 60
    assert loaded(aboard, a_lot(60, 2), 60) == 40


def test_crates_bound_it_too_and_cold_places_cold_food() -> None:
    assert loaded(Aboard(CAR), a_lot(60, 20), 60) == 30
    assert loaded(Aboard(CAR), a_lot(60, 6, Temperature.CHILLED), 60) == 20
    assert loaded(Aboard(CAR), a_lot(60, 6, Temperature.FROZEN), 60) == 0


def test_what_was_handed_over_makes_room_and_what_was_brought_back_as_well() -> None:
    aboard, lot, other = Aboard(CAR), a_lot(60, 2), a_lot(40, 2)
    assert (loaded(aboard, lot, 60), loaded(aboard, other, 40)) == (60, 40)
    handed = a_load(lot, 60)
    handed.actual_g = 60_000
    aboard.unload([handed])
    assert loaded(aboard, lot, 60) == 60
    aboard.keep([other.id])
    assert loaded(aboard, a_lot(80, 2), 80) == 60
