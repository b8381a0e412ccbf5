"""What the search of a large day is made of: pieces cut out of it, with drives that are asked for piece by piece."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing import solve, stop, violations
from routing.formats.contract import problem_from_dict
from routing.large.drives import KnownDrives
from routing.large.neighbourhoods import LEAST_VEHICLES, neighbourhoods
from routing.large.piece import Frame
from routing.large.solve import LARGE, is_large
from routing.large.sources import drives_of
from routing.large.speeds import at_speed
from routing.problem import Location, Matrix
from routing.search.compiled import compile_problem
from routing.search.pack import pack
from routing.travel import with_matrix
from routing.travel.great_circle import GreatCircle
from routing.units import ceil_div, exact
from tests.routing.large_problems import region, solved_in_pieces


class Asked(GreatCircle):
    """A road engine of our own, that remembers what it was asked for."""

    name = "asked"

    def __init__(self, *, changes: Random | None = None) -> None:
        self.most = 0
        self.told: dict[tuple[str, str], set[int]] = {}
        self._changes = changes

    def matrix(self, locations: Sequence[Location]) -> Matrix:
        self.most = max(self.most, len(locations))
        matrix = super().matrix(locations)
        slower = 1 if self._changes is None else self._changes.choice([1, 1, 2])
        seconds = [[slower * cell for cell in row] for row in matrix.durations_s]
        for here, row in zip(locations, seconds, strict=True):
            for there, cell in zip(locations, row, strict=True):
                self.told.setdefault((here.id, there.id), set()).add(cell)
        return Matrix(seconds, matrix.distances_m)


def test_a_travel_engine_is_asked_for_a_neighbourhood_at_a_time() -> None:
    engine = Asked()
    problem, plan = solved_in_pieces(region(Random(10), shipments=100, vehicles=30), engine=engine)
    assert violations(problem, plan) == []
    assert engine.most < len(problem.locations) / 2


def test_a_plan_keeps_to_the_drives_that_it_was_told_when_the_engine_changes_its_mind() -> None:
    engine = Asked(changes=Random(1))
    _, plan = solved_in_pieces(region(Random(11)), engine=engine, iterations=1000)
    driven: dict[tuple[str, str], set[int]] = {}
    for route in plan.routes:
        for before, step in pairwise(route.steps):
            leg = before.location, step.location
            driven.setdefault(leg, set()).add(step.arrival_s - before.departure_s)
    assert len(plan.routes) > 5
    assert all(len(seconds) == 1 and seconds <= engine.told[leg] | {0} for leg, seconds in driven.items())


def test_numbers_too_large_for_the_kernels_go_another_way() -> None:
    from routing.large.solve import solve_large

    data = region(Random(12), shipments=5, vehicles=2)
    data["vehicles"][0]["speed_factor"] = 1e-9
    problem = problem_from_dict(data)
    how = {"seed": 1, "threads": 1, "engine": None, "progress": None, "began": 0.0}
    assert solve_large(problem, stop.after_iterations(10), **how) is None  # type: ignore[arg-type]


def test_a_day_of_many_places_goes_this_way_by_itself() -> None:
    problem = problem_from_dict(region(Random(13), shipments=LARGE + 1, vehicles=40))
    engine = Asked()
    plan = solve(problem, stop.after_iterations(2000), engine=engine)
    assert is_large(problem)
    assert "neighbourhoods" in plan.stats.engine
    assert engine.most < len(problem.locations)
    assert sum(len(route.steps) for route in plan.routes) > 600


def test_a_piece_of_everything_is_the_whole_problem() -> None:
    problem = with_matrix(problem_from_dict(region(Random(14), room_kg=4)))
    drives = KnownDrives(drives_of(problem, None), [place.setup_s for place in problem.locations])
    frame = Frame(compile_problem(problem, drives), drives)
    piece = frame.cut(np.arange(20), np.arange(60), frame.facts.room)
    whole = pack(compile_problem(problem))
    assert all(np.array_equal(mine, other) for mine, other in zip(piece.data, whole, strict=True))


@given(seed=st.integers(0, 10**9))
def test_neighbourhoods_are_apart_and_miss_nobody(seed: int) -> None:
    random = Random(seed)
    draw = np.random.default_rng(seed)
    vehicles, absent = draw.random((random.randint(1, 60), 3)), draw.random((random.randint(0, 40), 3))
    weights = draw.random(len(vehicles)) * 10
    cut = neighbourhoods(
        vehicles, absent, weights=weights, absent_weights=np.ones(len(absent)), size=30.0, random=random
    )
    assert sorted(np.concatenate([one.vehicles for one in cut]).tolist()) == list(range(len(vehicles)))
    assert sorted(np.concatenate([one.absent for one in cut]).tolist()) == list(range(len(absent)))
    assert all(len(one.vehicles) >= min(len(vehicles), LEAST_VEHICLES) for one in cut)


@given(
    seconds=st.lists(st.integers(0, 10**7), max_size=9),
    speed=st.sampled_from([1.0, 0.7, 1.3, 0.8333333333333334, 1e-9, 1e-300, 1e300]),
    across=st.booleans(),
)
def test_drive_times_by_speed_are_exact_in_any_shape(seconds: list[int], speed: float, across: bool) -> None:
    factor = exact(speed)
    wanted = [ceil_div(each, factor) for each in seconds]
    if max(wanted, default=0) < 1 << 62:
        given_s = np.array(seconds, dtype=np.int64)
        made = at_speed(given_s[:, None] if across else given_s, factor)
        assert made.shape == ((len(seconds), 1) if across else (len(seconds),))
        assert made.ravel().tolist() == wanted


def test_long_decimals_as_speeds_plan_a_large_day_and_its_causes() -> None:
    data = region(Random(17), shipments=40)
    for number, vehicle in enumerate(data["vehicles"]):
        vehicle["speed_factor"] = [0.8333333333333334, 1.1, 0.7142857142857143, 1.0][number % 4]
    data["shipments"][0]["pickup"]["time_windows"] = [[17_990, 17_995]]
    data["shipments"][1]["value"] = 0.001
    problem, plan = solved_in_pieces(data)
    assert violations(problem, plan) == []
    assert {"s0", "s1"} <= {each.shipment for each in plan.unassigned}
    assert len(plan.unassigned) < 30
