"""A command in a process group of its own: what it said, how long it took, its most memory; it never outlives us."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.routing.instances import ROOT

PR_SET_PDEATHSIG = 1
POLL_S = 0.005


@dataclass(frozen=True)
class Ended:
    """How a command ended; `code` None where it had to be ended."""

    code: int | None
    said: str
    wall_s: float
    peak_mib: float


def run_alone(line: Sequence[str], *, patience_s: float) -> Ended:
    """Run a command to its end, or for `patience_s`; whatever interrupts us ends it too."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        began = time.monotonic()
        process = subprocess.Popen(
            line,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        try:
            code, peak_kib = _wait(process, until=began + patience_s)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        wall_s = time.monotonic() - began
        said.seek(0)
        return Ended(code, said.read(), wall_s, peak_kib / 1024)


def _wait(process: subprocess.Popen[bytes], *, until: float) -> tuple[int | None, int]:
    """Its exit code and most memory in KiB, looked at to the end: what the system counts for `wait4` begins with our own."""
    late, peak_kib = False, 0
    while (code := process.poll()) is None:
        peak_kib = max(peak_kib, _most_kib(process.pid))
        if not late and time.monotonic() >= until:
            os.killpg(process.pid, signal.SIGKILL)
            late = True
        time.sleep(POLL_S)
    return None if late else code, peak_kib


def _most_kib(pid: int) -> int:
    """The most that a process has had in memory since it became what it is; 0 where it has ended."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
