"""A stand-in for the national address geocoder on the loopback: documented answers, and all kinds of trouble."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Answer:
    """What is answered: `pause_s` before it, and `drip_s` between the bytes of its body."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    drip_s: float = 0.0


@dataclass
class BanServer:
    """Gives the queued answers in turn, the last one for ever; remembers what was asked and when."""

    domain: str
    answers: list[Answer] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, handler: BaseHTTPRequestHandler) -> Answer:
        """Note a request and choose its answer."""
        parts = urlsplit(handler.path)
        with self.lock:
            self.paths.append(parts.path)
            self.queries.append(dict(parse_qsl(parts.query)))
            self.agents.append(handler.headers["User-Agent"])
            self.times.append(time.monotonic())
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def a_feature(**changes: Any) -> dict[str, Any]:
    """One result as the Géoplateforme documents it."""
    properties = {
        "label": "12 Rue de la Paix 44000 Nantes",
        "score": 0.97,
        "housenumber": "12",
        "id": "44109_5423_00012",
        "name": "12 Rue de la Paix",
        "postcode": "44000",
        "citycode": "44109",
        "x": 355520.1,
        "y": 6689402.9,
        "city": "Nantes",
        "context": "44, Loire-Atlantique, Pays de la Loire",
        "type": "housenumber",
        "importance": 0.66,
        "street": "Rue de la Paix",
        "_type": "address",
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-1.5551, 47.2147]},
        "properties": properties | changes,
    }


def found(*features: Any, **how: Any) -> Answer:
    """An answer with these results."""
    return Answer(json.dumps({"type": "FeatureCollection", "features": list(features)}).encode(), **how)


def trouble(status: int, **headers: str) -> Answer:
    """An answer of an error."""
    return Answer(b'{"code": "trouble"}', status, {name.replace("_", "-"): text for name, text in headers.items()})


@contextmanager
def a_ban_server(*answers: Answer) -> Iterator[BanServer]:
    """The server on a free port of the loopback, stopped at the end with all its threads."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = ban.take(self)
            ban.closing.wait(answer.pause_s)
            try:
                self._send(answer)
            except OSError:
                self.close_connection = True  # the client has hung up

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, text in {"Content-Type": "application/json; charset=utf-8", **answer.headers}.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if not answer.drip_s:
                self.wfile.write(answer.body)
                return
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                if ban.closing.wait(answer.drip_s):
                    return

        def log_message(self, format: str, *args: Any) -> None:
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    ban = BanServer(f"127.0.0.1:{server.server_address[1]}/geocodage", list(answers))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ban
    finally:
        ban.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
