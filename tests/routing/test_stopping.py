"""Rules that end a search: by the clock, by count, and because somebody asks."""

import os
import signal
import subprocess
import sys
import time

import pytest

from routing import stop
from routing.interrupted import by_signal


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
    line = "import time; at = time.monotonic(); from routing.began import process_began; print(at - process_began())"
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
