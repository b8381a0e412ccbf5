"""Processes of the service, as an operator starts them, and what is left of them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.commands import foodlink

PATIENCE_S = 90.0


def eventually(happened: Callable[[], bool], what: str) -> None:
    """Wait, generously, until something has happened; fail with `what` it was."""
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, f"in vain: {what}"
        time.sleep(0.05)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(port: int, path: str = "/healthz") -> bool:
    """Whether the service answers there with 200."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def started(*arguments: str, env: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that runs until it is ended; whatever a failing test leaves of its group is killed."""
    process = foodlink(*arguments, env=env)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def serving(process: subprocess.Popen[str], port: int, path: str = "/healthz") -> None:
    """Wait until the process answers; fail with its words where it ended instead."""
    eventually(lambda: answers(port, path) or process.poll() is not None, "an answer")
    assert process.poll() is None, process.communicate()


def said(process: subprocess.Popen[str], word: str) -> None:
    """Wait until the process prints a line that begins so; fail with its words where it ended instead."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return
    pytest.fail(f"it ended and said {process.communicate()}")


def ended(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> int:
    """End a process by a signal; its exit code."""
    process.send_signal(number)
    process.communicate(timeout=PATIENCE_S)
    return process.returncode


def using(home: Path) -> set[int]:
    """The processes that have this folder in their command line, its database's own among them, or in their environment."""
    mark, found = str(home).encode(), set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (folder / "cmdline").read_bytes() or mark in (folder / "environ").read_bytes():
                    found.add(int(folder.name))
    return found
