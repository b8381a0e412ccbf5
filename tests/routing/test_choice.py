"""The choice among all routes of good plans, against every way to choose: receiver, room, price, required, kinds of vehicles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

import pytest

from routing.formats.contract import problem_from_dict
from routing.ortools.partition import partition
from routing.search.column import Column
from routing.search.compiled import Compiled, Orders, compile_problem
from routing.search.route import build
from routing.search.state import Score, State, state_of_orders
from tests.routing.problems import Json, a_problem, a_shipment, a_vehicle
from tests.routing.random_problems import random_problem

MOST_COLUMNS = 11
PLENTY = {"seconds": 60.0, "work": 60.0}


def some_columns(compiled: Compiled, random: Random) -> list[Column]:
    """Routes of one or two shipments, each to one of those who could have it, for whichever vehicle."""
    found: dict[tuple[int, tuple[int, ...]], Column] = {}
    for _ in range(200):
        vehicle = random.choice(compiled.vehicles)
        ships = random.sample(range(len(compiled.pickup)), random.randint(1, min(2, len(compiled.pickup))))
        nodes = (
            *(compiled.pickup[ship] for ship in ships),
            *(random.choice(compiled.deliveries[ship]) for ship in ships),
        )
        route = build(compiled, vehicle, nodes)
        if route is not None and len(found) < MOST_COLUMNS:
            found[vehicle.number, nodes] = Column(vehicle.number, nodes, route.cost)
    return list(found.values())


def kind(compiled: Compiled, vehicle: int) -> int:
    twin = compiled.vehicles[vehicle].twin_of
    return vehicle if twin < 0 else twin


def driven(compiled: Compiled, chosen: tuple[Column, ...]) -> State | None:
    """The plan of these routes, each by a vehicle of its kind; None where there are too few, or it is unlawful."""
    orders: Orders = [()] * len(compiled.vehicles)
    ships = [compiled.shipment_of[node] for column in chosen for node in column.nodes if compiled.choice_of[node] >= 0]
    if len(ships) != len(set(ships)):
        return None
    for column in chosen:
        same = [n for n in range(len(orders)) if kind(compiled, n) == kind(compiled, column.vehicle) and not orders[n]]
        if not same:
            return None
        orders[same[0]] = column.nodes
    return state_of_orders(compiled, orders)


def plans(compiled: Compiled, columns: list[Column]) -> Iterator[State]:
    """Every lawful plan that can be put together."""
    for count in range(len(columns) + 1):
        for chosen in combinations(columns, count):
            state = driven(compiled, chosen)
            if state is not None:
                yield state


def comes_into_question(plan: Score, now: Score) -> bool:
    """No more required left out than now, no more value where it has no price, no more routes where the fewest come first."""
    return plan[:3] == tuple(min(pair) for pair in zip(plan[:3], now[:3], strict=True))


def choice(compiled: Compiled, columns: list[Column], incumbent: State) -> State:
    found = partition(compiled, columns, [route.nodes for route in incumbent.routes], **PLENTY)
    assert found is not None
    state = state_of_orders(compiled, found)
    assert state is not None, "what is chosen is lawful"
    return state


@pytest.mark.parametrize("seed", range(80))
def test_no_way_to_choose_among_the_routes_is_better(seed: int) -> None:
    random = Random(seed)
    data = random_problem(random, shipments=4)
    if seed % 2:  # vehicles of one kind
        data["vehicles"] = [{**data["vehicles"][0], "id": f"v{number}"} for number in range(2)]
    compiled = compile_problem(problem_from_dict(data))
    columns = some_columns(compiled, random)
    all_plans = list(plans(compiled, columns))
    incumbent = random.choice(all_plans)
    question = [plan.score() for plan in all_plans if comes_into_question(plan.score(), incumbent.score())]
    found = choice(compiled, columns, incumbent).score()
    assert comes_into_question(found, incumbent.score())
    assert found[3] == min(score[3] for score in question)


def of_all(data: Json, *routes: str) -> tuple[Compiled, list[Column]]:
    """Columns written as `v0: +a -a1`: vehicle, pickups, deliveries with the number of who gets it, the first unless told."""
    compiled = compile_problem(problem_from_dict(data))
    ships = {shipment.id: number for number, shipment in enumerate(compiled.problem.shipments)}
    columns = []
    for line in routes:
        name, _, steps = line.partition(": ")
        vehicle = next(each for each in compiled.vehicles if compiled.problem.vehicles[each.number].id == name)
        nodes = []
        for step in steps.split():
            ship = ships[step[1]]
            nodes.append(compiled.pickup[ship] if step[0] == "+" else compiled.deliveries[ship][int(step[2:] or 0)])
        route = build(compiled, vehicle, tuple(nodes))
        assert route is not None
        columns.append(Column(vehicle.number, tuple(nodes), route.cost))
    return compiled, columns


TWO_WAYS = [{"location": "L2", "receiver": "near"}, {"location": "L5", "receiver": "far"}]
FULL = [{"id": "near", "room": {"kg": 1.5}}, {"id": "far"}]


def test_who_gets_it_is_chosen_with_the_route_as_the_room_allows() -> None:
    """Each alone is best brought near; near has room for one of them."""
    ways = a_problem(
        receivers=FULL,
        vehicles=[a_vehicle("v0"), a_vehicle("v1")],
        shipments=[a_shipment("a", deliveries=TWO_WAYS), a_shipment("b", at="L4", deliveries=TWO_WAYS)],
    )
    compiled, columns = of_all(ways, "v0: +a -a1", "v0: +a -a0", "v0: +b -b1", "v0: +b -b0")
    found = choice(compiled, columns, _plan(compiled, columns[0], columns[2]))
    assert {node for route in found.routes for node in route.nodes} == {*columns[1].nodes, *columns[2].nodes}


def test_what_is_not_worth_its_route_is_left_out() -> None:
    data = a_problem(
        vehicles=[a_vehicle("v0"), a_vehicle("v1")],
        shipments=[a_shipment("a", value=1), a_shipment("b", at="L4", to="L5", value=1)],
        objective={"value_s": 60},
    )
    compiled, columns = of_all(data, "v0: +a -a", "v0: +b -b")
    found = choice(compiled, columns, _plan(compiled, *columns))
    assert found.absent == {1}


def test_what_is_required_is_never_left_out_for_it() -> None:
    data = a_problem(
        vehicles=[a_vehicle("v0"), a_vehicle("v1")],
        shipments=[a_shipment("a", value=1), a_shipment("b", at="L4", to="L5", value=1, required=True)],
        objective={"value_s": 60},
    )
    compiled, columns = of_all(data, "v0: +a -a", "v0: +b -b")
    assert choice(compiled, columns, _plan(compiled, *columns)).absent == set()


def test_where_fewest_routes_come_first_it_takes_no_more_of_them() -> None:
    """Two vehicles where they are needed would drive less than one that goes all the way."""
    data = a_problem(
        vehicles=[a_vehicle("near", start="L1", end="L1"), a_vehicle("far", start="L5", end="L5")],
        shipments=[a_shipment("a", at="L1", to="L1"), a_shipment("b", at="L5", to="L5")],
        objective={"vehicles": "first"},
    )
    compiled, columns = of_all(data, "near: +a -a +b -b", "near: +a -a", "far: +b -b")
    assert drives(choice(compiled, columns, _plan(compiled, columns[0]))) == [True, False]
    compiled, columns = of_all(data | {"objective": {}}, "near: +a -a +b -b", "near: +a -a", "far: +b -b")
    assert drives(choice(compiled, columns, _plan(compiled, columns[0]))) == [True, True]


def drives(plan: State) -> list[bool]:
    """Of each vehicle whether it has a route."""
    return [bool(route.nodes) for route in plan.routes]


def _plan(compiled: Compiled, *columns: Column) -> State:
    state = driven(compiled, columns)
    assert state is not None
    return state
