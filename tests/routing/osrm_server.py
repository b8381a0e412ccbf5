"""A stand-in for OSRM on the loopback: it answers `table` and `route` as its documentation says, and all kinds of trouble.

Its country: drives by a rule that a test can reckon; north of 49 degrees it has no map; east of Greenwich is an island.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Point = tuple[float, float]

_PATH = re.compile(r"/(table|route)/v1/[a-z]+/((?:-?\d+\.\d{6},-?\d+\.\d{6};?)+)")
_OPTIONS = {
    "table": {"annotations", "sources", "destinations", "radiuses", "generate_hints"},
    "route": {"overview", "steps", "geometries", "radiuses", "generate_hints"},
}


@dataclass(frozen=True)
class Trouble:
    """An answer in the place of the true one: `pause_s` before it, `drip_s` between its bytes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    drip_s: float = 0.0


@dataclass
class OsrmServer:
    """Gives `troubles` first, one for each request, then the truth; remembers what was asked."""

    address: str
    max_table_size: int = 100
    troubles: list[Trouble] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    routes: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, path: str) -> Trouble:
        """What to send for a request."""
        with self.lock:
            self.paths.append(path)
            if self.troubles:
                return self.troubles.pop(0)
            status, document = self._document(path)
        return Trouble(status, json.dumps(document).encode())

    def _document(self, path: str) -> tuple[int, dict[str, Any]]:
        parts = urlsplit(path)
        known = _PATH.fullmatch(parts.path)
        options = dict(parse_qsl(parts.query))
        if known is None or set(options) != _OPTIONS[known[1]]:
            return 400, {"code": "InvalidQuery", "message": "Query string malformed"}
        points = [_point(written) for written in known[2].split(";")]
        if len(points) < 2 or len(options["radiuses"].split(";")) != len(points):
            return 400, {"code": "InvalidOptions", "message": "Number of elements does not match"}
        if known[1] == "table":
            return self._table(points, options)
        return self._route(points)

    def _table(self, points: list[Point], options: dict[str, str]) -> tuple[int, dict[str, Any]]:
        starts = [points[int(number)] for number in options["sources"].split(";")]
        ends = [points[int(number)] for number in options["destinations"].split(";")]
        self.tables.append((len(starts), len(ends)))
        if len(starts) * len(ends) > self.max_table_size**2:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        if any(map(is_off_the_map, points)):
            return 400, {"code": "NoSegment", "message": "Could not find a matching segment for coordinate 0"}
        rules = [[rule(start, end) for end in ends] for start in starts]
        durations = [[None if drive is None else drive[0] for drive in row] for row in rules]
        distances = [[None if drive is None else drive[1] for drive in row] for row in rules]
        return 200, {"code": "Ok", "durations": durations, "distances": distances, "sources": [], "destinations": []}

    def _route(self, points: list[Point]) -> tuple[int, dict[str, Any]]:
        self.routes.append(len(points))
        if any(rule(start, end) is None for start, end in pairwise(points)):
            return 400, {"code": "NoRoute", "message": "Impossible route between points"}
        legs = [{"steps": [{"geometry": encoded(piece)} for piece in pieces(leg)]} for leg in pairwise(points)]
        return 200, {"code": "Ok", "routes": [{"legs": legs, "distance": 1, "duration": 1}], "waypoints": []}


def rule(start: Point, end: Point) -> tuple[float, float] | None:
    """Seconds and metres from one point to another; uphill, to the north, takes longer. None where no road leads."""
    if (start[1] > 0) != (end[1] > 0):
        return None
    north, east = end[0] - start[0], end[1] - start[1]
    metres = round((abs(north) + abs(east)) * 111_195, 1)
    return round(metres / 12.3 + max(north, 0) * 1_000, 1), metres


def is_off_the_map(point: Point) -> bool:
    """Whether the server has no road within reach."""
    return point[0] > 49


def pieces(leg: tuple[Point, Point]) -> list[list[Point]]:
    """A leg's way, a step to the north or south and one to the east or west."""
    start, end = leg
    corner = (end[0], start[1])
    return [[start, corner], [corner, end]]


def encoded(line: Sequence[Point]) -> str:
    """A line as polyline6."""
    text, before = "", (0, 0)
    for point in line:
        now = (round(point[0] * 1e6), round(point[1] * 1e6))
        for change in (now[0] - before[0], now[1] - before[1]):
            number = ~(change << 1) if change < 0 else change << 1
            while number >= 0x20:
                text += chr((0x20 | (number & 0x1F)) + 63)
                number >>= 5
            text += chr(number + 63)
        before = now
    return text


def _point(written: str) -> Point:
    lon, lat = written.split(",")
    return float(lat), float(lon)


@contextmanager
def an_osrm_server(*troubles: Trouble, **changes: Any) -> Iterator[OsrmServer]:
    """The server on a free port of the loopback, stopped at the end with all its threads."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = osrm.answer(self.path)
            osrm.closing.wait(given.pause_s)
            try:
                self._send(given)
            except OSError:
                self.close_connection = True  # the client has hung up

        def _send(self, given: Trouble) -> None:
            self.send_response(given.status)
            for name, text in {"Content-Type": "application/json", **given.headers}.items():
                self.send_header(name, text)
            self.end_headers()
            if not given.drip_s:
                self.wfile.write(given.body)
                return
            for byte in given.body:
                self.wfile.write(bytes([byte]))
                if osrm.closing.wait(given.drip_s):
                    return

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    osrm = OsrmServer(f"http://127.0.0.1:{server.server_address[1]}", **changes)
    osrm.troubles = list(troubles)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield osrm
    finally:
        osrm.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
