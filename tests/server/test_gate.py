"""A part that was started early waits until the database is prepared, and ends where that never comes."""

from __future__ import annotations

import subprocess
import sys

from foodlink.server.gate import Gate

WAITS = """
import sys
from foodlink.server.gate import pass_gate
print("waits", flush=True)
pass_gate(int(sys.argv[1]))
print("passed", flush=True)
"""


def _waiting(gate: Gate) -> subprocess.Popen[str]:
    part = subprocess.Popen(
        [sys.executable, "-c", WAITS, str(gate.entrance)],
        pass_fds=[gate.entrance],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert part.stdout is not None
    assert part.stdout.readline() == "waits\n"
    return part


def _last_words(part: subprocess.Popen[str]) -> str:
    assert part.stdout is not None
    with part.stdout:
        told = part.stdout.read()
    part.wait(timeout=60)
    return told


def test_who_waits_passes_once_it_is_open_and_so_does_who_is_started_again() -> None:
    with Gate() as gate:
        first = _waiting(gate)
        assert first.poll() is None
        gate.open()
        assert _last_words(first) == "passed\n"
        assert _last_words(_waiting(gate)) == "passed\n"


def test_who_waits_ends_where_nobody_is_left_to_open_it() -> None:
    with Gate() as gate:
        part = _waiting(gate)
    assert _last_words(part) == ""
    assert part.returncode == 0
