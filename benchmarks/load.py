"""A small HTTP client for load: so many kept-alive connections on loopback, each one request at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came back: requests a second, each request's seconds, and the answers' states with their number."""

    per_second: float
    seconds: list[float]
    states: dict[int, int]


def request(method: str, path: str, *, body: bytes = b"", token: str | None = None) -> bytes:
    """The bytes of one request."""
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    if token is not None:
        head.append(f"Authorization: Bearer {token}")
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def run(port: int, requests: Callable[[int], Iterator[bytes]], *, clients: int, each: int) -> Load:
    """Let each of `clients` send `each` requests (`requests(client)` yields them) to 127.0.0.1; it ends by itself."""
    return asyncio.run(_run(port, requests, clients, each))


async def _run(port: int, requests: Callable[[int], Iterator[bytes]], clients: int, each: int) -> Load:
    seconds: list[float] = []
    states: dict[int, int] = {}
    began = time.perf_counter()
    await asyncio.gather(*(_one(port, requests(number), each, seconds, states) for number in range(clients)))
    return Load(clients * each / (time.perf_counter() - began), seconds, states)


async def _one(port: int, requests: Iterator[bytes], each: int, seconds: list[float], states: dict[int, int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(each):
        began = time.perf_counter()
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        seconds.append(time.perf_counter() - began)
        state = int(head[9:12])
        states[state] = states.get(state, 0) + 1
    writer.close()
    await writer.wait_closed()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":", 1)[1])
    return 0
