"""The largest flow, against networks whose answer is known."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from foodlink.simulate.flow import FlowNetwork


def test_a_bottleneck_bounds_the_flow() -> None:
    flow = FlowNetwork(4)
    flow.add(0, 1, 10)
    flow.add(1, 2, 3)
    flow.add(2, 3, 10)
    assert flow.most(0, 3) == 3


def test_an_early_choice_is_taken_back() -> None:
    flow = FlowNetwork(4)
    for start, end, capacity in ((0, 1, 1), (0, 2, 1), (1, 2, 1), (1, 3, 1), (2, 3, 1)):
        flow.add(start, end, capacity)
    assert flow.most(0, 3) == 2


def test_nothing_flows_where_there_is_no_way() -> None:
    flow = FlowNetwork(3)
    flow.add(0, 1, 5)
    assert flow.most(0, 2) == 0


@given(st.lists(st.integers(0, 6), min_size=16, max_size=16))
def test_the_flow_is_the_smallest_cut(capacities: list[int]) -> None:
    """By the theorem of Ford and Fulkerson, checked over all cuts of four nodes."""
    arcs = dict(zip(product(range(4), repeat=2), capacities, strict=True))
    flow = FlowNetwork(4)
    for (start, end), capacity in arcs.items():
        flow.add(start, end, capacity)
    sides = [{0, *inner} for inner in ((), (1,), (2,), (1, 2))]
    cuts = [
        sum(capacity for (start, end), capacity in arcs.items() if start in side and end not in side) for side in sides
    ]
    assert flow.most(0, 3) == min(cuts)
