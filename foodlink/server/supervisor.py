"""`foodlink serve`: the parts of the service as processes of one machine, kept running, and ended together."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from foodlink.server.errors import CannotServe
from foodlink.server.signals import end_in_peace

logger = logging.getLogger(__name__)

_LOOK_S = 0.2
_DEATHS, _WITHIN_S = 5, 60.0
_PAUSE_S = 1.0
_PATIENCE_S = 30.0
STOP_S = 20.0


class PartKeepsDying(CannotServe):
    """A part of the service does not stay up."""


@dataclass
class Part:
    """One process of the service by its command; `files` are descriptors that it inherits."""

    name: str
    command: Sequence[str]
    files: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=_DEATHS))
    rests_until: float = 0.0

    def start(self, parent_pipe: int) -> None:
        """Start it in a process group of its own: Ctrl-C in the terminal reaches the supervisor alone."""
        self.process = subprocess.Popen(
            [*self.command, f"--parent-fd={parent_pipe}"],
            stdin=subprocess.DEVNULL,
            pass_fds=(parent_pipe, *self.files),
            start_new_session=True,
        )

    def kill_group(self) -> None:
        """End what is left of its process group: a part that died may leave a solver behind."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Starts parts, starts again what died, and stops all of them when it is left."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        # Nobody writes: the parts read its end when this process is gone, however it went.
        self._for_parts, self._held = os.pipe()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def start(self, *parts: Part) -> None:
        """Start these parts, and keep them running from now on."""
        for part in parts:
            self._parts.append(part)
            part.start(self._for_parts)

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None], later: Sequence[Part] = ()) -> None:
        """Keep the parts running until a signal ends this process; call `when_ready` once `ready` says so.

        The parts that come `later` start then, so that nobody waits for them, or after half a minute at the latest. Raises
        PartKeepsDying where one died five times within a minute.
        """
        told, until = False, time.monotonic() + _PATIENCE_S
        while True:
            time.sleep(_LOOK_S)
            for part in self._parts:
                self._look_after(part)
            if not told and ready():
                told = True
                when_ready()
            if later and (told or time.monotonic() > until):
                self.start(*later)
                later = ()

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is not None and part.process.poll() is not None:
            code = part.process.returncode
            part.kill_group()
            part.process = None
            part.deaths.append(now)
            if len(part.deaths) == _DEATHS and now - part.deaths[0] < _WITHIN_S:
                raise PartKeepsDying(
                    f"`foodlink {part.name}` ends again and again (exit {code}): see what it says above"
                )
            part.rests_until = now + _PAUSE_S * (len(part.deaths) - 1)
            logger.warning("`foodlink %s` ended (exit %s) and is started again", part.name, code)
        if part.process is None and now >= part.rests_until:
            part.start(self._for_parts)

    def _stop(self) -> None:
        """Ask all to end, wait, and kill what does not; signals that come meanwhile change nothing."""
        end_in_peace()
        processes = [part.process for part in self._parts if part.process is not None]
        for process in processes:
            process.terminate()
        until = time.monotonic() + STOP_S
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
        for part in self._parts:
            part.kill_group()
            if part.process is not None:
                part.process.wait()
        os.close(self._held)
        os.close(self._for_parts)


def answers(host: str, port: int) -> bool:
    """Whether the web part answers on its port; waits a moment for it."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((here, port), timeout=1) as connection:
            connection.settimeout(2)
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
