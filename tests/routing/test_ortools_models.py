"""OR-Tools improves a plan under every rule, and what it finds is judged by the exact evaluator."""

from random import Random

import pytest

from routing import violations
from routing.formats.contract import problem_from_dict
from routing.ortools.models import improve_with_ortools
from routing.plan import Stats
from routing.search.answer import plan_of
from routing.search.compiled import compile_problem
from routing.search.improve import insert_all
from routing.search.obligations import settle_days
from routing.search.state import State, first_state
from tests.routing.problems import a_problem, a_shipment, a_vehicle, solved
from tests.routing.random_problems import day_under_way, random_problem


def start_of(data: dict[str, object], *, insert: bool = True) -> State:
    """The first plan of a problem, or one that serves nothing."""
    compiled = compile_problem(problem_from_dict(data))
    settle_days(compiled)
    state = first_state(compiled)
    if insert:
        insert_all(state)
    return state


def test_it_finds_the_best_plan_from_nothing() -> None:
    ways = [{"location": "L5"}, {"location": "L2"}]
    shipments = [a_shipment("s1", deliveries=ways), a_shipment("s2", at="L2", to="L1")]
    vehicle = a_vehicle(max_stops=4, max_distance_m=900, max_duration_s=500)
    start = start_of(a_problem(shipments=shipments, vehicles=[vehicle]), insert=False)
    best, seen = improve_with_ortools(start, lambda _state, _count: False, calls=20_000)
    assert seen > 0
    assert best.score() == (0, 0, 0, 40)


def test_it_ends_as_soon_as_it_is_told() -> None:
    start = start_of(a_problem(shipments=[a_shipment(f"s{n}") for n in range(8)]), insert=False)
    _, seen = improve_with_ortools(start, lambda _state, _count: True, calls=10**9)
    assert seen <= 1


@pytest.mark.parametrize("seed", range(12))
def test_its_plans_are_lawful_and_never_worse(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random, shipments=5)
    if seed % 2:
        data = day_under_way(random, data, solved(data, iterations=5)[1])
    start = start_of(data)
    best, _ = improve_with_ortools(start, lambda _state, _count: False, calls=3_000)
    assert best.score() <= start.score()
    plan = plan_of(best, (), Stats())
    faults = violations(best.compiled.problem, plan)
    assert all("unassigned 0 times" in fault for fault in faults), faults


def test_numbers_too_large_for_it_are_left_to_our_own_search() -> None:
    start = start_of(a_problem(vehicles=[a_vehicle(shift=[0, 2**61])]))
    assert improve_with_ortools(start, lambda _state, _count: False, calls=100) == (start, 0)


FIRST = {"vehicles": "first"}
PRICED = {"value_s": 10, "change_s": 2**62}
HUGE = 2**63 - 1


@pytest.mark.parametrize(
    "data",
    [
        a_problem(vehicles=[a_vehicle(fixed_cost_s=HUGE)], objective=FIRST),
        a_problem(
            vehicles=[a_vehicle("v1"), a_vehicle("v2")],
            shipments=[a_shipment(deliveries=[{"location": "L2", "cost_s": HUGE - 10}])],
            in_force=[{"vehicle": "v1", "position": "L0", "time": 0, "planned": [["pickup", "s1"]]}],
            objective=PRICED,
        ),
        a_problem(
            receivers=[{"id": "r", "room": {"kg": HUGE // 1000}}],
            shipments=[
                a_shipment(f"s{n}", load={"kg": HUGE // 1000}, deliveries=[{"location": "L2", "receiver": "r"}])
                for n in range(3)
            ],
            vehicles=[a_vehicle(capacity={"kg": HUGE // 1000})],
        ),
        a_problem(shipments=[a_shipment(pickup={"location": "L1", "service_s": HUGE}), a_shipment("s2")]),
        a_problem(vehicles=[a_vehicle(max_stops=HUGE, max_distance_m=HUGE, max_duration_s=HUGE)]),
        a_problem(
            receivers=[{"id": "r", "room": {"kg": HUGE // 1000}}],
            shipments=[a_shipment(f"s{n}", deliveries=[{"location": "L2", "receiver": "r"}]) for n in range(2)],
        ),
        a_problem(
            shipments=[
                a_shipment(f"s{n}", pickup={"location": "L1", "time_windows": [[-HUGE, -(2**62)], [5, 9], [99, HUGE]]})
                for n in range(2)
            ]
        ),
        a_problem(in_force=[{"vehicle": "v1", "position": "L0", "time": 2**62}]),
    ],
    ids=["fixed cost", "preference and change", "loads", "service", "limits", "room", "windows", "time"],
)
def test_numbers_as_large_as_64_bits_hold_do_not_overflow_in_it(data: dict[str, object]) -> None:
    start = start_of(data | {"shipments": [*data["shipments"], a_shipment("more", at="L3")]})  # type: ignore[misc]
    best, _ = improve_with_ortools(start, lambda _state, _count: False, calls=200)
    assert best.score() <= start.score()
    plan = plan_of(best, (), Stats())
    assert all("unassigned 0 times" in fault for fault in violations(best.compiled.problem, plan))


def test_a_day_whose_shifts_are_all_over_is_left_as_it_is() -> None:
    late = {"vehicle": "v1", "position": "L0", "time": 50_000}
    shipments = [a_shipment("s1"), a_shipment("s2")]
    start = start_of(a_problem(vehicles=[a_vehicle(shift=[0, 30_200])], shipments=shipments, in_force=[late]))
    best, _ = improve_with_ortools(start, lambda _state, _count: False, calls=100)
    assert best.score() == start.score()
