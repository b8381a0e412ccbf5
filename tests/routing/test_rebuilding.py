"""Taking a plan apart and mending it while cost is saved: who comes back first, and that nobody served is left out."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from routing.kernels.layout import ABSENCES, ORDER, T_ORDER, VEHICLES_FIRST
from routing.kernels.objective import recount
from routing.kernels.ordering import order_absent
from routing.kernels.recreate import recreate_whole
from routing.search.searcher import Searcher
from tests.routing.problems import a_problem, a_shipment, a_vehicle
from tests.routing.random_problems import random_problem
from tests.routing.test_fewest_routes import a_searcher, absent_of, two_light_one_heavy

FEWEST_ROUTES = {"vehicles": "first", "cost": "distance"}


def order_of_absent(searcher: Searcher, *, hard_first: float) -> list[int]:
    """In which order the absent would be brought back now."""
    order_absent(searcher.data, searcher.work, 0, 0, hard_first)
    order: list[int] = searcher.work.ships[: searcher.work.totals[T_ORDER], ORDER].tolist()
    return order


def test_who_did_not_fit_oftenest_comes_back_first() -> None:
    shipments = [a_shipment(f"s{n}", load={"kg": 9}) for n in range(4)]
    _, searcher = a_searcher(a_problem(shipments=shipments, vehicles=[a_vehicle(capacity={"kg": 2})]))
    searcher.work.ships[:, ABSENCES] = [10, 0, 1_000, 100]
    orders = {tuple(order_of_absent(searcher, hard_first=1.0)) for _ in range(50)}
    assert orders == {(2, 3, 0, 1)}
    orders = {tuple(order_of_absent(searcher, hard_first=0.0)) for _ in range(50)}
    assert len(orders) > 1


def test_required_ones_come_back_before_those_who_did_not_fit_oftenest() -> None:
    shipments = [a_shipment(f"s{n}", load={"kg": 9}, required=n == 1) for n in range(3)]
    _, searcher = a_searcher(a_problem(shipments=shipments, vehicles=[a_vehicle(capacity={"kg": 2})]))
    searcher.work.ships[:, ABSENCES] = [10, 0, 1_000]
    assert order_of_absent(searcher, hard_first=1.0) == [1, 2, 0]


def test_it_is_given_up_and_counted_where_somebody_fits_nowhere() -> None:
    searcher = two_light_one_heavy([0, 0, 0])
    assert order_of_absent(searcher, hard_first=0.0) == [2]
    assert not recreate_whole(searcher.data, searcher.work)
    assert searcher.work.ships[:, ABSENCES].tolist() == [0, 0, 1]
    assert absent_of(searcher) == [2]


def test_an_emptied_vehicle_may_be_exchanged_for_one_that_starts_nearer() -> None:
    shipments = [a_shipment("s0", at="L1", to="L1")]
    vehicles = [a_vehicle("far", start="L5", end="L5"), a_vehicle("near", start="L1", end="L1")]
    compiled, searcher = a_searcher(a_problem(shipments=shipments, vehicles=vehicles, objective=FEWEST_ROUTES))
    nodes = (compiled.pickup[0], compiled.deliveries[0][0])
    searcher.start([nodes, ()])
    searcher.anneal(200, since=0.0, until=1.0)
    assert searcher.best_orders() == [(), nodes]


@given(seed=st.integers(0, 10**9))
def test_what_is_served_stays_served_in_no_more_routes(seed: int) -> None:
    data = random_problem(Random(seed), shipments=8)
    data["objective"] = FEWEST_ROUTES
    _, searcher = a_searcher(data, seed=seed)
    first = searcher.best
    searcher.anneal(60, since=0.0, until=1.0)
    best, now = searcher.best, searcher.work.totals.copy()
    recount(searcher.data, searcher.work, now)
    assert now.tolist() == searcher.work.totals.tolist()
    assert searcher.data.flags[VEHICLES_FIRST]
    assert (best.missing, best.weight, best.used) <= (first.missing, first.weight, first.used)
    if first.missing + first.weight == 0:
        assert searcher.absent == 0
