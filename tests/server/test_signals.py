"""What a signal to end does to a process, and when."""

from __future__ import annotations

import subprocess
import sys

TOLD = """
import os, signal
from foodlink.server.signals import end_afterwards, end_on_signals

end_on_signals()
try:
    with end_afterwards():
        os.kill(os.getpid(), signal.{name})
        print("loaded")
    print("went on")
finally:
    print("ended")
"""


def signalled(name: str) -> tuple[int, list[str]]:
    """The exit code and the words of a process that gets this signal while it loads."""
    line = [sys.executable, "-c", TOLD.format(name=name)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout.split("\n")[:-1]


def test_told_to_end_while_it_loads_a_process_ends_once_all_is_loaded() -> None:
    assert signalled("SIGTERM") == (0, ["loaded", "ended"])
    assert signalled("SIGINT") == (0, ["loaded", "ended"])


def test_any_other_signal_is_left_as_it_is() -> None:
    assert signalled("SIGCONT") == (0, ["loaded", "went on", "ended"])
