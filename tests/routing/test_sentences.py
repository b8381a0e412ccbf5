"""The sentence of each cause names what a coordinator could change."""

from typing import Any

import pytest

from tests.routing.problems import a_problem, a_shipment, a_vehicle, solved


def reason(**changes: Any) -> tuple[str, str]:
    """Code and sentence of the one shipment that is left behind."""
    _, plan = solved(a_problem(**changes), iterations=5)
    (left,) = plan.unassigned
    return left.code.value, left.reason


def pickup(*windows: list[int]) -> dict[str, Any]:
    return {"location": "L1", "time_windows": list(windows)}


def test_the_skill_that_nobody_has_is_named() -> None:
    shipment = a_shipment(skills=["lift", "chilled"])
    vehicles = [a_vehicle(skills=["chilled"])]
    assert reason(shipments=[shipment], vehicles=vehicles) == ("no_vehicle_skill", "no vehicle has what it needs: lift")


def test_skills_that_no_single_vehicle_has_are_named() -> None:
    vehicles = [a_vehicle(skills=["chilled"]), a_vehicle("v2", skills=["lift"])]
    told = "no single vehicle has all that it needs: chilled, lift"
    assert reason(shipments=[a_shipment(skills=["lift", "chilled"])], vehicles=vehicles) == ("no_vehicle_skill", told)


def test_a_day_without_vehicles_says_so() -> None:
    assert reason(vehicles=[])[1] == "there is no vehicle"


def test_what_is_too_large_is_said_with_what_would_fit() -> None:
    vehicles = [a_vehicle(capacity={"kg": 10}), a_vehicle("v2", capacity={"kg": 12.5})]
    told = "its load of 14 kg is more than any vehicle that may carry it takes (at most 12.5)"
    assert reason(shipments=[a_shipment(load={"kg": 14})], vehicles=vehicles) == ("too_large", told)


def test_what_is_too_large_in_no_vehicle_by_one_measure_alone_is_said_whole() -> None:
    vehicles = [a_vehicle(capacity={"kg": 10, "crates": 1}), a_vehicle("v2", capacity={"kg": 1, "crates": 10})]
    told = "no vehicle that may carry it takes all of it at once (5 crates, 5 kg)"
    assert reason(shipments=[a_shipment(load={"kg": 5, "crates": 5})], vehicles=vehicles) == ("too_large", told)


@pytest.mark.parametrize(
    ("shift", "window", "told"),
    [
        ([0, 3600], [28_800, 34_200], "08:00 to 09:30"),
        ([0, 3600], [1_764_140_400, 1_764_144_000], "2025-11-26 07:00 UTC to 2025-11-26 08:00 UTC"),
        ([0, 3600], [-3600, -1800], "-3600 s to -1800 s"),
    ],
)
def test_when_nobody_is_on_shift_is_said_as_hours(shift: list[int], window: list[int], told: str) -> None:
    code, sentence = reason(shipments=[a_shipment(pickup=pickup(window))], vehicles=[a_vehicle(shift=shift)])
    assert code == "no_shift"
    assert (
        sentence
        == f"no vehicle that could carry it is on shift when it can be fetched ({told}) and brought (at any time)"
    )


def test_windows_that_nobody_reaches_are_named_and_of_many_a_few() -> None:
    windows = [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]]
    code, sentence = reason(shipments=[a_shipment(pickup=pickup(*windows))])
    told = "00:00 to 00:00:01, 00:00:02 to 00:00:03, 00:00:04 to 00:00:05 and 2 more"
    assert (code, told in sentence, sentence.endswith("and keep the limits of a route")) == (
        "windows_unreachable",
        True,
        True,
    )


def test_receivers_without_room_are_named() -> None:
    receivers = [{"id": "asso-1", "room": {"kg": 0}}]
    shipment = a_shipment(deliveries=[{"location": "L2", "receiver": "asso-1"}])
    told = "no receiver that could be reached has room for it (asso-1)"
    assert reason(shipments=[shipment], receivers=receivers) == ("no_room", told)
