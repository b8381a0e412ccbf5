"""What benchmarks stand on: a home of their own with a durable embedded database, and servers on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foodlink.database.embedded import EmbeddedPostgres


@contextmanager
def home() -> Iterator[Path]:
    """An empty home, removed at the end together with the database server that ran in it."""
    folder = Path(tempfile.mkdtemp(prefix="fl-bench-"))
    try:
        yield folder
    finally:
        EmbeddedPostgres(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


def environment(folder: Path) -> dict[str, str]:
    """The environment of a command in that home: the demonstration's clock, no geocoder, quick passwords."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOODLINK_")}
    return kept | {
        "FOODLINK_HOME": str(folder),
        "FOODLINK_GEOCODER": "off",
        "FOODLINK_PASSWORD_PROFILE": "cheap",
    }


def foodlink(folder: Path, *arguments: str) -> None:
    """Run one `foodlink` command in that home, to its end."""
    subprocess.run([sys.executable, "-m", "foodlink", *arguments], env=environment(folder), check=True)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(folder: Path, which: str) -> Iterator[int]:
    """`benchmarks.served` in that home; yields its port once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.served", which, str(port)]
    process = subprocess.Popen(command, env=environment(folder))
    try:
        _until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")
