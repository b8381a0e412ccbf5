"""What comes after a search ends in time too: causes of what is left behind, found as far as the clock goes."""

import threading
import time

import pytest

from routing import LiveDay, in_time, insert, solve, stop
from routing.formats.contract import problem_from_dict
from routing.problem import Shipment
from routing.reasons import CausesAlone
from tests.routing.problems import a_problem, a_shipment
from tests.routing.test_limits import a_full_day


def never_asked(*_: object) -> None:
    raise AssertionError("asked all the same")


def test_causes_are_told_at_a_glance_once_the_clock_has_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_full_day(objective={"value_s": 30})
    causes = {each.code.value for each in solve(problem, stop.after_iterations(20)).unassigned}
    assert "not_worth_it" in causes
    monkeypatch.setattr(CausesAlone, "cause", never_asked)
    late = stop.after_seconds(1, since=time.monotonic() - 2)
    assert {each.code.value for each in solve(problem, late).unassigned} == {"crowded_out"}


def test_what_no_vehicle_can_ever_carry_is_told_however_late_it_is() -> None:
    shipments = [a_shipment("large", load={"kg": 11}), a_shipment("frozen", skills=["frozen"]), a_shipment("night")]
    shipments[2]["pickup"] |= {"time_windows": [[100_000, 100_001]]}
    problem = problem_from_dict(a_problem(shipments=shipments))
    late = stop.after_seconds(1, since=time.monotonic() - 2)
    causes = {each.shipment: each.code.value for each in solve(problem, late).unassigned}
    assert causes == {"large": "too_large", "frozen": "no_vehicle_skill", "night": "no_shift"}


def test_a_request_while_causes_are_looked_for_ends_that(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()
    found: list[int] = []

    def alone(_: CausesAlone, shipment: int) -> None:
        found.append(shipment)
        asked.set()

    monkeypatch.setattr(CausesAlone, "cause", alone)
    rule = stop.either(stop.after_iterations(20), stop.on_request(asked.is_set), stop.after_seconds(1000))
    monkeypatch.setattr(in_time, "SAMPLE", 0)
    plan = solve(a_full_day(), rule, threads=1)
    assert len(found) == 1 < len(plan.unassigned)


def test_part_of_the_clock_is_kept_for_causes_and_the_search_ends_so_much_sooner() -> None:
    clock = stop.after_seconds(100)
    kept_s = in_time.kept_for_causes(clock, lambda _: time.sleep(0.01), range(400))
    assert 4.0 <= kept_s <= in_time.MOST_FOR_REASONS * 100
    assert in_time.kept_for_causes(stop.after_iterations(5), never_asked, range(400)) == 0.0
    for rule in (clock, stop.either(clock, stop.after_iterations(10))):
        earlier = stop.sooner(rule, 60.0)
        assert earlier.iterations == rule.iterations
        assert earlier.seconds == pytest.approx(40.0)
        assert (earlier.seconds_left or 0.0) <= 40.0
        assert not earlier(5)
        assert stop.sooner(rule, 100.0)(5)
    assert stop.sooner(stop.after_seconds(100, since=time.monotonic() - 20), 60.0).share(0) == pytest.approx(
        0.5, abs=0.1
    )
    assert stop.sooner(stop.either(clock, stop.after_iterations(10)), 60.0).share(5) == 0.5


def a_new_one() -> Shipment:
    return problem_from_dict(a_problem(shipments=[a_shipment("new", value=9)])).shipments[0]


def test_a_day_under_way_tells_causes_at_a_glance_once_the_clock_has_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = a_full_day(objective={"value_s": 30})
    plan = solve(problem, stop.after_iterations(20))
    assert "not_worth_it" in {each.code.value for each in LiveDay(problem, plan).plan().unassigned}
    monkeypatch.setattr(CausesAlone, "cause", never_asked)
    late = stop.after_seconds(1, since=time.monotonic() - 2)
    assert {each.code.value for each in LiveDay(problem, plan).plan(late).unassigned} == {"crowded_out"}
    told = insert(problem, plan, a_new_one(), late).unassigned
    assert {each.code.value for each in told if each.shipment != "new"} == {"crowded_out"}


def test_a_clock_that_does_not_end_a_change_makes_no_other_plan_of_it() -> None:
    problem = a_full_day(objective={"value_s": 30})
    plan = solve(problem, stop.after_iterations(20))
    trials = stop.after_iterations(300)
    plans = [
        insert(problem, plan, a_new_one(), rule) for rule in (trials, stop.either(trials, stop.after_seconds(1000)))
    ]
    assert [each.routes for each in plans] == [plans[0].routes] * 2
    assert plans[0].unassigned == plans[1].unassigned
