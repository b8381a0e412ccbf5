"""Workers and schedulers as real processes on a test's own database, ended with the test whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WAIT_S = 120.0
"""Generous: what is awaited comes much sooner, except on a machine that is very busy."""


@contextmanager
def a_process(part: str, url: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """`foodlink worker` or `foodlink scheduler`, in a process group of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workers", part],
        env={**os.environ, "FOODLINK_DATABASE_URL": url, **env},
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(WAIT_S)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and its children, as a crash of the machine would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Wait generously until something is so."""
    until = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < until, f"waited in vain until {what}"
        time.sleep(0.05)
