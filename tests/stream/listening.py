"""A listener of the stream, as a browser is one: it reads events and remembers the last id."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.server.served import Served

PATH = "/api/v1/availability/stream"
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Told:
    """One event of the stream."""

    name: str
    id: str
    data: dict[str, Any]


@dataclass
class Ear:
    """What one connection hears, in order."""

    _heard: queue.Queue[Told | None] = field(default_factory=queue.Queue)

    def next(self) -> Told:
        """The next event; fails where the stream ends, or nothing comes for long."""
        told = self._heard.get(timeout=_PATIENCE_S)
        assert told is not None, "the stream ended"
        return told

    def some(self, count: int) -> list[Told]:
        return [self.next() for _ in range(count)]

    def waits_for_its_end(self) -> None:
        """Take what is left until the stream ends."""
        while self._heard.get(timeout=_PATIENCE_S) is not None:
            pass

    def read(self, lines: Iterator[str]) -> None:
        """Read a stream to its end, by the rules of `text/event-stream`."""
        fields: dict[str, str] = {}
        try:
            for line in lines:
                if line == "":
                    if "data" in fields:
                        self._heard.put(Told(fields.get("event", ""), fields.get("id", ""), json.loads(fields["data"])))
                    fields = {}
                elif not line.startswith(":"):
                    name, _, value = line.partition(":")
                    assert name not in fields, "data is one line"
                    fields[name] = value.removeprefix(" ")
        except httpx.HTTPError:
            pass
        finally:
            self._heard.put(None)


@contextmanager
def listening(served: Served, token: str, *, after: str | None = None) -> Iterator[Ear]:
    """Listen; when this is entered, the server has this listener and will tell it all that is committed from now on."""
    headers = {"Last-Event-ID": after} if after is not None else {}
    ear = Ear()
    with served.client(token) as client, client.stream("GET", PATH, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        assert answer.headers["content-type"].startswith("text/event-stream")
        reader = threading.Thread(target=ear.read, args=(answer.iter_lines(),), daemon=True)
        reader.start()
        yield ear
