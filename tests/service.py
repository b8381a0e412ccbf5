"""A real service on loopback, in a home of its own, with the demonstration in it; and a client that signs in."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

CLOCK = datetime.fromisoformat("2026-11-24T08:30:00+01:00")
PASSWORD = "demo-foodlink"
GENEROUS_S = 90.0


@dataclass
class Service:
    """One `foodlink serve` with its home; it can be killed and started again."""

    home: Path
    port: int
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FOODLINK_")}
        return kept | {
            "FOODLINK_HOME": str(self.home),
            "FOODLINK_CLOCK": CLOCK.isoformat(),
            "FOODLINK_PASSWORD_PROFILE": "cheap",
            "FOODLINK_GEOCODER": "off",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one `foodlink` command in this home, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "foodlink", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *, until_ready: bool = True) -> None:
        with (self.home / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "foodlink", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.started = time.monotonic()
        wait_until(
            lambda: self._answers("/readyz" if until_ready else "/healthz"), f"the service answers; {self.log()}"
        )

    def kill(self) -> None:
        """Kill the whole service, supervisor and parts, as a loss of power would."""
        assert self.process is not None
        for pid in [self.process.pid, *_descendants(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def log(self) -> str:
        path = self.home / "serve.log"
        return path.read_text()[-2000:] if path.exists() else ""

    def now(self) -> datetime:
        """What the service's clock shows, to a second or so, since its first start."""
        return CLOCK + timedelta(seconds=time.monotonic() - self.started)

    def signed_in(self, email: str) -> httpx.Client:
        """A client of the API that has signed in with the demonstration's password."""
        client = httpx.Client(base_url=f"{self.url}/api/v1", timeout=30)
        self.clients.append(client)
        answer = client.post("/auth/token", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    def _answers(self, path: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(self.url + path, timeout=5).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def demonstration(territory: str = "44") -> Iterator[Service]:
    """A service with the demonstration loaded and running; stopped and removed at the end."""
    home = Path(tempfile.mkdtemp(prefix="fl-"))
    service = Service(home, _free_port())
    try:
        loaded = service.command("demo", "load", "--territory", territory, "--seed", "1")
        assert loaded.returncode == 0, loaded.stderr
        service.start()
        yield service
    finally:
        for client in service.clients:
            client.close()
        service.stop()
        shutil.rmtree(home, ignore_errors=True)


def wait_until(condition: Any, what: str) -> None:
    """Wait generously for something to become true; fail with `what` where it never does."""
    until = time.monotonic() + GENEROUS_S
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError(f"never came: {what}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found += [int(entry.name), *_descendants(int(entry.name))]
    return found
