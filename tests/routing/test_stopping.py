"""Rules that end a search: by the clock, by count, and because somebody asks."""

import os
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from routing import stop
from routing.command.interrupted import by_signal
from tests.routing.large_problems import region, solved_in_pieces


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_the_next_one_does_what_it_did(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with by_signal() as asked:
        assert not asked(0)
        os.kill(os.getpid(), number)
        assert asked(0)
        assert signal.getsignal(number) == before
    assert signal.getsignal(number) == before


def test_the_clock_of_the_command_begins_with_its_process() -> None:
    line = "import time; at = time.monotonic(); from routing.command.began import process_began; print(at - process_began())"
    began = time.monotonic()
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True, timeout=60).stdout
    assert -0.02 < float(told) < time.monotonic() - began


def test_a_rule_is_cut_short_where_neither_its_count_nor_its_clock_is_used_up() -> None:
    asked = stop.on_request(lambda: True)
    assert stop.is_cut_short(asked, 5)
    assert stop.is_cut_short(stop.either(stop.after_iterations(10), asked), 5)
    assert not stop.is_cut_short(stop.either(stop.after_iterations(5), asked), 5)
    assert not stop.is_cut_short(stop.after_iterations(10), 5)
    assert stop.is_cut_short(stop.either(stop.after_seconds(60), asked), 5)
    assert not stop.is_cut_short(stop.after_seconds(0), 5)


def test_a_limit_that_is_over_before_it_began_gives_a_lawful_plan_that_claims_no_cause() -> None:
    data = region(Random(15))
    data["shipments"][0] |= {"skills": ["frozen"]}
    _, plan = solved_in_pieces(data, stop=stop.after_seconds(0))
    assert {each.code.value for each in plan.unassigned} == {"crowded_out"}
