"""The search for fewer routes: who comes in for whom by ejection, what is counted afterwards, and that routes are saved."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.formats.contract import problem_from_dict
from routing.kernels.eject import eject
from routing.kernels.fleet import close_a_route
from routing.kernels.layout import ABSENCES, ABSENT, AT, PARTS
from routing.kernels.objective import recount
from routing.search.compiled import Compiled, compile_problem
from routing.search.obligations import settle_days
from routing.search.pack import pack
from routing.search.searcher import Searcher
from routing.search.state import state_of_orders
from routing.travel import with_matrix
from tests.routing.problems import a_problem, a_shipment, a_vehicle
from tests.routing.random_problems import random_problem


def a_searcher(data: dict[str, Any], *, seed: int = 1) -> tuple[Compiled, Searcher]:
    """A problem, and a searcher of it that has made a first plan."""
    compiled = compile_problem(with_matrix(problem_from_dict(data)))
    settle_days(compiled)
    searcher = Searcher(pack(compiled), seed=seed)
    searcher.start([vehicle.prefix for vehicle in compiled.vehicles])
    searcher.construct()
    return compiled, searcher


def absent_of(searcher: Searcher) -> list[int]:
    """Who is absent from the current plan, by number."""
    absent: list[int] = sorted(searcher.work.ships[: searcher.absent, ABSENT].tolist())
    return absent


def two_light_one_heavy(absences: list[int]) -> Searcher:
    """One van for two kilos: the light shipments, 0 and 1, are in it and the heavy one, 2, is not."""
    at_once = {"location": "L1", "time_windows": [[100, 100]]}
    shipments = [a_shipment(f"s{n}", load={"kg": kg}, pickup=at_once) for n, kg in enumerate([1, 1, 2])]
    _, searcher = a_searcher(a_problem(shipments=shipments, vehicles=[a_vehicle(capacity={"kg": 2})]))
    assert absent_of(searcher) == [2]
    searcher.work.ships[:, ABSENCES] = absences
    return searcher


def test_who_was_absent_often_comes_in_for_two_who_were_not() -> None:
    searcher = two_light_one_heavy([0, 0, 100])
    assert eject(searcher.data, searcher.work, 2)
    assert absent_of(searcher) == [0, 1]


@pytest.mark.parametrize("absences", [[0, 0, 0], [0, 100, 100], [60, 60, 100]])
def test_nobody_comes_in_for_those_whose_absences_are_as_many(absences: list[int]) -> None:
    searcher = two_light_one_heavy(absences)
    before, held = searcher.work.totals[:PARTS].tolist(), searcher.work.ships[:, AT].tolist()
    assert not eject(searcher.data, searcher.work, 2)
    assert (searcher.work.totals[:PARTS].tolist(), searcher.work.ships[:, AT].tolist()) == (before, held)


def test_the_one_who_was_absent_least_leaves_where_one_is_enough() -> None:
    shipments = [a_shipment(f"s{n}", pickup={"location": "L1", "time_windows": [[100, 100]]}) for n in range(3)]
    _, searcher = a_searcher(a_problem(shipments=shipments, vehicles=[a_vehicle(capacity={"kg": 2})]))
    (absent,) = absent_of(searcher)
    often, seldom = (ship for ship in range(3) if ship != absent)
    searcher.work.ships[[absent, often, seldom], ABSENCES] = [9, 8, 7]
    assert eject(searcher.data, searcher.work, absent)
    assert absent_of(searcher) == [seldom]


@given(seed=st.integers(0, 10**9))
def test_a_plan_after_ejections_is_lawful_and_counted_right(seed: int) -> None:
    random = Random(seed)
    compiled, searcher = a_searcher(random_problem(random, shipments=8), seed=seed)
    close_a_route(searcher.data, searcher.work)
    for _ in range(8):
        if not searcher.absent:
            break
        ship = random.choice(absent_of(searcher))
        searcher.work.ships[ship, ABSENCES] += random.randrange(200)
        eject(searcher.data, searcher.work, ship)
        fresh = searcher.work.totals.copy()
        recount(searcher.data, searcher.work, fresh)
        assert fresh.tolist() == searcher.work.totals.tolist()
    searcher.keep()
    state = state_of_orders(compiled, searcher.best_orders())
    assert state is not None
    assert (searcher.best.cost, sorted(state.absent)) == (state.total(), absent_of(searcher))


def test_routes_are_saved_in_the_same_way_for_the_same_seed() -> None:
    shipments = [a_shipment(f"s{n}", at=f"L{n % 5}", to=f"L{(3 * n + 1) % 6}", required=True) for n in range(12)]
    vehicles = [a_vehicle(f"v{n}", capacity={"kg": 3}, shift=[0, 300]) for n in range(6)]
    data = a_problem(shipments=shipments, vehicles=vehicles, objective={"vehicles": "first", "cost": "distance"})
    ended = []
    for _ in range(2):
        _, searcher = a_searcher(data)
        first = searcher.best.used
        searcher.save_routes(2000)
        ended.append((searcher.best, searcher.best_orders(), searcher.work.ships[:, ABSENCES].tolist()))
        assert searcher.best.used <= first
    assert ended[0] == ended[1]
